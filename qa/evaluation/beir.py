"""BEIR folders (Thakur et al. 2021): a corpus, queries, and judgements of documents in one file a split."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus import Document
from corpus.errors import GoldError, UnreadableFileError
from corpus.readers.records import abstract_lines
from qa.evaluation.files import fit, json_rows, string, text_of
from qa.evaluation.gold import GoldQuestion, GoldSet, refuse_twice, some
from qa.evaluation.trec import Qrels, read_qrels
from qa.wording import counted

_USUAL = "test"  # the split that is measured where none is named


def read(folder: Path, split: str | None) -> GoldSet:
    """Read a folder with ``corpus.jsonl``, ``queries.jsonl`` (both perhaps ``.gz``) and ``qrels/*.tsv``.

    Args:
        folder: The set.
        split: Name of the file of judgements without its ending; "test" where there is one, or the only one.

    Raises:
        GoldError: It is not such a folder, a file is broken, or no query of the split has a relevant document.
    """
    corpus, queries = _named(folder, "corpus.jsonl"), _named(folder, "queries.jsonl")
    judged = _judgements(folder, split)
    documents, notes = _documents(corpus)
    asked = _queries(queries)
    qrels, more = _known(read_qrels(judged), asked, documents, judged)
    found = tuple(GoldQuestion(name, asked[name], relevant=qrels[name]) for name in asked if qrels.get(name))
    if not found:
        raise GoldError(f"{judged}: no query has a relevant document in {corpus}, so there is nothing to measure.")
    return GoldSet(folder, found, documents, (*notes, *more))


def _named(folder: Path, name: str) -> Path:
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            return file
    raise GoldError(
        f"{folder}: is not a BEIR set: {name} is missing. "
        "Name a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv, "
        "or a file of questions."
    )


def _judgements(folder: Path, split: str | None) -> Path:
    files = {file.name.partition(".tsv")[0]: file for file in sorted((folder / "qrels").glob("*.tsv*"))}
    if not files:
        raise GoldError(f"{folder}: is not a BEIR set: it has no qrels/*.tsv.")
    wanted = split or (_USUAL if _USUAL in files else next(iter(files)) if len(files) == 1 else None)
    if wanted not in files:
        said = f"has no questions of the split {split!r}" if split else "has several splits"
        raise GoldError(f"{folder}: {said}. Choose with --split: {', '.join(files)}.")
    return files[wanted]


def _documents(file: Path) -> tuple[dict[str, Document], list[str]]:
    """The documents by their ids, and what is to be said about those left out."""
    rows = json_rows(file, text_of(file), _document)
    refuse_twice(file, (name for name, _ in rows))
    documents = {name: document for name, document in rows if document}
    if not documents:
        raise GoldError(f"{file}: holds no document with a title or a text.")
    empty = [name for name, document in rows if not document]
    notes = [f"Left out: {counted(len(empty), 'document')} without title and text: {some(empty)}."] if empty else []
    return documents, notes


def _document(row: Any, number: int) -> tuple[str, Document | None]:
    name = string(row, "_id")
    if not name:
        raise ValueError('needs an "_id"')
    tidy = {field: fit(value) if isinstance(value, str) else value for field, value in row.items()}
    try:
        return name, next(abstract_lines.read(json.dumps(tidy).encode(), name))
    except UnreadableFileError:
        return name, None


def _queries(file: Path) -> dict[str, str]:
    def query(row: Any, number: int) -> tuple[str, str]:
        name, text = string(row, "_id"), string(row, "text")
        if not name or not text:
            raise ValueError('needs an "_id" and a "text"')
        return name, text

    rows = json_rows(file, text_of(file), query)
    refuse_twice(file, (name for name, _ in rows))
    return dict(rows)


def _known(
    qrels: Qrels, queries: Mapping[str, str], documents: Mapping[str, Document], file: Path
) -> tuple[Qrels, list[str]]:
    """Relevant documents of the set by query, and what is to be said about judgements of something else."""
    notes = []
    if unasked := [name for name in qrels if name not in queries]:
        notes.append(f"{file} judges {counted(len(unasked), 'question')} that the set does not have: {some(unasked)}.")
    judged = dict.fromkeys(name for query in qrels for name in qrels[query])
    if unknown := [name for name in judged if name not in documents]:
        notes.append(f"{file} judges {counted(len(unknown), 'document')} that the set does not have: {some(unknown)}.")
    found = {
        query: {name: grade for name, grade in qrels[query].items() if grade > 0 and name in documents}
        for query in qrels
        if query in queries
    }
    if without := [query for query, relevant in found.items() if not relevant]:
        notes.append(f"Not asked: {counted(len(without), 'question')} without a relevant document: {some(without)}.")
    return found, notes
