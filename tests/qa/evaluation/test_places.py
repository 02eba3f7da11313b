from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.document import Section
from index.library import Library
from qa.evaluation.gold import GoldAnswer, GoldQuestion
from qa.evaluation.places import Located, Span, Target, library_names, locate, nearest
from support.libraries import build_library


def document(source: str, text: str, reference: Reference) -> Document:
    return Document(source, text, reference, (Section(None, "body", 0, len(text)),))


FINS = document(
    "fins.txt",
    "Fins regrow. Fish swim. Fins regrow.",
    Reference(title="On fins", author=(Name("Fisher", "Ada"),), issued=(2021,), DOI="10.1000/fins"),
)
BIRDS = document("birds.txt", "Birds fly. Fish swim.", Reference(title="On birds", issued=(2020,)))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("places") / "library", [FINS, BIRDS])


def located(library: Library, *answers: GoldAnswer) -> Located:
    return locate([GoldQuestion("g", "Q?", answers)], library, library_names(library))


def test_every_occurrence_is_located(library: Library) -> None:
    spans = (Span(FINS.id, 0, 12), Span(FINS.id, 24, 36))
    assert located(library, GoldAnswer("Fins regrow.")) == Located({"g": Target((spans,))}, ())


@pytest.mark.parametrize("name", [FINS.id, "fins.txt", "fins", "10.1000/fins", "On fins"])
def test_a_document_is_named_by_id_file_doi_or_title(library: Library, name: str) -> None:
    found = located(library, GoldAnswer("Fish swim.", name))
    assert found.targets["g"].answers == ((Span(FINS.id, 13, 23),),)


def test_an_answer_without_a_document_may_stand_in_any(library: Library) -> None:
    (spans,) = located(library, GoldAnswer("Fish swim.")).targets["g"].answers
    assert set(spans) == {Span(FINS.id, 13, 23), Span(BIRDS.id, 11, 21)}


def test_white_space_may_differ(library: Library) -> None:
    (spans,) = located(library, GoldAnswer("Fins\n regrow.  Fish swim.")).targets["g"].answers
    assert spans == (Span(FINS.id, 0, 23),)


def test_each_answer_is_located_by_itself(library: Library) -> None:
    target = located(library, GoldAnswer("Birds fly."), GoldAnswer("Fish swim.", "birds")).targets["g"]
    assert target.answers == ((Span(BIRDS.id, 0, 10),), (Span(BIRDS.id, 11, 21),))
    assert target.relevant == {BIRDS.id: 1}


def test_a_question_without_answers_has_no_places(library: Library) -> None:
    assert located(library) == Located({"g": Target()}, ())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (GoldAnswer("Fish swim.", "fish.txt"), "the document 'fish.txt' is not in the library"),
        (GoldAnswer("Birds fly.", "fins.txt"), "the answer 'Birds fly.' is not in fins.txt"),
        (GoldAnswer("fins regrow"), "the answer 'fins regrow' is not in any document"),
    ],
)
def test_what_is_not_found_is_named(library: Library, answer: GoldAnswer, said: str) -> None:
    assert located(library, answer) == Located({}, (f"question g: {said}",))
    both = located(library, answer, GoldAnswer("Birds fly."))
    assert both == Located({"g": Target(((Span(BIRDS.id, 0, 10),),))}, (f"question g: {said}",))


def test_a_stated_offset_is_the_only_place(library: Library) -> None:
    for start in (0, 24):
        (spans,) = located(library, GoldAnswer("Fins regrow.", "fins", start)).targets["g"].answers
        assert spans == (Span(FINS.id, start, start + 12),)


def test_documents_that_are_one_work_have_the_best_grade(library: Library) -> None:
    rows = [GoldQuestion("g", "Q?", relevant={"a": 1, "b": 2, "c": 1})]
    names = {"a": (FINS.id,), "b": (FINS.id,), "c": (BIRDS.id,)}
    assert locate(rows, library, names).targets["g"].relevant == {FINS.id: 2, BIRDS.id: 1}


@given(text=st.text("ab", max_size=12), part=st.text("ab", min_size=1, max_size=3), wanted=st.integers(-3, 15))
def test_the_nearest_occurrence_is_one_and_none_is_nearer(text: str, part: str, wanted: int) -> None:
    places = [at for at in range(len(text)) if text.startswith(part, at)]
    found = nearest(text, part, wanted)
    assert (found is None) == (not places)
    if found is not None:
        assert found in places
        assert abs(found - wanted) == min(abs(at - wanted) for at in places)
