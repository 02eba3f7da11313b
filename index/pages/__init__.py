"""The files that documents were read from, and their pages as pictures."""
