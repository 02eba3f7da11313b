"""Judgements of quotes and answers, kept as gold rows for ``reviewqa eval`` and ``reviewqa refit``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

import filelock

from corpus.errors import JudgementError
from index.store.files import replace_file
from qa.answer import Evidence
from qa.conversations.turns import Turn
from qa.library.libraries import default_folder

Verdict = Literal["answers", "passage", "wrong", "unanswerable"]
"""Of a quote: it answers, its passage answers, or neither does ("wrong"). Of an answer or a refusal as a whole: it is
wrong, or the papers do not answer the question ("unanswerable")."""
_OF_QUOTE = frozenset({"answers", "passage", "wrong"})
_OF_WHOLE = frozenset({"wrong", "unanswerable"})
_MOST = 20_000  # questions
_TIMEOUT = 10.0  # seconds to wait for another process
_Row = dict[str, Any]
_Rows = dict[str, _Row]
_Stamp = tuple[tuple[int, int, int], ...]


class Judgements:
    """Two files of JSON lines with a row for each question; safe for threads and several processes.

    A question is in the gold file while a quote or passage is judged to answer it, or the papers are judged not to. An
    evaluation would take any other row for a question that nothing answers, so other rows are in the second file. "Not
    in these papers" about a part of the library is there too: it says nothing about the whole library. Rejected quotes
    are kept under "rejected". Rows that were written by hand are not changed.

    Attributes:
        file: The gold file.
        undecided: The second file.
    """

    def __init__(self, file: Path) -> None:
        """Name the gold file; it is made when it is first needed."""
        self.file = file
        self.undecided = file.with_name(f"{file.stem}-undecided.jsonl")
        self._known: tuple[_Stamp, _Rows] = ((), {})

    def judge(self, turn: Turn, rank: int | None, verdict: Verdict) -> Verdict | None:
        """Keep a verdict in place of the last one; the same verdict a second time takes it back.

        Args:
            turn: The question and its answer.
            rank: Of the quote, or of the nearest passage of a refusal; None for the answer or refusal as a whole.
            verdict: "wrong" for either; "answers" and "passage" for a quote; "unanswerable" for the whole.

        Returns:
            The verdict that holds now, None where it was taken back.

        Raises:
            JudgementError: There is no such quote, the verdict does not fit it, or the files cannot be read or written.
        """
        of = _judged(turn, rank, verdict)
        name = _name(turn)
        with self._locked():
            gold, undecided = _rows_of(self.file), _rows_of(self.undecided)
            row = gold.get(name) or undecided.get(name) or _new(name, turn)
            now = None if _verdict(row, of) == verdict else verdict
            row = _changed(row, of, now)
            if name not in gold and len(gold) + len(undecided) >= _MOST:
                raise JudgementError(f"{self.file}: has {_MOST:,} questions; no more are kept. Move it away.")
            # First the file that the row moves to: a crash between the two must not lose it
            if _is_gold(row):
                _write(self.file, gold | {name: row})
                _write(self.undecided, _without(undecided, name))
            else:
                said = row["rejected"] or row.get("verdict")
                _write(self.undecided, undecided | {name: row} if said else _without(undecided, name))
                _write(self.file, _without(gold, name))
        return now

    def verdicts(self, turn: Turn) -> dict[int | None, Verdict]:
        """The verdicts on a turn's question so far: by the ranks of its quotes, and under None on the whole.

        Raises:
            JudgementError: The files cannot be read.
        """
        row = self._rows().get(_name(turn))
        if row is None:
            return {}
        pieces: dict[int | None, Evidence | None] = {None: None} | {one.rank: one for one in turn.answer.shown}
        said = {rank: _verdict(row, of) for rank, of in pieces.items()}
        return {rank: verdict for rank, verdict in said.items() if verdict}

    def _rows(self) -> _Rows:
        """Rows of both files, read again when they have changed."""
        stamp = tuple(_stamp(file) for file in (self.file, self.undecided))
        known, rows = self._known
        if known != stamp:
            rows = _rows_of(self.undecided) | _rows_of(self.file)
            self._known = stamp, rows
        return rows

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(f"{self.file}.lock", timeout=_TIMEOUT, mode=0o600):
                yield
        except filelock.Timeout as error:
            raise JudgementError(
                f"{self.file}: another program has been writing it for {_TIMEOUT:.0f} seconds. Try again."
            ) from error
        except OSError as error:
            raise JudgementError(
                f"{self.file}: cannot be written ({error.strerror}). Make room, or make its folder writable."
            ) from error


def default_judgements(library: Path) -> Path:
    """The gold file of the library in a folder, next to the conversations; each library has its own."""
    own = default_folder()
    if library.absolute() == own.absolute():
        return own.parent / "judged.jsonl"
    return own.parent / f"judged-{hashlib.sha256(os.fsencode(library.absolute())).hexdigest()[:12]}.jsonl"


def _judged(turn: Turn, rank: int | None, verdict: Verdict) -> Evidence | None:
    """The quote that is judged, or None for the whole."""
    if verdict not in get_args(Verdict) or verdict not in (_OF_WHOLE if rank is None else _OF_QUOTE):
        raise JudgementError(f"“{verdict}” is not a judgement of {'an answer' if rank is None else 'a quote'}.")
    found = [one for one in turn.answer.shown if one.rank == rank]
    if rank is not None and not found:
        raise JudgementError(f"“{turn.question}”: its answer has no quote {rank}. Choose one that is shown.")
    return found[0] if found else None


def _name(turn: Turn) -> str:
    """Id of a question's row: the same however it is spaced or capitalised."""
    plain = " ".join(turn.question.casefold().split()).rstrip("?. ")
    asked = json.dumps([plain, turn.selection.to_dict()])
    return f"judged-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


def _new(name: str, turn: Turn) -> _Row:
    row: _Row = {"id": name, "question": turn.question, "answers": [], "rejected": []}
    return row | ({"selection": turn.selection.to_dict()} if turn.selection else {})


def _is_gold(row: Mapping[str, Any]) -> bool:
    """Whether the row says what answers the question, or that the library does not."""
    return bool(row["answers"]) or (row.get("verdict") == "unanswerable" and not row.get("selection"))


def _verdict(row: Mapping[str, Any], of: Evidence | None) -> Verdict | None:
    if of is None:
        said: Verdict | None = row.get("verdict")
        return said
    for one in row["answers"]:
        if _is_of(one, of):
            return "passage" if "quote" in one else "answers"
    return "wrong" if any(_is_of(one, of) for one in row["rejected"]) else None


def _changed(row: _Row, of: Evidence | None, verdict: Verdict | None) -> _Row:
    """The row with this verdict, or without one; "answers" and "unanswerable" exclude each other."""
    row = {key: value for key, value in row.items() if key != "verdict" or of is not None}
    if of is None:
        row["answers"] = [] if verdict == "unanswerable" else row["answers"]
        return row | ({"verdict": verdict} if verdict else {})
    for name in ("answers", "rejected"):
        row[name] = [one for one in row[name] if not _is_of(one, of)]
    piece = {"document": of.document_id, "text": of.quote}
    if verdict == "wrong":
        row["rejected"] = [*row["rejected"], piece]
    elif verdict:
        whole = {"document": of.document_id, "text": of.passage, "quote": of.quote}
        row["answers"] = [*row["answers"], whole if verdict == "passage" else piece]
        if row.get("verdict") == "unanswerable":
            del row["verdict"]
    return row


def _is_of(piece: object, of: Evidence) -> bool:
    return (
        isinstance(piece, dict)
        and piece.get("document") == of.document_id
        and piece.get("quote", piece.get("text")) == of.quote
    )


def _without(rows: _Rows, name: str) -> _Rows:
    return {other: row for other, row in rows.items() if other != name}


def _rows_of(file: Path) -> _Rows:
    """Rows by their ids; a row without one is named by its line."""
    rows: _Rows = {}
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return rows
    except (OSError, UnicodeDecodeError) as error:
        raise JudgementError(f"{file}: cannot be read as judgements ({error}). Correct it, or move it away.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _row(line)
            if row is None:
                raise JudgementError(f"{file}: line {number} is not a judgement. Correct it, or move the file away.")
            name = str(row.get("id", f"line {number}"))
            if name in rows:
                raise JudgementError(f"{file}: line {number} has the id of another line, {name}. Make them unique.")
            rows[name] = row
    return rows


def _row(line: str) -> _Row | None:
    """A row, or None for anything else; a row that this program wrote has both lists."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    ours = str(row.get("id", "")).startswith("judged-")
    return None if ours and not all(isinstance(row.get(name), list) for name in ("answers", "rejected")) else row


def _write(file: Path, rows: _Rows) -> None:
    """Replace the file atomically, where something changes; only its owner may read it."""
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows.values())
    data = text.encode("utf-8", "replace")
    if data != (file.read_bytes() if file.exists() else b""):
        replace_file(file, data, mode=0o600)


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        stat = file.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
