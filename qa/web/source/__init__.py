"""The source pane: a paper's text or pages, with the quote highlighted."""
