"""Web pages of papers, as a browser saves them."""
