"""Where the identifiers of a reference lead on the web."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote as percent

from corpus import Reference
from corpus.doi import is_doi
from corpus.text import on_one_line
from qa.references.vancouver_style import vancouver

_PMID = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a paper.

    Attributes:
        label: "doi: 10.1000/fins", "PMID: 123".
        address: Of a web page.
    """

    label: str
    address: str


def links(reference: Reference) -> tuple[Link, ...]:
    """The links of its DOI and PubMed number, as far as they are known and well formed."""
    found = []
    if doi := doi_address(reference.DOI):
        found.append(Link(f"doi: {on_one_line(reference.DOI)}", doi))
    if _PMID.fullmatch(reference.PMID):
        found.append(Link(f"PMID: {reference.PMID}", f"https://pubmed.ncbi.nlm.nih.gov/{reference.PMID}/"))
    return tuple(found)


def vancouver_before_links(reference: Reference) -> str:
    """The reference in Vancouver style without the DOI that one of its links shows."""
    return vancouver(replace(reference, DOI="") if doi_address(reference.DOI) else reference)


def doi_address(doi: str) -> str:
    """The address of a DOI; empty for text that is not a DOI."""
    # Parentheses are escaped too: in Markdown they would end the address
    return f"https://doi.org/{percent(doi, safe='/.;:-_', errors='replace')}" if is_doi(doi) else ""
