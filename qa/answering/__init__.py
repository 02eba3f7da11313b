"""One question to one open library: understood, searched, ranked, quoted, with how sure the answer is."""
