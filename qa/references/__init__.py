"""References as text: in Vancouver style for people, as BibTeX and RIS for reference managers."""

from qa.references.bibtex_file import bibtex
from qa.references.ris_file import ris
from qa.references.vancouver_style import vancouver

__all__ = ["bibtex", "ris", "vancouver"]
