"""The open sets that the ranker learns from: their documents, and questions with the passages that answer them.

Every set is read from the folder given; none is shipped. Each question knows the group it must be held out with, so
that no paper, and no claim about it, is both learned from and measured on.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Document, Reference
from corpus.document import Section

HELD_OUT = 5  # every fifth group is held out of fold 0, and so on


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be retrieved from.

    Attributes:
        id: Unique among all sets.
        title: Empty where it has none, or where the title is what asks.
        text: Body.
    """

    id: str
    title: str
    text: str

    def document(self) -> Document:
        """As a library takes it; the id is found again as the document's source."""
        reference = Reference(title=self.title, DOI=f"10.0000/{self.id}")
        return Document(self.id, self.text, reference, (Section(None, "body", 0, len(self.text)),))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what answers it.

    Attributes:
        source: Name of the set.
        question: As asked.
        answers: Ids of texts that answer, each with the stretch that does, or None where the whole text does.
        group: What it is held out with: a paper, a disease.
        own: Ids of texts that are never taken as negatives: they may answer as well.
        forbidden: Words of an exact answer; a passage that has them is no negative.
        near: A question about the same that nothing here answers; empty where none was written.
    """

    source: str
    question: str
    answers: tuple[tuple[str, tuple[int, int] | None], ...]
    group: str
    own: frozenset[str] = frozenset()
    forbidden: tuple[str, ...] = ()
    near: str = ""

    @property
    def fold(self) -> int:
        """0 to 4, by the hash of the group."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % HELD_OUT


@dataclass
class Source:
    """A set.

    Attributes:
        texts: What is retrieved from.
        asked: The questions.
    """

    texts: list[Text] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def covidqa(folder: Path) -> Source:
    """COVID-QA (Moeller et al. 2020): spans in full-text papers."""
    source = Source()
    for number, article in enumerate(read_json(folder / "covidqa" / "dev.json.gz")["data"]):
        for paragraph in article["paragraphs"]:
            name = f"covidqa-{number}"
            source.texts.append(Text(name, article["title"], paragraph["context"]))
            for row in paragraph["qas"]:
                spans = [(one["answer_start"], one["answer_start"] + len(one["text"])) for one in row["answers"]]
                answers = tuple((name, span) for span in spans)
                source.asked.append(Asked("covidqa", row["question"], answers, name, frozenset({name})))
    return source


def scifact(folder: Path) -> Source:
    """SciFact (Wadden et al. 2020) as BEIR has it: claims and the abstracts that bear on them."""
    source = Source()
    for row in read_lines(folder / "scifact" / "corpus.jsonl.gz"):
        source.texts.append(Text(f"scifact-{row['_id']}", row["title"], row["text"]))
    relevant: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "scifact" / "qrels" / "train.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade):
            relevant[query].append(f"scifact-{document}")
    groups = _joined(relevant)
    for row in read_lines(folder / "scifact" / "queries.jsonl"):
        found = relevant.get(str(row["_id"]), [])
        if found:
            answers = tuple((name, None) for name in found)
            group = f"scifact-{groups[found[0]]}"
            source.asked.append(Asked("scifact", row["text"], answers, group, frozenset(found)))
    return source


def bioasq(folder: Path) -> Source:
    """BioASQ (Krithara et al. 2023): snippets that experts chose, each a text of its own."""
    source, known = Source(), dict[str, str]()
    by_pmid: dict[str, set[str]] = defaultdict(set)
    for row in read_lines(folder / "bioasq" / "train.jsonl.gz"):
        gold = []
        for snippet in row["snippets"]:
            text = " ".join(snippet["text"].split())
            name = known.setdefault(text, f"bioasq-{len(known)}")
            by_pmid[snippet["pmid"]].add(name)
            gold.append((name, text, snippet["pmid"]))
        own = frozenset(name for _, _, pmid in gold for name in by_pmid[pmid])
        answers = tuple((name, None) for name, _, _ in gold)
        forbidden = tuple(_exact(row)) if row["type"] in {"factoid", "list"} else ()
        source.asked.append(Asked("bioasq", row["question"], answers, f"bioasq-{row['id']}", own, forbidden))
    source.texts = [Text(name, "", text) for text, name in known.items()]
    return source


def pubmedqa(folder: Path) -> Source:
    """PubMedQA (Jin et al. 2019): titles that ask, answered by the conclusion of the abstract."""
    source = Source()
    for pmid, row in read_json(folder / "pubmedqa" / "dev.json.gz").items():
        name, body = f"pubmedqa-{pmid}", " ".join(row["CONTEXTS"])
        source.texts.append(Text(name, "", f"{body} {row['LONG_ANSWER']}"))
        span = (len(body) + 1, len(body) + 1 + len(row["LONG_ANSWER"]))
        source.asked.append(Asked("pubmedqa", row["QUESTION"], ((name, span),), name))
    return source


def medquad(folder: Path, subjects: int, seed: int, fewest: int = 3) -> Source:
    """MedQuAD (Ben Abacha and Demner-Fushman 2019): what else is asked about the same subject is the hard negative."""
    by_subject: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, row in enumerate(read_lines(folder / "medquad.jsonl.gz")):  # ids of its parts collide
        by_subject[" ".join((row["focus"] or row["question"]).casefold().split())].append({**row, "id": str(number)})
    rich = sorted(name for name, rows in by_subject.items() if len({row["answer"] for row in rows}) >= fewest)
    source = Source()
    for subject in random.Random(seed).sample(rich, min(subjects, len(rich))):
        seen: set[str] = set()
        for row in by_subject[subject]:
            text = " ".join(row["answer"].split())
            if text not in seen and len(text.split()) >= 8:
                seen.add(text)
                name, question = f"medquad-{row['id']}", row["question"].replace("(are) ", "").replace(" ?", "?")
                source.texts.append(Text(name, "", text[:4000]))
                source.asked.append(Asked("medquad", question, ((name, None),), f"medquad-{subject}"))
    return source


def titles(folder: Path, statements: int, seed: int) -> Source:
    """Titles that ask or state something, answered by their own abstracts."""
    asking, stating = [], []
    for row in read_lines(folder / "abstracts.jsonl.gz"):
        title, text = row["title"].strip(" []."), row["text"]
        if row["_id"].startswith("scifact") or len(text.split()) < 60 or title.casefold() in text.casefold():
            continue
        if "?" in title:
            asking.append((row["_id"], title.split("?")[0] + "?", text))
        elif 7 <= len(title.split()) <= 25:
            stating.append((row["_id"], title, text))
    source = Source()
    for number, title, text in asking + random.Random(seed).sample(stating, min(statements, len(stating))):
        name = "title-" + re.sub(r"\W", "-", number)
        source.texts.append(Text(name, "", text))
        source.asked.append(Asked("titles", title, ((name, None),), name))
    return source


def lay(folder: Path, file: Path, others: int, seed: int) -> Source:
    """Questions in lay words, each written for a sentence of an abstract, among other abstracts.

    ``file`` has a line of JSON for each: ``id`` of the abstract, ``sentence``, ``lay`` and ``near``.
    """
    written = list(read_lines(file))
    wanted = {row["id"] for row in written}
    source, rest = Source(), list[Text]()
    texts: dict[str, Text] = {}
    for row in read_lines(folder / "abstracts.jsonl.gz"):
        text = Text("lay-" + re.sub(r"\W", "-", row["_id"]), row["title"], row["text"])
        if row["_id"] in wanted:
            texts[row["_id"]] = text
        elif not row["_id"].startswith("scifact"):
            rest.append(text)
    source.texts = [*texts.values(), *random.Random(seed).sample(rest, min(others, len(rest)))]
    for row in written:
        found = texts.get(row["id"])
        start = found.text.find(row["sentence"]) if found else -1
        if found and start >= 0:
            answers = ((found.id, (start, start + len(row["sentence"]))),)
            source.asked.append(Asked("lay", row["lay"], answers, row["id"], near=row["near"]))
    return source


def _exact(row: dict[str, Any]) -> Iterator[str]:
    answer = row.get("exact_answer")
    for one in answer if isinstance(answer, list) else [answer]:
        for text in one if isinstance(one, list) else [one]:
            if isinstance(text, str) and len(text) > 2:
                yield text.casefold()


def _joined(relevant: dict[str, list[str]]) -> dict[str, str]:
    """Documents that share a claim, under one name: they are held out together."""
    name: dict[str, str] = {}

    def root(document: str) -> str:
        while name.setdefault(document, document) != document:
            document = name[document]
        return document

    for documents in relevant.values():
        for other in documents:
            name[root(other)] = root(documents[0])
    return {document: root(document) for document in list(name)}


def read_json(file: Path) -> Any:
    """A gzipped JSON file."""
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        return json.load(opened)


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """JSON lines, gzipped where the name says so."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as opened:
        yield from map(json.loads, opened)
