"""References written out: for people in Vancouver style, for reference managers as BibTeX and RIS."""

from qa.references.bibtex_file import bibtex
from qa.references.ris_file import ris
from qa.references.vancouver_style import vancouver

__all__ = ["bibtex", "ris", "vancouver"]
