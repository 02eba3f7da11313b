from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.doi import find_doi, find_wrapped_doi, is_doi, normal_doi


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("10.1007/S13770-023-00557-6", "10.1007/s13770-023-00557-6"),
        ("https://doi.org/10.1007/s13770-023-00557-6", "10.1007/s13770-023-00557-6"),
        ("http://dx.doi.org/10.1007/s13770-023-00557-6", "10.1007/s13770-023-00557-6"),
        ("doi: 10.1007/s13770-023-00557-6.", "10.1007/s13770-023-00557-6"),
        ("https://doi.org/10.1007%2Fs13770-023-00557-6", "10.1007/s13770-023-00557-6"),
        ("(10.1000/xyz123);", "10.1000/xyz123"),
        ("10.1016/s0140-6736(05)67889-0", "10.1016/s0140-6736(05)67889-0"),
        ("\u00a010.1000/a b", "10.1000/a"),
        ("10.123456789/x", "10.123456789/x"),
        ("10.123/x", ""),
        ("10.1000/", ""),
        ("none", ""),
        ("", ""),
        (
            "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2",
        ),
        ("<a href='https://doi.org/10.1000/a'>", "10.1000/a"),
    ],
)
def test_dois(printed: str, normal: str) -> None:
    assert normal_doi(printed) == normal


def test_a_doi_that_ends_with_a_bracket_of_its_own_keeps_it() -> None:
    assert normal_doi("10.1016/S0022-0981(01)") == "10.1016/s0022-0981(01)"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("see doi:10.1016/S0140-6736(05)66111-0), and", "10.1016/S0140-6736(05)66111-0"),
        ("https://doi.org/10.1000/abc.", "10.1000/abc"),
        ("10.1000/abc; PMID 1", "10.1000/abc"),
        ("version 10.1.2/3", ""),
        ("10.1000/abc.http://x", "10.1000/abc"),
        ("10.1000/abc.https://x", "10.1000/abc"),
        ("“10.1000/abc”", "10.1000/abc"),
        ("10.1000/abc<br>and more", "10.1000/abc"),
        ("10.1002/1097-0177(2000)9999:9999<::AID-DVDY1092>3.0.CO;2-G.",
         "10.1002/1097-0177(2000)9999:9999<::AID-DVDY1092>3.0.CO;2-G"),
        ("10.1175/1520-0477(1996)077<0437:TNYRP>2.0.CO;2", "10.1175/1520-0477(1996)077<0437:TNYRP>2.0.CO;2"),
    ],
)  # fmt: skip
def test_a_doi_ends_where_it_ends(text: str, doi: str) -> None:
    assert find_doi(text) == doi


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        ("See https://doi.org/10.1000/abc.1.", "10.1000/abc.1"),
        ("doi:10.1371/journal.pone.\n0107412", "10.1371/journal.pone.0107412"),
        ("doi:10.1016/\nj.cell.2009.12.007.", "10.1016/j.cell.2009.12.007"),
        ("doi 10.1016/S0022-3999(01)00296-3).", "10.1016/S0022-3999(01)00296-3"),
        ("doi:10.1000/abc\nPMID: 123", "10.1000/abc"),
        ("doi:10.1000/abc.\nThe next sentence", "10.1000/abc"),
        ("10.1/short\nno doi", ""),
    ],
)  # fmt: skip
def test_a_doi_that_a_line_ends_in(lines: str, doi: str) -> None:
    assert find_wrapped_doi(lines) == doi


@pytest.mark.parametrize(("text", "whole"), [("10.1000/abc", True), ("10.1000/a b", False), ("x10.1000/abc", False)])
def test_a_doi_and_nothing_else(text: str, whole: bool) -> None:
    assert is_doi(text) == whole


@given(st.text() | st.text(alphabet="10./<>:()[]a-;\n%2fF&amp;").map("10.1000/{}".format))
def test_what_is_normal_stays_so(text: str) -> None:
    assert normal_doi(normal_doi(text)) == normal_doi(text)
    assert not normal_doi(text) or is_doi(normal_doi(text))


def test_a_hostile_text_takes_no_time() -> None:
    begun = time.perf_counter()
    for text in ("10.1000/" * 40_000, "10.1000/a." + "\n" * 200_000, "10.1000/" + "<" * 100_000):
        find_wrapped_doi(text)
    assert time.perf_counter() - begun < 2
