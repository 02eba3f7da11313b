"""Where the identifiers of a reference lead on the web."""

from __future__ import annotations

from urllib.parse import quote as percent

from corpus.doi import is_doi


def doi_address(doi: str) -> str:
    """The address of a DOI; empty for what is none."""
    return f"https://doi.org/{percent(doi, safe='/().;:-_')}" if is_doi(doi) else ""


def pubmed_address(pmid: str) -> str:
    """The address of a PubMed id; empty for what is none."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isascii() and pmid.isdigit() else ""
