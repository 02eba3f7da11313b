from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from corpus.document import SectionKind
from index.passages import OVERLAP, SENTENCES, Passage, split


def document(*sections: tuple[SectionKind, str]) -> Document:
    """A document of (kind, text) sections, two line ends apart."""
    text, made = "", []
    for number, (kind, part) in enumerate(sections):
        made.append(Section(f"S{number}", kind, len(text), len(text) + len(part)))
        text += part + "\n\n"
    return Document("page.txt", text, Reference(), tuple(made))


def sentences_of(*sections: tuple[SectionKind, str]) -> list[str]:
    made = document(*sections)
    return [made.text[sentence.start : sentence.end] for sentence in split(made)[0]]


def numbered(count: int) -> str:
    return " ".join(f"Sentence number {number} is here." for number in range(count))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It heals. It grows.", ["It heals.", "It grows."]),
        ("Zhao et al. showed this. It was new.", ["Zhao et al. showed this.", "It was new."]),
        ("MSCs, e.g. iMSCs, i.e. cells, heal. It grew.", ["MSCs, e.g. iMSCs, i.e. cells, heal.", "It grew."]),
        ("See Fig. 2 for it. It grew.", ["See Fig. 2 for it.", "It grew."]),
        ("The dose was 5.2 mg (p < 0.05). It fell.", ["The dose was 5.2 mg (p < 0.05).", "It fell."]),
        ("MSCs vs. iMSCs were compared. Both heal.", ["MSCs vs. iMSCs were compared.", "Both heal."]),
        ("In S. aureus and E. coli it failed. It grew.", ["In S. aureus and E. coli it failed.", "It grew."]),
        ("IL-6, TNF-α, etc. were measured. Others were not.", ["IL-6, TNF-α, etc. were measured.", "Others were not."]),
        ("Is it safe? Yes! It is.", ["Is it safe?", "Yes!", "It is."]),
        ("No full stop at the end", ["No full stop at the end"]),
    ],
)
def test_a_paragraph_is_split_into_sentences(text: str, expected: list[str]) -> None:
    assert sentences_of(("body", text)) == expected


def test_a_sentence_does_not_go_over_the_end_of_a_paragraph() -> None:
    assert sentences_of(("body", "No full stop\n\nIt heals.")) == ["No full stop", "It heals."]


def test_a_sentence_keeps_its_white_space_as_printed() -> None:
    assert sentences_of(("body", "It \xa0 heals\twell.  It grows.")) == ["It \xa0 heals\twell.", "It grows."]


@pytest.mark.parametrize("end", ["\r\n", "\r\n\r\n"])
def test_a_sentence_holds_no_line_end_of_a_page_with_crlf(end: str) -> None:
    assert sentences_of(("body", f"It heals.{end}It grows.{end}")) == ["It heals.", "It grows."]


def test_a_sentence_that_is_printed_twice_has_two_places() -> None:
    sentences, _ = split(document(("body", "It heals. It heals.")))
    assert [(sentence.start, sentence.end) for sentence in sentences] == [(0, 9), (10, 19)]


def test_a_sentence_bears_the_name_of_its_section() -> None:
    sentences, _ = split(document(("body", "It heals."), ("reference", "MSC."), ("body", "It grows.")))
    assert [sentence.section for sentence in sentences] == ["S0", "S2"]


@pytest.mark.parametrize("kind", ["reference", "furniture"])
def test_only_body_sections_are_split(kind: SectionKind) -> None:
    assert sentences_of((kind, "Share this. Cite this."), ("body", "It heals.")) == ["It heals."]


def test_a_document_without_body_has_no_sentence_and_no_passage() -> None:
    assert split(document(("reference", "A title."))) == ([], [])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [(0, 0)]),
        (2, [(0, 1)]),
        (3, [(0, 2)]),
        (4, [(0, 2), (2, 3)]),
        (5, [(0, 2), (2, 4)]),
        (6, [(0, 2), (2, 4), (4, 5)]),
        (8, [(0, 2), (2, 4), (4, 6), (6, 7)]),
    ],
)
def test_passages_are_three_sentences_and_share_one(count: int, expected: list[tuple[int, int]]) -> None:
    assert split(document(("body", numbered(count))))[1] == [Passage(*pair) for pair in expected]


def test_no_passage_crosses_from_one_section_to_the_next() -> None:
    _, passages = split(document(("body", numbered(4)), ("body", numbered(2))))
    assert passages == [Passage(0, 2), Passage(2, 3), Passage(4, 5)]


@pytest.mark.parametrize(
    ("number", "starts"),
    [
        (0, ["Mesenchymal", "However", "On", "Notably", "These", "Furthermore", "Several", "Therefore"]),
        (1, ["Recent", "However", "Most", "Exosome", "Compared", "The", "It", "In"]),
    ],
)
def test_the_sentences_of_the_packaged_reviews(reviews: tuple[Document, ...], number: int, starts: list[str]) -> None:
    text = reviews[number].text
    sentences, passages = split(reviews[number])
    assert [text[s.start : s.end].replace(",", " ").split()[0] for s in sentences] == starts
    assert all(text[sentence.end - 1] == "." for sentence in sentences)
    assert passages == [Passage(0, 2), Passage(2, 4), Passage(4, 6), Passage(6, 7)]


Parts = list[tuple[SectionKind, str]]
WORDS = "It Cells heal. grow, (e.g. et al. Fig. 2 5.2 [1] mice? IL-6 iMSCs) “new” α 37°C 1. a) No! vs."
TOKENS = (*WORDS.split(), "\n", "\n\n", "\r\n", "\t", "\xa0")
PROSE = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)
BODIES = st.lists(st.tuples(st.sampled_from(["body", "reference", "furniture"]), PROSE), max_size=4)


@settings(deadline=None)
@given(BODIES)
def test_sentences_of_any_prose_are_in_order_apart_and_inside_a_body_section(
    parts: Parts,
) -> None:
    made = document(*parts)
    sentences, _ = split(made)
    bodies = [section for section in made.sections if section.kind == "body"]
    assert all(any(s.start <= sentence.start < sentence.end <= s.end for s in bodies) for sentence in sentences)
    assert all(left.end <= right.start for left, right in itertools.pairwise(sentences))


@settings(deadline=None)
@given(BODIES)
def test_sentences_of_any_prose_begin_and_end_with_ink_and_hold_no_line_feed(
    parts: Parts,
) -> None:
    found = sentences_of(*parts)
    assert all(sentence == sentence.strip() != "" and "\n" not in sentence for sentence in found)


@settings(deadline=None)
@given(BODIES)
def test_sentences_of_any_prose_leave_nothing_of_the_body_behind(parts: Parts) -> None:
    body = "".join(text for kind, text in parts if kind == "body")
    assert "".join("".join(sentences_of(*parts)).split()) == "".join(body.split())


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_split_into_sentences_in_order_and_in_range(text: str) -> None:
    sentences, _ = split(document(("body", text)))
    places = [0, *(place for sentence in sentences for place in (sentence.start, sentence.end)), len(text)]
    assert places == sorted(places)


@settings(deadline=None)
@given(BODIES)
def test_every_sentence_of_any_prose_stands_in_a_passage_of_its_section(parts: Parts) -> None:
    sentences, passages = split(document(*parts))
    covered = {number for passage in passages for number in range(passage.first, passage.last + 1)}
    assert covered == set(range(len(sentences)))
    assert all(sentences[passage.first].section == sentences[passage.last].section for passage in passages)


@settings(deadline=None)
@given(BODIES)
def test_neighbouring_passages_of_any_prose_share_one_sentence_unless_a_section_ends(
    parts: Parts,
) -> None:
    sentences, passages = split(document(*parts))
    assert all(passage.last - passage.first < SENTENCES for passage in passages)
    for left, right in itertools.pairwise(passages):
        same = sentences[left.last].section == sentences[right.last].section
        assert left.last - right.first == (OVERLAP - 1 if same else -1)


@pytest.mark.parametrize("sign", ["∯", "☝", "ȸ", "♨", "☉"])
def test_text_around_the_segmenters_own_signs_is_not_lost(sign: str) -> None:
    abstract = f"Fins regrow {sign} within weeks. Hearts {sign} do so too. Scales follow."
    kept = " ".join(sentences_of(("body", abstract)))
    assert re.findall(r"\w+", kept) == re.findall(r"\w+", abstract)
