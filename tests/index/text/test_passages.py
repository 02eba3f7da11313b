from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from corpus.document import SEARCHED, SectionKind
from index.text.passages import WORDS, Passage, searchable, split

SOFT = "\N{SOFT HYPHEN}"


def document(*sections: tuple[SectionKind, str], wrapped: bool = False) -> Document:
    """A document of (kind, text) sections, two line ends apart; "\N{SOFT HYPHEN}" marks a soft hyphen."""
    text, made = "", []
    for number, (kind, part) in enumerate(sections):
        made.append(Section(f"S{number}", kind, len(text), len(text) + len(part)))
        text += part + "\n\n"
    hyphens = tuple(at for at, char in enumerate(text) if char == SOFT)
    return Document(
        "page.txt", text.replace(SOFT, "-"), Reference(), tuple(made), wrapped=wrapped, soft_hyphens=hyphens
    )


def sentences_of(*sections: tuple[SectionKind, str], wrapped: bool = False) -> list[str]:
    made = document(*sections, wrapped=wrapped)
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


def test_a_sentence_bears_the_kind_of_its_section() -> None:
    sentences, _ = split(document(("body", "It heals."), ("caption", "Fig. 1 A cell."), ("table", "a b")))
    assert [sentence.kind for sentence in sentences] == ["body", "caption", "table"]


@pytest.mark.parametrize("kind", ["reference", "bibliography", "furniture"])
def test_sections_that_are_not_searched_are_not_split(kind: SectionKind) -> None:
    assert sentences_of((kind, "Share this. Cite this."), ("body", "It heals.")) == ["It heals."]


def test_a_document_without_body_has_no_sentence_and_no_passage() -> None:
    assert split(document(("reference", "A title."))) == ([], [])


# Wrapped text: only a blank line ends a paragraph


def test_a_sentence_of_wrapped_text_goes_over_the_ends_of_its_lines() -> None:
    text = "Exosomes carry proteins\nand heal wounds\nin mice. They are\nsmall."
    assert sentences_of(("body", text), wrapped=True) == [
        "Exosomes carry proteins\nand heal wounds\nin mice.",
        "They are\nsmall.",
    ]


@pytest.mark.parametrize("end", ["\n\n", "\n \t\n", " \n\n\n", "\r\n\r\n", "\r\n \r\n"])
def test_a_blank_line_ends_a_paragraph_of_wrapped_text(end: str) -> None:
    assert sentences_of(("body", f"No full stop{end}It\nheals."), wrapped=True) == ["No full stop", "It\nheals."]


def test_a_line_of_text_that_is_not_wrapped_is_a_paragraph() -> None:
    assert sentences_of(("body", "Exosomes carry proteins\nand heal")) == ["Exosomes carry proteins", "and heal"]


def test_wrapped_lines_do_not_make_a_sentence_of_an_abbreviation_at_their_end() -> None:
    text = "As Zhao et al.\nshowed, see Fig.\n2, cells heal. They grow."
    assert sentences_of(("body", text), wrapped=True) == [
        "As Zhao et al.\nshowed, see Fig.\n2, cells heal.",
        "They grow.",
    ]


# Tables and captions


@pytest.mark.parametrize("wrapped", [False, True])
def test_every_row_of_a_table_is_a_sentence(wrapped: bool) -> None:
    rows = "Cell. Dose. Effect\nMSC 5.2 mg. Good\n\niMSC | 7 mg | Better. Best."
    assert sentences_of(("table", rows), wrapped=wrapped) == [row for row in rows.split("\n") if row]


def test_a_caption_is_split_into_sentences() -> None:
    assert sentences_of(("caption", "Fig. 1 A cell. Scale bar: 5 µm.")) == ["Fig. 1 A cell.", "Scale bar: 5 µm."]


def test_a_passage_holds_neither_table_and_body_nor_two_captions() -> None:
    _, passages = split(document(("body", "It heals."), ("table", "a\nb"), ("caption", "One."), ("caption", "Two.")))
    assert passages == [Passage(0, 0), Passage(1, 2), Passage(3, 3), Passage(4, 4)]


# Very long paragraphs and sentences


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_a_very_long_paragraph_is_split_into_its_sentences() -> None:
    text = numbered(800)
    found = sentences_of(("body", text))
    assert len(text) > 20_000
    assert words_of(" ".join(found)) == words_of(text)
    whole = set(text.removesuffix(".").split(". "))
    assert sum(sentence.removesuffix(".") in whole for sentence in found) >= 790  # but where pieces meet


@pytest.mark.parametrize("kind", ["body", "caption", "table"])
def test_a_very_long_sentence_is_cut_between_words(kind: SectionKind) -> None:
    text = " ".join(f"word{number}" for number in range(2000))
    found = sentences_of((kind, text))
    assert max(map(len, found)) <= 1500
    assert min(map(len, found[:-1])) >= 700
    assert " ".join(found).split() == text.split()


@pytest.mark.parametrize("kind", ["body", "table"])
def test_a_very_long_word_is_cut(kind: SectionKind) -> None:
    text = "ACGT" * 2000
    found = sentences_of((kind, text))
    assert max(map(len, found)) <= 1500
    assert "".join(found) == text


def test_a_very_long_sentence_of_wrapped_text_is_cut() -> None:
    text = "\n".join(" ".join(f"word{number}" for number in range(line, line + 8)) for line in range(0, 1600, 8))
    found = sentences_of(("body", text), wrapped=True)
    assert max(map(len, found)) <= 1500
    assert " ".join(found).split() == text.split()


# What is searched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It heals.", "It heals."),
        ("It\n \xa0heals\twell.", "It heals well."),
        (f"Cells re{SOFT}\n  grow.", "Cells regrow."),
        ("iPSC-\nderived cells", "iPSC- derived cells"),
        (f"im{SOFT}\r\nmuno{SOFT}\r\nlogy", "immunology"),
        (f"the end{SOFT}", "the end"),
        (f"{SOFT}\nstart", "start"),
        (f"mid{SOFT}dle", "middle"),
    ],
)
def test_words_cut_at_line_ends_are_joined_and_lines_follow_each_other(text: str, expected: str) -> None:
    made = document(("body", text), wrapped=True)
    assert searchable(made, 0, len(text)) == expected


def test_only_the_soft_hyphens_of_the_stretch_count() -> None:
    made = document(("body", f"One{SOFT}\ntwo three{SOFT}\nfour five{SOFT}\nsix"), wrapped=True)
    at = made.text.index("two")
    assert searchable(made, at, made.text.index(" five")) == "two threefour"


def test_a_quote_keeps_its_soft_hyphens_and_line_ends() -> None:
    assert sentences_of(("body", f"Cells re{SOFT}\ngrow. It heals."), wrapped=True) == ["Cells re-\ngrow.", "It heals."]


# Passages


def of_words(*lengths: int) -> tuple[SectionKind, str]:
    """Sentences of so many words: rows of a table, which need no segmenter."""
    return "table", "\n".join("heal " * length for length in lengths)


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([120], [(0, 0)]),
        ([60, 60], [(0, 1)]),
        ([40, 40, 40], [(0, 2)]),
        ([30, 30, 30, 30], [(0, 3)]),
        ([60, 61], [(0, 0), (1, 1)]),
        ([40, 40, 41], [(0, 1), (1, 2)]),
        ([40, 40, 40, 40], [(0, 2), (2, 3)]),
        ([40, 40, 40, 40, 40], [(0, 2), (2, 4)]),
        ([30] * 8, [(0, 3), (3, 6), (6, 7)]),
        ([10, 100, 30], [(0, 1), (2, 2)]),
        ([10, 90, 30, 80], [(0, 1), (1, 2), (2, 3)]),
    ],
    ids=str,
)
def test_passages_are_of_whole_sentences_and_120_words_and_share_one_where_it_fits(
    lengths: list[int], expected: list[tuple[int, int]]
) -> None:
    assert split(document(of_words(*lengths)))[1] == [Passage(*pair) for pair in expected]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([200], [(0, 0)]), ([200, 10], [(0, 0), (1, 1)]), ([10, 200, 10, 20], [(0, 0), (1, 1), (2, 3)])],
    ids=str,
)
def test_a_sentence_of_more_than_120_words_is_a_passage_of_its_own(
    lengths: list[int], expected: list[tuple[int, int]]
) -> None:
    assert split(document(of_words(*lengths)))[1] == [Passage(*pair) for pair in expected]


def test_no_passage_crosses_from_one_section_to_the_next() -> None:
    _, passages = split(document(of_words(40, 40, 40, 40), of_words(10, 10)))
    assert passages == [Passage(0, 2), Passage(2, 3), Passage(4, 5)]


@pytest.mark.parametrize(
    ("number", "starts", "passages"),
    [
        (
            0,
            ["Mesenchymal", "However", "On", "Notably", "These", "Furthermore", "Several", "Therefore"],
            [(0, 3), (3, 7)],
        ),
        (1, ["Recent", "However", "Most", "Exosome", "Compared", "The", "It", "In"], [(0, 5), (5, 7)]),
    ],
)
def test_the_sentences_of_the_packaged_reviews(
    reviews: tuple[Document, ...], number: int, starts: list[str], passages: list[tuple[int, int]]
) -> None:
    text = reviews[number].text
    sentences, found = split(reviews[number])
    assert [text[s.start : s.end].replace(",", " ").split()[0] for s in sentences] == starts
    assert all(text[sentence.end - 1] == "." for sentence in sentences)
    assert found == [Passage(*pair) for pair in passages]


# Any prose

Parts = list[tuple[SectionKind, str]]
INK = "It Cells heal. grow, (e.g. et al. Fig. 2 5.2 [1] mice? IL-6 iMSCs) “new” α 37°C 1. a) No! vs."
TOKENS = (*INK.split(), "\n", "\n\n", "\r\n", "\t", "\xa0", f"re{SOFT}\ngrow", f"im{SOFT}\r\nmune")
PROSE = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)
KINDS = st.sampled_from(["body", "caption", "table", "reference", "bibliography", "furniture"])
PARTS = st.lists(st.tuples(KINDS, PROSE), max_size=4)
ANY_PARTS = st.lists(st.tuples(KINDS, st.one_of(PROSE, st.text(max_size=60))), max_size=4)
WRAPPED = st.booleans()


@settings(deadline=None)
@given(ANY_PARTS, WRAPPED)
def test_sentences_of_any_text_are_in_order_apart_and_inside_a_searched_section(parts: Parts, wrapped: bool) -> None:
    made = document(*parts, wrapped=wrapped)
    sentences, _ = split(made)
    searched = [section for section in made.sections if section.kind in SEARCHED]
    assert all(any(s.start <= sentence.start < sentence.end <= s.end for s in searched) for sentence in sentences)
    assert all(left.end <= right.start for left, right in itertools.pairwise(sentences))


@settings(deadline=None)
@given(ANY_PARTS, WRAPPED)
def test_every_word_character_of_a_searched_section_is_inside_some_sentence(parts: Parts, wrapped: bool) -> None:
    made = document(*parts, wrapped=wrapped)
    inside = {at for sentence in split(made)[0] for at in range(sentence.start, sentence.end)}
    for section in made.sections:
        if section.kind in SEARCHED:
            lost = [at for at in range(section.start, section.end) if re.match(r"\w", made.text[at])]
            assert inside.issuperset(lost)


@settings(deadline=None)
@given(PARTS, WRAPPED)
def test_sentences_of_any_prose_leave_nothing_of_a_searched_section_behind(parts: Parts, wrapped: bool) -> None:
    searched = "".join(text for kind, text in parts if kind in SEARCHED).replace(SOFT, "-")
    found = "".join("".join(sentences_of(*parts, wrapped=wrapped)).split())
    assert found == "".join(searched.split())


@settings(deadline=None)
@given(PARTS)
def test_sentences_of_any_prose_begin_and_end_with_ink_and_hold_no_line_feed(parts: Parts) -> None:
    found = sentences_of(*parts)
    assert all(sentence == sentence.strip() != "" and "\n" not in sentence for sentence in found)


@settings(deadline=None)
@given(PARTS)
def test_sentences_of_any_wrapped_prose_begin_and_end_with_ink_and_hold_no_blank_line(parts: Parts) -> None:
    found = sentences_of(*parts, wrapped=True)
    assert all(sentence == sentence.strip() != "" and not re.search(r"\n\s*\n", sentence) for sentence in found)


@settings(deadline=None)
@given(ANY_PARTS)
def test_what_is_searched_of_any_text_is_its_ink_without_soft_hyphens(parts: Parts) -> None:
    made = document(*parts, wrapped=True)
    kept = [char for at, char in enumerate(made.text) if at not in made.soft_hyphens and not char.isspace()]
    assert searchable(made, 0, len(made.text)).replace(" ", "") == "".join(kept)


@settings(deadline=None)
@given(ANY_PARTS, WRAPPED)
def test_every_sentence_of_any_text_stands_in_a_passage_of_its_section(parts: Parts, wrapped: bool) -> None:
    sentences, passages = split(document(*parts, wrapped=wrapped))
    covered = {number for passage in passages for number in range(passage.first, passage.last + 1)}
    assert covered == set(range(len(sentences)))
    assert all(sentences[passage.first].section == sentences[passage.last].section for passage in passages)


@settings(deadline=None)
@given(st.lists(st.integers(1, 150), min_size=1, max_size=12), st.lists(st.integers(1, 150), max_size=5))
def test_passages_of_any_sentences_have_at_most_120_words_and_share_at_most_one(one: list[int], two: list[int]) -> None:
    lengths = [*one, *two]
    sentences, passages = split(document(of_words(*one), of_words(*two)))
    assert len(sentences) == len(lengths)
    for passage in passages:
        assert passage.first == passage.last or sum(lengths[passage.first : passage.last + 1]) <= WORDS
    for left, right in itertools.pairwise(passages):
        assert left.first < right.first
        assert left.last < right.last
        assert right.first - left.last in {0, 1}
        if sentences[left.last].section == sentences[right.first].section:
            assert sum(lengths[left.first : left.last + 2]) > WORDS  # no room for another
        else:
            assert right.first == left.last + 1


@pytest.mark.parametrize("sign", ["∯", "☝", "ȸ", "♨", "☉"])
def test_text_around_the_segmenters_own_signs_is_not_lost(sign: str) -> None:
    abstract = f"Fins regrow {sign} within weeks. Hearts {sign} do so too. Scales follow."
    kept = " ".join(sentences_of(("body", abstract)))
    assert re.findall(r"\w+", kept) == re.findall(r"\w+", abstract)
