"""JATS/NLM XML full texts (NISO Z39.96), as PubMed Central and publishers give them."""

from corpus.readers.jats.article import read, recognises

__all__ = ["read", "recognises"]
