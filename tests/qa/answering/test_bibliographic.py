from __future__ import annotations

import pytest

from corpus import Document
from index.library import Library
from index.store.selection import Scope
from qa.answering import bibliographic
from qa.answering.engine import Engine

CURRENT = "imsc-exosomes-current-developments-2023.txt"
PRECLINICAL = "imsc-exosomes-preclinical-studies-2023.txt"

AUTHORS = (
    "Ahmed Faris Aldoghachi, Jit Kai Loh, Mong Lien Wang, Yi Ping Yang, Chian Shiu Chien, Hui Xin Teh, "
    "Alfaqih Hussain Omar, Soon Keng Cheong, Swee Keong Yeap, Wan Yong Ho, Alan Han Kiat Ong*"
)
CURRENT_TITLE = (
    "Current developments and therapeutic potentials of exosomes from induced pluripotent stem cells-derived "
    "mesenchymal stem cells"
)
PRECLINICAL_TITLE = (
    "Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes Secreted from Induced Pluripotent "
    "Stem CellDerived Mesenchymal Stem cells"
)
CITATION = "Tissue Eng Regen Med.\u00a0 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6."
JOURNAL = "JournalJournal of the Chinese Medical Association"
PUBLISHED = "StatePublished - 1 Apr 2023"
PAGES = "Pages (from-to)356-365"
PAGE_COUNT = "Number of pages10"
ISSUE = "Issue number4"
LANGUAGE = "Original languageEnglish"
PEER_REVIEW = "Research output: Contribution to journalReview articlepeer-review"
CITED = "2 Scopus citations"
CURRENT_KEYWORDS = (
    "Exosomes\n  • Extracellular vesicles\n  • Induced mesenchymal stem cells\n  • Mesenchymal stem cells"
)
PRECLINICAL_KEYWORDS = "MSC; Exosome; iPSC; Stem cell"
BEIJING = (
    "Beijing Rehabilitation Hospital Affiliated to National Research Centre for Rehabilitation Technical Aids, "
    "Ministry of Civil Affairs of China, Beijing, China"
)
MANCHESTER = (
    "Department of Life Science, Faculty of Science and Engineering, Manchester Metropolitan University, Manchester, UK"
)
AFFILIATIONS = {
    "Addenbrookes Major Trauma Unit, Department of Trauma And Orthopaedics, Cambridge University Hospitals, "
    "Cambridge, UK",
    "School Of Clinical Medicine, University Of Cambridge, Cambridge, UK",
    MANCHESTER,
    BEIJING,
    "Watford General Hospital, London, UK",
    "Weifang People’s Hospital, Weifang City, Shandong Province, China",
}


def source(library: Library, document_id: str) -> str:
    document = library.document(document_id)
    assert document is not None
    return document.source


@pytest.mark.parametrize(
    ("question", "line"),
    [
        # author
        ("Who wrote the review on current developments and therapeutic potentials of exosomes?", AUTHORS),
        ("who are the authors of the review by aldoghachi", AUTHORS),
        ("Who is the first author of the review on therapeutic potentials?", AUTHORS),
        ("authors of the paper in the Journal of the Chinese Medical Association", AUTHORS),
        ("Is Soon Keng Cheong one of the authors?", AUTHORS),
        ("How many authors has the review by Aldoghachi?", AUTHORS),
        ("authors", AUTHORS),
        # corresponding author
        ("who is the corresponding author", AUTHORS),
        ("Whom should I contact about the paper?", AUTHORS),
        ("Who is the corresponding author of the Aldoghachi review?", AUTHORS),
        # journal
        ("Which journal published the review by Aldoghachi?", JOURNAL),
        ("Where was the review by Aldoghachi published?", JOURNAL),
        ("What is the name of the journal of the pre-clinical review?", CITATION),
        ("In which journal did the pre-clinical exosome review appear?", CITATION),
        ("journal of the pre-clinical studies review", CITATION),
        # date
        ("When was the review by Aldoghachi and colleagues published?", PUBLISHED),
        ("publication date of the Aldoghachi paper", PUBLISHED),
        ("How old is the review by Aldoghachi?", PUBLISHED),
        ("When did the review in Tissue Engineering and Regenerative Medicine come out?", CITATION),
        ("What year was the pre-clinical studies review published?", CITATION),
        # DOI
        ("What is the DOI of the pre-clinical studies review?", CITATION),
        ("doi tissue eng regen med 2023", CITATION),
        ("digital object identifier of the pre-clinical review", CITATION),
        # volume and issue
        ("Which volume and issue of Tissue Eng Regen Med is the review in?", CITATION),
        ("volume of the pre-clinical review", CITATION),
        ("What issue of the Journal of the Chinese Medical Association is it in?", ISSUE),
        ("What is the issue number of the review by Aldoghachi?", ISSUE),
        # pages
        ("On which pages of the Journal of the Chinese Medical Association is the review?", PAGES),
        ("page numbers of the review by Aldoghachi", PAGES),
        ("pages of the review in Tissue Eng Regen Med", CITATION),
        ("pages", PAGES),
        # number of pages
        ("How many pages has the review by Aldoghachi?", PAGE_COUNT),
        ("how long is the review by Aldoghachi?", PAGE_COUNT),
        ("number of pages of the aldoghachi review", PAGE_COUNT),
        # language
        ("what language is the aldoghachi paper written in", LANGUAGE),
        ("original language of the review by Aldoghachi", LANGUAGE),
        ("What language?", LANGUAGE),
        ("language", LANGUAGE),
        # keywords
        ("What are the keywords of the pre-clinical review?", PRECLINICAL_KEYWORDS),
        ("keywords aldoghachi", CURRENT_KEYWORDS),
        ("key words of the review in the Journal of the Chinese Medical Association", CURRENT_KEYWORDS),
        # affiliation
        ("Which hospital in Beijing took part?", BEIJING),
        ("Which hospital in Watford?", "Watford General Hospital, London, UK"),
        ("Which department is in Manchester?", MANCHESTER),
        # title
        ("What is the title of the review in Tissue Eng Regen Med?", PRECLINICAL_TITLE),
        ("What is the review by Aldoghachi called?", CURRENT_TITLE),
        ("title of the review in the Journal of the Chinese Medical Association", CURRENT_TITLE),
        # peer review
        ("Was the paper peer reviewed?", PEER_REVIEW),
        ("type of article of the Aldoghachi review", PEER_REVIEW),
        # citations
        ("scopus citations", CITED),
        ("how often has the review by Aldoghachi been cited?", CITED),
        ("How many citations?", CITED),
    ],
)
def test_a_question_about_a_paper_is_answered_with_the_line_that_states_it(
    engine: Engine, question: str, line: str
) -> None:
    answer = engine.ask(question)
    assert (answer.answered, answer.evidence[0].quote) == (True, line)


@pytest.mark.parametrize(
    "question",
    [
        "Which universities are the authors of the preclinical review affiliated with?",
        "affiliations of the authors of the pre-clinical review",
        "Where do the authors of the pre-clinical review work?",
    ],
)
def test_all_affiliations_are_given(engine: Engine, question: str) -> None:
    assert {one.quote for one in engine.ask(question, top_k=10).evidence} == AFFILIATIONS


def test_a_line_is_its_own_passage(engine: Engine) -> None:
    line = engine.ask("What is the DOI of the pre-clinical studies review?").evidence[0]
    assert (line.quote, line.passage, line.start, line.passage_start) == (CITATION, CITATION, 0, 0)


def test_a_line_that_states_what_is_asked_is_sure(engine: Engine) -> None:
    answer = engine.ask("What is the DOI of the pre-clinical studies review?")
    assert (answer.confidence, answer.missing_terms) == (bibliographic.CONFIDENCE, ())


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("When was the review by Aldoghachi published?", CURRENT),
        ("when was the paper of ALDOGHACHI et al. published", CURRENT),
        ("When was the paper by Yeap published?", CURRENT),
        ("When was Yeap's paper published?", CURRENT),
        ("Which year was the review in the Journal of the Chinese Medical Association published?", CURRENT),
        ("When was the review in J Chin Med Assoc published?", CURRENT),
        ("publication date of the paper in J. Chin. Med. Assoc.", CURRENT),
        ("When was the review in Tissue Engineering and Regenerative Medicine published?", PRECLINICAL),
        ("When was the review in Tissue Eng Regen Med published?", PRECLINICAL),
        ("when was the tissue eng. regen. med. paper published", PRECLINICAL),
        ("When was the review on current developments published?", CURRENT),
        ("When was the review on pre-clinical studies published?", PRECLINICAL),
        ("When was the preclinical review published?", PRECLINICAL),
        ("When was the review on therapeutic potentials of exosomes published?", CURRENT),
    ],
)
def test_a_paper_is_chosen_by_author_journal_or_title(
    engine: Engine, library: Library, question: str, named: str
) -> None:
    answer = engine.ask(question)
    assert answer.answered
    assert [source(library, one.document_id) for one in answer.evidence] == [named]
    assert answer.evidence[0].quote == {CURRENT: PUBLISHED, PRECLINICAL: CITATION}[named]


def test_a_question_that_names_no_paper_is_answered_for_each(engine: Engine) -> None:
    quotes = {one.quote for one in engine.ask("What are the keywords?").evidence}
    assert quotes == {CURRENT_KEYWORDS, PRECLINICAL_KEYWORDS}


@pytest.mark.parametrize("question", ["Aldoghachi", "Aldoghachi et al", "paper by Aldoghachi", "Aldoghachi 2023"])
def test_a_name_alone_gives_title_and_authors(engine: Engine, question: str) -> None:
    assert [one.quote for one in engine.ask(question).evidence] == [CURRENT_TITLE, AUTHORS]


@pytest.mark.parametrize(
    ("question", "named", "words"),
    [
        ("What is the DOI of the review by Aldoghachi?", CURRENT, ("DOI",)),
        ("In which volume was the review by Aldoghachi published?", CURRENT, ("volume",)),
        ("Which university is Aldoghachi affiliated with?", CURRENT, ("university",)),
        ("Who are the authors of the pre-clinical studies review?", PRECLINICAL, ("authors",)),
        ("Who wrote the pre-clinical studies review?", PRECLINICAL, ("wrote",)),
        ("What language is the review in Tissue Eng Regen Med written in?", PRECLINICAL, ("language",)),
        ("How many pages has the pre-clinical studies review?", PRECLINICAL, ("pages",)),
        ("How many citations has the pre-clinical studies review?", PRECLINICAL, ("citations",)),
    ],
)
def test_what_the_page_does_not_print_is_unstated(
    engine: Engine, library: Library, question: str, named: str, words: tuple[str, ...]
) -> None:
    answer = engine.ask(question)
    assert (answer.answered, answer.evidence) == (False, ())
    assert answer.missing_terms == words
    assert {source(library, one.document_id) for one in answer.nearest} == {named}


def test_words_that_the_paper_does_print_are_not_named_as_missing(engine: Engine) -> None:
    answer = engine.ask("How often was the pre-clinical studies review cited?")
    assert not answer.answered
    assert not {"pre", "clinical", "studies"} & set(answer.missing_terms)


@pytest.mark.parametrize(
    "question",
    [
        "What do the authors say about wound healing?",
        "What do the authors conclude about exosomes?",
        "What does the review in the Journal of the Chinese Medical Association focus on?",
        "What is the aim of the review in Tissue Engineering and Regenerative Medicine?",
        "Which hospitals treat stroke with exosomes?",
        "Which hospital uses exosomes?",
        "when were exosomes discovered",
        "When did iPSCs first appear?",
        "Who discovered exosomes?",
        "Which issues limit MSCs?",
        "What is the main issue with MSCs?",
        "What volume of exosomes is injected?",
        "What volume of exosomes is secreted?",
        "What is the language of cells?",
        "When did Aldoghachi publish about hydrogels in zebrafish?",
        "Up to which passage number can MSCs be used?",
        "What does the paper by Aldoghachi say about heterogeneity?",
        "Does the review by Aldoghachi discuss drug therapy?",
        "What is the impact factor of the journal?",
        "What is the email address of the corresponding author?",
        "Who funded the review?",
        "Is Smith one of the authors?",
        "people with trauma",
        "Can science explain it?",
        "1",
    ],
)
def test_a_question_that_only_looks_bibliographic_is_not_answered_from_a_reference(
    engine: Engine, reviews: tuple[Document, ...], question: str
) -> None:
    statements = {document.text[line.start : line.end] for document in reviews for line in document.statements}
    answer = engine.ask(question)
    assert not {one.quote for one in answer.evidence} & statements


def test_the_focus_of_a_review_named_by_its_journal_is_quoted_from_its_abstract(engine: Engine) -> None:
    answer = engine.ask("What does the review in the Journal of the Chinese Medical Association focus on?")
    assert answer.evidence[0].quote == (
        "Therefore, this review focuses on the recent findings of exosomes secreted from iMSCs as a potential "
        "noncell-based therapy."
    )


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("Who wrote it and when was it published?", ("author", "issued")),
        ("journal, volume, issue, pages", ("container-title", "volume", "issue")),
        ("Why are iMSCs preferred over MSCs?", ()),
        ("What do the authors think of exosomes?", ()),
    ],
)
def test_more_than_one_field_may_be_asked_for(library: Library, question: str, fields: tuple[str, ...]) -> None:
    assert bibliographic.read(question, library).fields == fields


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What does the review by Aldoghachi say about exosomes?", "What does the review by say about exosomes?"),
        ("exosomes in Tissue Eng Regen Med", "exosomes in"),
        ("Why are iMSCs preferred over MSCs?", "Why are iMSCs preferred over MSCs?"),
    ],
)
def test_the_rest_of_a_question_has_no_names_of_papers(library: Library, question: str, rest: str) -> None:
    assert bibliographic.read(question, library).rest == rest


def test_the_subject_is_what_does_not_speak_of_papers_as_such() -> None:
    assert bibliographic.subject("Which pages of the journal did the authors publish?") == []
    assert bibliographic.subject("What does the review say about wounds?") == ["wound"]


@pytest.mark.parametrize(
    "question", ["Who wrote about zebrafish?", "Which journal is it in?", "When was it published?"]
)
def test_where_no_reference_is_looked_at_nothing_is_stated(library: Library, question: str) -> None:
    reading = bibliographic.read(question, library, Scope.of([]))
    assert (reading.stated, reading.unstated, reading.documents) == ((), (), ())
