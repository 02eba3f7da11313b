"""SQuAD-style JSON (Rajpurkar et al. 2016, 2018): articles of paragraphs with questions and answer spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Document, Reference
from corpus.document import Section
from corpus.doi import find_doi
from corpus.errors import GoldError
from corpus.identity import normal_pmcid, normal_pmid
from qa.evaluation.files import fit, string
from qa.evaluation.gold import GoldAnswer, GoldQuestion, GoldSet, chosen, refuse_broken, refuse_twice, some
from qa.evaluation.places import nearest
from qa.wording import counted

_FORMAT = "SQuAD"
_BETWEEN = "\n\n"  # paragraphs of an article


def recognises(parsed: Any) -> bool:
    """Whether JSON is a list of articles, or an object that holds one under "data"."""
    articles = parsed.get("data") if isinstance(parsed, dict) else None
    return isinstance(articles, list) and any(isinstance(one, dict) and "paragraphs" in one for one in articles)


def read(file: Path, parsed: Any, split: str | None) -> GoldSet:
    """Make a set of JSON that ``recognises`` accepts; an article is a document, its paragraphs joined.

    Raises:
        GoldError: Parts are broken, an id occurs twice, or no question is left.
    """
    reading = _Reading()
    for number, article in enumerate(parsed["data"], 1):
        reading.article(article, number)
    refuse_broken(file, reading.broken)
    refuse_twice(file, (one.id for one in reading.questions))
    if not reading.documents:
        raise GoldError(f"{file}: holds no paragraph with a text.")
    return GoldSet(file, chosen(file, reading.questions, split), reading.documents, tuple(reading.notes()))


@dataclass
class _Reading:
    """What has been read.

    Attributes:
        documents: By their names.
        questions: In the order of the file.
        broken: Parts that cannot be used.
        moved: Ids of questions with an answer that is elsewhere than the file says.
        lost: Ids of questions with an answer that is not in its text.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    questions: list[GoldQuestion] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    moved: dict[str, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)
    _of_text: dict[str, str] = field(default_factory=dict)

    def article(self, article: Any, number: int) -> None:
        """Read one article: its paragraphs become a document."""
        paragraphs = article.get("paragraphs") if isinstance(article, dict) else None
        if not isinstance(paragraphs, list):
            self.broken.append(f'article {number} (needs a list under "paragraphs")')
            return
        usable = []
        for at, paragraph in enumerate(paragraphs, 1):
            if isinstance(paragraph, dict) and isinstance(paragraph.get("context"), str):
                usable.append(paragraph)
            else:
                self.broken.append(f'article {number}, paragraph {at} (needs a text under "context")')
        starts: dict[str, int] = {}
        length = 0
        for paragraph in usable:
            context = fit(paragraph["context"])
            if context.strip() and context not in starts:
                starts[context] = length + (len(_BETWEEN) if starts else 0)
                length = starts[context] + len(context)
        if starts:
            name = self._document(article, usable[0], _BETWEEN.join(starts), number)
            for paragraph in usable:
                context = fit(paragraph["context"])
                self._questions(paragraph, name, context, starts.get(context, 0), number)

    def _document(self, article: Any, first: Any, text: str, number: int) -> str:
        """Name of the document of this text, which some sets repeat for every question."""
        if text in self._of_text:
            return self._of_text[text]
        stated = [article, first]
        name = next((found for one in stated if (found := string(one, "document_id", "pmcid", "doi"))), "")
        name = "_".join((name or string(article, "title") or f"article-{number}").split())[:100]
        if name in self.documents:
            name = f"{name}-{number}"
        title = string(article, "title")
        reference = Reference(
            title=title if " " in title else title.replace("_", " "),
            DOI=find_doi(string(article, "doi") or string(first, "doi")),
            PMID=normal_pmid(string(article, "pmid") or string(first, "pmid")),
            PMCID=normal_pmcid(string(article, "pmcid") or string(first, "pmcid")),
        )
        source = re.sub(r"[\\/]", "_", name)
        self.documents[name] = Document(source, text, reference, (Section(None, "body", 0, len(text)),), format=_FORMAT)
        self._of_text[text] = name
        return name

    def _questions(self, paragraph: Any, document: str, context: str, start: int, number: int) -> None:
        listed = paragraph.get("qas") or []
        if not isinstance(listed, list):
            self.broken.append(f'article {number} ("qas" is not a list)')
            return
        for raw in listed:
            name = string(raw, "id") or str(len(self.questions) + 1)
            question = string(raw, "question")
            answers = raw.get("answers") or [] if isinstance(raw, dict) else None
            if not question or not isinstance(answers, list) or not all(map(_is_answer, answers)):
                self.broken.append(f"article {number}, question {name} (needs a question and answers with a text)")
            elif raw.get("is_impossible") is True or not answers:
                self.questions.append(GoldQuestion(name, question))
            elif found := self._answers(name, answers, document, context, start):
                self.questions.append(GoldQuestion(name, question, found))

    def _answers(
        self, name: str, answers: list[Any], document: str, context: str, start: int
    ) -> tuple[GoldAnswer, ...]:
        found = []
        for answer in answers:
            text, stated = fit(answer["text"]), answer.get("answer_start")
            wanted = stated if type(stated) is int else 0
            at = nearest(context, text, wanted) if text.strip() else None
            if at is None:
                self.lost[name] = None
                continue
            if at != wanted:
                self.moved[name] = None
            found.append(GoldAnswer(text, document, start + at))
        return tuple(dict.fromkeys(found))

    def notes(self) -> list[str]:
        """What is to be said."""
        notes = []
        if self.moved:
            count = counted(len(self.moved), "question")
            notes.append(
                f"{count} with an answer at another offset than the file says; the nearest place was taken: "
                f"{some(self.moved)}."
            )
        if self.lost:
            count = counted(len(self.lost), "question")
            gone = set(self.lost) - {one.id for one in self.questions}
            notes.append(
                f"{count} with an answer that is not in the text: {some(self.lost)}. Not asked, having no "
                f"other: {len(gone):,}."
            )
        return notes


def _is_answer(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("text"), str)
