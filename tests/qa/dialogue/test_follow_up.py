from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document
from corpus.errors import QuestionError, SelectionError
from index.library import Library
from index.store.selection import Selection
from index.text.words import STOP_WORDS, words
from qa.answering import bibliographic
from qa.answering.engine import Engine
from qa.dialogue.follow_up import Asked, Understood, narrowed, understand_follow_up
from support.libraries import FakeEncoder, build_library, page, saved

DEVELOPMENTS = "“Current developments and therapeutic potentials of exosomes from induced…”"
PRECLINICAL = "“Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes…”"


@pytest.fixture(scope="module")
def ids(library: Library) -> tuple[str, str]:
    """The two packaged reviews: current developments, and pre-clinical studies."""
    first, second = sorted(library.catalog.document_ids())
    return first, second


def held(library: Library, quoted: Sequence[str], *typed: str) -> list[Understood]:
    """What each turn of a conversation is understood as, every answer quoting the same papers."""
    earlier: list[Asked] = []
    found = []
    for text in typed:
        found.append(understand_follow_up(text, earlier, library))
        earlier.append(Asked(found[-1].question, found[-1].selection, tuple(quoted)))
    return found


@pytest.mark.parametrize(
    ("first", "typed", "understood"),
    [
        # a phrase with its preposition
        ("What is the survival rate after sepsis?", "and in children?", "What is the survival rate after sepsis in children?"),
        ("Do exosomes help in wounds?", "and in cartilage?", "Do exosomes help in cartilage?"),
        ("Do exosomes help in wounds?", "in cartilage", "Do exosomes help in cartilage?"),
        ("Which hospital in Beijing took part?", "and in London?", "Which hospital in London took part?"),
        ("Which conditions have exosomes been studied in?", "and in bone?", "Have exosomes been studied in bone?"),
        ("In which diseases are iMSC exosomes best studied?", "and gout?", "Are iMSC exosomes best studied in gout?"),
        ("What are the risk factors for stroke?", "and for diabetes", "What are the risk factors for diabetes?"),
        # a thing of the same kind
        ("Why are iMSCs preferred over fibroblasts?", "and MSCs?", "Why are MSCs preferred over fibroblasts?"),
        ("Why are iMSCs preferred over MSCs?", "and MSCs?", "Why are MSCs preferred over iMSCs?"),
        ("What do exosomes from iMSCs do?", "what about iPSCs?", "What do exosomes from iPSCs do?"),
        ("iMSC exosomes wound healing", "and MSCs?", "MSC exosomes wound healing"),
        ("Which drugs treat bacterial pneumonia?", "and viral?", "Which drugs treat viral pneumonia?"),
        ("Are adult stem cells safe?", "and embryonic stem cells?", "Are embryonic stem cells safe?"),
        # what needs an "of"
        ("Do iMSCs proliferate?", "and the risks?", "What about the risks of iMSCs?"),
        ("Do iMSCs proliferate?", "side effects?", "What about side effects of iMSCs?"),
        ("Do iMSCs proliferate?", "what is the cost?", "What is the cost of iMSCs?"),
        ("limitations of adult MSCs", "and the advantages?", "What about the advantages of adult MSCs?"),
        ("Do iMSCs proliferate?", "how many patients?", "What about iMSCs: how many patients?"),
        ("Do iMSCs proliferate?", "are there any trials?", "What about iMSCs: are there any trials?"),
        # pronouns
        ("Do iMSCs proliferate?", "are they safe?", "are iMSCs safe?"),
        ("Do iMSCs proliferate?", "what about their exosomes?", "What about iMSCs' exosomes?"),
        ("Do iMSCs proliferate?", "what do these cells secrete?", "What do iMSCs secrete?"),
        ("Which cells secrete exosomes?", "what do these vesicles carry?", "What do exosomes carry?"),
        ("Does metformin reduce cancer risk?", "is it safe in pregnancy?", "is metformin safe in pregnancy?"),
        ("Do exosomes help?", "is it safe?", "are exosomes safe?"),
        ("Does metformin help?", "what is its dose?", "What is the dose of metformin?"),
        ("Are MSC-derived exosomes good?", "and with iMSC-derived ones?", "Are iMSC-derived exosomes good?"),
        ("Do MSCs beat iPSCs?", "what do the latter secrete?", "What do iPSCs secrete?"),
        ("Do iMSCs need drugs?", "is that proven?", "Do iMSCs need drugs, and is that proven?"),
        # a question word alone
        ("Are MSCs heterogeneous?", "why?", "Why are MSCs heterogeneous?"),
        ("Which cells secrete exosomes?", "how?", "Which cells secrete exosomes, and how?"),
        ("Which cells secrete exosomes, and how?", "why?", "Which cells secrete exosomes, and why?"),
        ("Which cells secrete exosomes?", "how many?", "Which cells secrete exosomes, and how many?"),
        ("Which drugs treat gout?", "in which countries?", "Which drugs treat gout, and in which countries?"),
        ("Do iMSCs proliferate?", "tell me more", "Do iMSCs proliferate?"),
        # corrections
        ("What can MSCs differentiate into?", "no, I meant iPSCs", "What can iPSCs differentiate into?"),
        ("What can iMSCs differentiate into?", "I mean MSCs", "What can MSCs differentiate into?"),
        ("What can MSCs differentiate into?", "not MSCs but iMSCs", "What can iMSCs differentiate into?"),
        ("What can MSCs differentiate into?", "iPSCs instead", "What can iPSCs differentiate into?"),
        ("What can MSCs do?", "no, what do exosomes do?", "What do exosomes do?"),
        # slips of the keyboard
        ("Do iMSCs proliferate?", "adn thier exosomes?", "What about iMSCs' exosomes?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_completed_from_the_question_before(
    library: Library, first: str, typed: str, understood: str
) -> None:
    found = understand_follow_up(typed, [Asked(first, Selection(), ())], library)
    assert found == Understood(understood, Selection(), True)


@pytest.mark.parametrize(
    "typed",
    [
        "What is ARDS?",
        "Does smoking cause lung cancer?",
        "Which antibiotics treat pneumonia?",
        "hydrogel scaffold loading methods",
        "hello!",
        "thanks",
        "What has changed since 2022?",
        "Which sections of the kidney are hurt?",
    ],
)
def test_a_new_subject_drags_nothing_along(library: Library, ids: tuple[str, str], typed: str) -> None:
    earlier = [Asked("Do iMSCs proliferate?", Selection(first=2022, documents=ids[:1]), ids[:1])]
    assert understand_follow_up(typed, earlier, library) == Understood(typed, Selection(), False)


@pytest.mark.parametrize("typed", ["and in cartilage?", "are they safe?", "who wrote that?", "why?", "only since 2022"])
def test_a_first_turn_is_asked_as_it_is(library: Library, typed: str) -> None:
    assert understand_follow_up(typed, [], library) == Understood(typed, Selection(), False)


def test_an_empty_turn_is_refused(library: Library) -> None:
    with pytest.raises(QuestionError, match="empty"):
        understand_follow_up(" \n", [], library)


# the paper of the last answer


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("who wrote that?", f"Who wrote {DEVELOPMENTS}?"),
        ("and who wrote that paper?", f"Who wrote the paper {DEVELOPMENTS}?"),
        ("when was it published?", f"When was {DEVELOPMENTS} published?"),
        ("which journal?", f"Which journal is {DEVELOPMENTS} in?"),
        ("wich journal was that in", f"Which journal was {DEVELOPMENTS} in"),
        ("and its doi?", f"the doi of {DEVELOPMENTS}?"),
        ("DOI?", f"DOI of {DEVELOPMENTS}?"),
        ("which pages?", f"Which pages of the paper {DEVELOPMENTS}?"),
        ("how many times has it been cited?", f"How many times has {DEVELOPMENTS} been cited?"),
        ("who are the authors?", f"Who are the authors of {DEVELOPMENTS}?"),
        ("what else does that paper say about bone?", "What else does Aldoghachi say about bone?"),
        ("what do the authors conclude about bone?", "What does Aldoghachi conclude about bone?"),
        ("what is that paper about?", f"What is {DEVELOPMENTS} about?"),
    ],
)
def test_the_paper_of_the_last_answer_is_named(
    library: Library, ids: tuple[str, str], typed: str, understood: str
) -> None:
    earlier = [Asked("What is an exosome?", Selection(), ids), Asked("Do iMSCs sing?", Selection(), ())]
    found = understand_follow_up(typed, earlier, library)
    assert found == Understood(understood, Selection(documents=ids[:1]), True)


def test_a_paper_that_was_named_is_asked_about_further_and_then_left(library: Library, ids: tuple[str, str]) -> None:
    found = held(library, ids, "Do iMSCs help in wounds?", "who wrote that?", "and the other one?", "and in bone?")
    assert [(one.question, one.selection) for one in found[1:]] == [
        (f"Who wrote {DEVELOPMENTS}?", Selection(documents=ids[:1])),
        (f"Who wrote {PRECLINICAL}?", Selection(documents=ids[1:])),
        ("Do iMSCs help in bone?", Selection()),
    ]


def test_a_paper_that_the_turn_names_itself_is_taken_instead(library: Library, ids: tuple[str, str]) -> None:
    earlier = [Asked("What is an exosome?", Selection(), ids[1:])]
    asked = "When was the review by Aldoghachi published?"
    assert understand_follow_up(asked, earlier, library) == Understood(asked, Selection(), False)


# restrictions

LAST = "Do iMSCs proliferate?"


@pytest.mark.parametrize(
    ("typed", "selection"),
    [
        ("only reviews since 2022", Selection(first=2022, reviews_only=True)),
        ("reviews only", Selection(reviews_only=True)),
        ("not before 2020", Selection(first=2020)),
        ("only papers after 2020 please", Selection(first=2021)),
        ("ok, before 2020", Selection(last=2019)),
        ("up to 2019", Selection(last=2019)),
        ("between 2018 and 2020", Selection(first=2018, last=2020)),
        ("2018-2020 only", Selection(first=2018, last=2020)),
        ("published in 2021", Selection(first=2021, last=2021)),
        ("limit it to 2021 or later", Selection(first=2021)),
        ("only Tissue Eng Regen Med", Selection(documents=("second",))),
        ("only in the first paper", Selection(documents=("first",))),
        ("just the second one", Selection(documents=("second",))),
        ("only in that review", Selection(documents=("first",))),
        ("only in the review by Aldoghachi", Selection(documents=("first",))),
        ("only in the methods section", Selection(section="methods")),
    ],
)
def test_a_restriction_asks_the_last_question_again(
    library: Library, ids: tuple[str, str], typed: str, selection: Selection
) -> None:
    names = {"first": ids[0], "second": ids[1]}
    expected = Selection(
        tuple(names[name] for name in selection.documents),
        selection.first,
        selection.last,
        section=selection.section,
        reviews_only=selection.reviews_only,
    )
    found = understand_follow_up(typed, [Asked(LAST, Selection(), ids)], library)
    assert found == Understood(LAST, expected, True)


def test_a_restriction_holds_until_the_subject_changes(library: Library, ids: tuple[str, str]) -> None:
    found = held(
        library,
        ids,
        LAST,
        "only since 2022",
        "are they safe?",
        "who wrote that?",
        "and in bone?",
        "Do iMSCs secrete exosomes?",
        "What is ARDS?",
        "why?",
    )
    kept = Selection(first=2022)
    paper = Selection(documents=ids[:1])
    assert [one.selection for one in found] == [Selection(), kept, kept, paper, kept, kept, Selection(), Selection()]


@pytest.mark.parametrize(
    ("typed", "selection"),
    [
        ("in all papers again", Selection()),
        ("any year please", Selection(reviews_only=True)),
        ("drop the filter", Selection()),
        ("only since 2021", Selection(first=2021, reviews_only=True)),
        ("not after 2023", Selection(first=2022, last=2023, reviews_only=True)),
        ("not after 2020", Selection(last=2020, reviews_only=True)),
    ],
)
def test_what_is_said_last_holds(library: Library, ids: tuple[str, str], typed: str, selection: Selection) -> None:
    earlier = [Asked(LAST, Selection(first=2022, reviews_only=True), ids)]
    assert understand_follow_up(typed, earlier, library) == Understood(LAST, selection, True)


def test_a_restriction_may_come_with_a_question(library: Library, ids: tuple[str, str]) -> None:
    found = held(library, ids, LAST, "are they safe, only reviews since 2022?")
    assert found[1] == Understood("are iMSCs safe?", Selection(first=2022, reviews_only=True), True)
    found = held(library, ids, "only reviews since 2022: what do exosomes do?")
    assert found[0] == Understood("what do exosomes do?", Selection(first=2022, reviews_only=True), False)


def test_all_papers_may_be_asked_about(library: Library) -> None:
    typed = "Do all papers on gout agree?"
    assert understand_follow_up(typed, [Asked(LAST, Selection(), ())], library).question == typed


# both hold


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Selection(), Selection(first=2020), Selection(first=2020)),
        (Selection(first=2018, last=2022), Selection(first=2020), Selection(first=2020, last=2022)),
        (Selection(("a", "b")), Selection(("b", "c")), Selection(("b",))),
        (Selection(("a",)), Selection(reviews_only=True), Selection(("a",), reviews_only=True)),
        (
            Selection(journals=("Stem Cell Res Ther",)),
            Selection(journals=("Stem Cell Research & Therapy",)),
            Selection(journals=("Stem Cell Res Ther",)),
        ),
        (Selection(section="methods"), Selection(section="statistical methods"), Selection(section="statistical methods")),
    ],
)  # fmt: skip
def test_what_both_leave(one: Selection, other: Selection, both: Selection) -> None:
    assert narrowed(one, other) == both


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Selection(first=2020), Selection(last=2019)),
        (Selection(("a",)), Selection(("b",))),
        (Selection(journals=("Cell",)), Selection(journals=("Nature",))),
        (Selection(section="methods"), Selection(section="results")),
    ],
)
def test_filters_with_nothing_in_common_say_so(one: Selection, other: Selection) -> None:
    with pytest.raises(SelectionError, match=r"No paper is in both: documents .* Change a filter"):
        narrowed(one, other)


years = st.none() | st.integers(1990, 2030)
selections = st.builds(
    lambda documents, first, last, reviews: Selection(
        tuple(documents), first, last if first is None or last is None or last >= first else None, reviews_only=reviews
    ),
    st.lists(st.sampled_from("abc"), max_size=3),
    years,
    years,
    st.booleans(),
)


@given(one=selections, other=selections)
def test_the_order_of_two_filters_does_not_matter(one: Selection, other: Selection) -> None:
    def both(left: Selection, right: Selection) -> tuple[object, ...] | None:
        try:
            found = narrowed(left, right)
        except SelectionError:
            return None
        return frozenset(found.documents), found.first, found.last, found.reviews_only

    assert both(one, other) == both(other, one)
    assert narrowed(one, one) == one == narrowed(one, Selection())


# whatever is typed

TURNS = [
    "and in cartilage?", "and MSCs?", "why?", "how?", "how many?", "and the risks?", "are they safe?", "is it safe?",
    "what about their exosomes?", "their size?", "what do these cells secrete?", "and with heparin?", "and for bone?",
    "who wrote that?", "which journal?", "only since 2022", "only in the first paper", "in all papers again",
    "no, I meant iPSCs", "not MSCs but iMSCs", "how many patients?", "in which countries?", "and the other one?",
    "what else does it say about bone?", "diabetes?", "is that proven?", "the latter?", "ones", "that", "?!", "and",
    "What is ARDS?", "Do iMSCs help in wounds?", "iMSC exosomes wound healing", "thanks", "more", "“", "it its it",
]  # fmt: skip


@settings(max_examples=25)
@given(typed=st.lists(st.sampled_from(TURNS), min_size=1, max_size=20))
def test_a_long_conversation_stays_short_and_invents_no_word(
    library: Library, reviews: tuple[Document, ...], typed: list[str]
) -> None:
    ids = sorted(library.catalog.document_ids())
    known = {word.stem for document in reviews for word in words(document.reference.title)} | {"aldoghachi", "paper"}
    known |= {word.stem for word in words("Journal of the Chinese Medical Association Tissue Eng Regen Med")}
    for found, text in zip(held(library, ids, *typed), typed, strict=True):
        known |= {word.stem for word in words(text)}
        said = {
            word.stem
            for word in words(found.question)
            if found.question[word.start : word.end].lower() not in STOP_WORDS
        }
        assert len(found.question) <= 300
        assert said <= known


@settings(max_examples=60)
@given(first=st.text(max_size=60), typed=st.text(max_size=60))
def test_any_text_is_understood_or_refused(library: Library, first: str, typed: str) -> None:
    try:
        found = understand_follow_up(typed, [Asked(first or "x", Selection(), ())], library)
    except QuestionError:
        return
    assert found.question.strip()


@pytest.mark.parametrize("typed", ["thank you " * 190, "in " * 660, "and " * 490, "? " * 900, "not " * 490, "a" * 2000])
def test_long_repetitions_are_read_at_once(library: Library, typed: str) -> None:
    understand_follow_up(typed + "x", [Asked(LAST, Selection(), ())], library) if len(typed) < 2000 else None


# what a conversation looks up


def test_references_are_read_once_a_turn(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    whole = bibliographic.read
    monkeypatch.setattr(bibliographic, "read", lambda text, *rest: read.append(text) or whole(text, *rest))
    earlier: list[Asked] = []
    for typed in ("Do iMSCs help in wounds?", "and in bone?", "who wrote that?", "what does it say about cartilage?"):
        found = understand_follow_up(typed, earlier, engine.library)
        answer = engine.ask(found.question, selection=found.selection or None)
        earlier.append(Asked(found.question, found.selection, tuple(one.document_id for one in answer.shown)))
        assert read == [one.question for one in earlier]


def test_the_encoder_says_which_things_are_of_one_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = build_library(tmp_path / "small", [saved(page("Fins", "Zebrafish regrow their fins."))])
    plain = FakeEncoder()
    alike = {"statins": "metformin"}
    encode = plain.encode_queries
    monkeypatch.setattr(plain, "encode_queries", lambda texts: encode([alike.get(one, one) for one in texts]))
    small.encoder = plain
    earlier = [Asked("Does metformin reduce cancer risk?", Selection(), ())]
    assert understand_follow_up("and statins?", earlier, small).question == "Do statins reduce cancer risk?"
    found = understand_follow_up("and zebrafish?", earlier, small).question
    assert found == "What about metformin and zebrafish?"
    small.close()
