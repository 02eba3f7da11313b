from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference, Section, Statement
from index.text.abbreviations import Definition
from index.text.passages import Passage, Sentence, split
from index.text.prepare import Prepared, PreparedSentence, prepare

SOFT = "\N{SOFT HYPHEN}"


def document(text: str, wrapped: bool = False) -> Document:
    """A document of one section; "\\N{SOFT HYPHEN}" marks a soft hyphen."""
    hyphens = tuple(at for at, char in enumerate(text) if char == SOFT)
    sections = (Section("Abstract", "body", 0, len(text)),)
    return Document("page.txt", text.replace(SOFT, "-"), Reference(), sections, wrapped=wrapped, soft_hyphens=hyphens)


def test_a_document_is_split_as_its_passages_say(reviews: tuple[Document, ...]) -> None:
    for review in reviews:
        prepared = prepare(review)
        sentences, passages = split(review)
        assert [one.sentence for one in prepared.sentences] == sentences
        assert list(prepared.passages) == passages


def test_a_sentence_is_searched_with_its_abbreviations_written_out(reviews: tuple[Document, ...]) -> None:
    searched = [one.searched for review in reviews for one in prepare(review).sentences]
    assert len(searched) == 16
    assert searched[1].startswith("However, mesenchymal stem cells reportedly show limited proliferative capacity")


def test_the_terms_of_a_sentence_are_those_printed_then_those_written_out() -> None:
    prepared = prepare(document("Extracellular vesicles (EVs) heal. The EVs and bone vesicles grow."))
    assert [one.terms for one in prepared.sentences] == [
        "extracellular vesicl ev heal",
        "ev bone vesicl grow extracellular",
    ]
    assert prepared.sentences[1].searched == "The extracellular vesicles and bone vesicles grow."


def test_the_definitions_are_those_of_the_whole_text() -> None:
    made = document("Extracellular vesicles (EVs) heal. Mesenchymal stem cells (MSCs) grow.")
    furniture = Section(None, "furniture", 34, len(made.text))
    assert prepare(made).definitions == (
        Definition("EVs", "Extracellular vesicles"),
        Definition("MSCs", "Mesenchymal stem cells"),
    )
    cut = Document(made.source, made.text, made.reference, (Section(None, "body", 0, 34), furniture))
    assert (len(prepare(cut).sentences), len(prepare(cut).definitions)) == (1, 2)


def test_a_definition_that_goes_over_a_line_end_is_found_in_wrapped_text() -> None:
    prepared = prepare(document(f"Extra{SOFT}\ncellular\nvesicles (EVs)\nheal. EVs grow.", wrapped=True))
    assert prepared.definitions == (Definition("EVs", "Extracellular vesicles"),)
    assert [one.searched for one in prepared.sentences] == [
        "Extracellular vesicles (extracellular vesicles) heal.",
        "extracellular vesicles grow.",
    ]


def test_a_word_cut_at_a_line_end_is_one_term() -> None:
    (one,) = prepare(document(f"Immuno{SOFT}\nlogy heals.", wrapped=True)).sentences
    assert (one.terms, one.searched, one.sentence.end) == ("immunolog heal", "Immunology heals.", 19)


def test_a_document_with_nothing_to_search_is_prepared_as_its_reference() -> None:
    prepared = prepare(Document("bare.txt", "A bare title", Reference(title="A bare title")))
    assert prepared == Prepared((), (), (), reference_terms="bare titl")


def test_the_terms_of_a_reference_are_those_of_its_lines_and_of_what_they_do_not_say() -> None:
    reference = Reference(
        title="On MSCs", author=(Name("Li", "Bo"),), container_title="Cells", issued=(2021,), DOI="10.1/x", PMID="77"
    )
    text = "On MSCs\nMesenchymal stem cells (MSCs) heal."
    statements = (Statement(("title",), 0, 7),)
    made = Document("page.txt", text, reference, (Section(None, "body", 8, len(text)),), statements)
    terms = prepare(made).reference_terms.split()
    assert {"msc", "mesenchym", "stem", "li", "bo", "publish", "77"} <= set(terms)  # "published" stands for the date
    assert terms.count("msc") == 1
    assert "heal" not in terms


def titled(text: str, *statements: Statement) -> Document:
    """A document whose text begins after its first line."""
    at = text.index("\n") + 1
    return Document("page.txt", text, Reference(title="t"), (Section(None, "body", at, len(text)),), statements)


def test_the_title_is_prepared_as_the_text_prints_it() -> None:
    made = titled("On\xa0EVs\nExtracellular vesicles (EVs) heal.", Statement(("title",), 0, 6))
    assert prepare(made).title == PreparedSentence(
        Sentence(None, 0, 6, "reference"), "ev extracellular vesicl", "On extracellular vesicles"
    )
    assert len(prepare(made).sentences) == 1


def test_the_first_line_that_states_a_title_is_the_title() -> None:
    lines = (Statement(("author",), 0, 2), Statement(("title", "issued"), 3, 7), Statement(("title",), 8, 9))
    title = prepare(titled("Li Bone 2\nIt heals.", *lines)).title
    assert title is not None
    assert (title.sentence.start, title.sentence.end, title.terms, title.searched) == (3, 7, "bone", "Bone")


@pytest.mark.parametrize("statements", [(), (Statement(("author",), 0, 2),), (Statement(("title",), 3, 3),)])
def test_a_title_that_the_text_does_not_print_is_not_prepared(statements: tuple[Statement, ...]) -> None:
    assert prepare(titled("Li\nIt heals.", *statements)).title is None


def test_what_is_prepared_survives_json(reviews: tuple[Document, ...]) -> None:
    for review in reviews:
        made = prepare(review)
        assert Prepared.from_dict(json.loads(json.dumps(made.to_dict(review.text))), review.text) == made


def test_every_part_survives_json() -> None:
    sentence = PreparedSentence(Sentence(None, 3, 9, "caption"), "a b", "A\u2028 b\ud800")
    title = PreparedSentence(Sentence(None, 0, 2, "reference"), "on", "On")
    definitions = (Definition("EVs", "extracellular vesicles"),)
    for given_ in (
        Prepared((sentence,), (Passage(0, 0),), definitions, title, "li cell"),
        Prepared((), (), (), None, "li cell"),
    ):
        for text in ("On A\u2028 b\ud800 it is", "On another text"):
            assert Prepared.from_dict(json.loads(json.dumps(given_.to_dict(text))), text) == given_


def test_what_the_text_says_already_is_not_said_again(reviews: tuple[Document, ...]) -> None:
    for review in reviews:
        rows = prepare(review).to_dict(review.text)["sentences"]
        assert {row[-1] is None for row in rows} == {True, False}  # some have abbreviations to write out
        assert all(row[-1] != review.text[row[1] : row[2]] for row in rows)


@pytest.mark.parametrize("wrapped", [False, True])
def test_every_word_of_a_text_is_among_its_terms_or_is_a_stop_word(wrapped: bool) -> None:
    text = "Exosomes carry\nproteins, lipids and\n\nRNA (e.g. miR-21)\nbetween cells."
    terms = {term for one in prepare(document(text, wrapped)).sentences for term in one.terms.split()}
    assert {"exosom", "carri", "protein", "lipid", "rna", "mir", "21", "cell"} <= terms


@settings(deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_any_text_is_prepared_and_nothing_searched_holds_a_line_end(text: str, wrapped: bool) -> None:
    for one in prepare(document(text, wrapped)).sentences:
        assert not {"\n", "\r"} & set(one.searched + one.terms)
        assert one.terms == " ".join(one.terms.split())
