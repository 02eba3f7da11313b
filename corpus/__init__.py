"""Files become documents. Imports nothing of index or qa."""

from corpus.document import Document, Name, Reference, Section, Statement
from corpus.readers import packaged_files, packaged_reviews, read

__all__ = ["Document", "Name", "Reference", "Section", "Statement", "packaged_files", "packaged_reviews", "read"]
