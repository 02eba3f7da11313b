from __future__ import annotations

import pytest

from corpus import Reference
from qa.references.links import Link, doi_address, links, vancouver_before_links


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1000/fins", "https://doi.org/10.1000/fins"),
        ("10.1016/S0140-6736(05)67799-X", "https://doi.org/10.1016/S0140-6736%2805%2967799-X"),
        ('10.1000/"><script>', "https://doi.org/10.1000/%22%3E%3Cscript%3E"),
        ("10.1000/\ud800", "https://doi.org/10.1000/%3F"),
        ("doi.org/10.1000/fins", ""),
        ("10.1000/two words", ""),
        ("", ""),
    ],
)
def test_a_doi_has_one_address_wherever_it_is_shown(doi: str, address: str) -> None:
    assert doi_address(doi) == address


def test_only_what_is_well_formed_has_a_link() -> None:
    assert links(Reference(DOI="10.1000/fins", PMID="123")) == (
        Link("doi: 10.1000/fins", "https://doi.org/10.1000/fins"),
        Link("PMID: 123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
    )
    assert links(Reference(DOI="none", PMID="PMC123")) == ()


def test_a_doi_that_has_no_link_stays_in_the_text() -> None:
    assert vancouver_before_links(Reference(title="On fins", DOI="10.1000/fins")) == "On fins."
    assert vancouver_before_links(Reference(title="On fins", DOI="forthcoming")) == "On fins. doi: forthcoming"
