"""The process that reads files and splits their texts, so that a hostile file can at worst take this process with it.

It is started as ``python -m index.writing.worker``. A job names a file; the answers say what the file holds, a line of
JSON each. Several processes may share a file: see ``read_file``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from corpus import Document
from corpus.containers import members
from corpus.errors import CorpusError
from corpus.readers import format_of
from corpus.signs import alive, heard_by
from index.child_process import do_jobs
from index.text.prepare import prepare
from index.writing.allowance import Allowance

Answer = dict[str, Any]
_STEP_END: Answer = {"end": "step"}
_MOST_MEMORY = 2**30  # bytes of address space
_MB = 2**20
_LARGEST_FILE = 512 * 2**20  # bytes


def read_file(job: dict[str, Any]) -> Iterator[Answer]:
    """What a file holds, as far as it is this process's turn to read it.

    A file is read in steps: each member of it is named, then read; an export is read a record a step. Every process
    that shares the file takes one step in so many. A step ends with ``{"end": "step"}``. The last answer of each
    process is ``{"end": "file"}`` with the ``digest`` of the bytes that it read and the ``problem`` that kept it from
    reading any.

    Args:
        job: ``path`` (hexadecimal); the ``name`` to show; ``known``, digests of contents that need not be read;
            ``begun``, how many documents of a content are stored already; ``skip``, how many members to pass over;
            ``sharing``, how many processes share the file; ``turn``, which of them this is, from 0.
    """
    try:
        data = _bytes_of(Path(os.fsdecode(bytes.fromhex(job["path"]))), job["name"])
    except CorpusError as error:
        yield {"end": "file", "digest": "", "problem": str(error)}
        return
    for number, step in enumerate(_steps(data, job)):
        alive()
        if number % job["sharing"] == job["turn"]:
            yield from step
            yield _STEP_END
    yield {"end": "file", "digest": hashlib.sha256(data).hexdigest(), "problem": ""}


def _steps(data: bytes, job: dict[str, Any]) -> Iterator[Iterable[Answer]]:
    """The steps of a file; what is in one is done only when its answers are asked for."""
    known = set(job["known"])
    for member in islice(members(data, job["name"]), job["skip"], None):
        if member.data is None:
            digest = hashlib.sha256(member.problem.encode()).hexdigest()
            yield [{"member": member.name, "digest": digest, "problem": member.problem}]
            continue
        digest = hashlib.sha256(member.data).hexdigest()
        yield [{"member": member.name, "digest": digest}]
        if digest not in known:
            known.add(digest)
            source = (member.name or job["name"]).rsplit("/", 1)[-1]
            yield from _steps_of_content(member.data, source, job["begun"].get(digest, 0))


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise CorpusError(f"{name}: has {size // 2**20} MB; {_LARGEST_FILE // 2**20} are the most. Split it.")
        return path.read_bytes()
    except MemoryError as error:
        raise CorpusError(_reason(error, name)) from error
    except OSError as error:
        raise CorpusError(f"{name}: cannot be read ({error.strerror}).") from error


def _steps_of_content(data: bytes, source: str, begun: int) -> Iterator[Iterable[Answer]]:
    try:
        kind = format_of(data, source)
        about = {"format": kind.name, "version": kind.version, "text": kind.text}
        documents = islice(kind.read(data, source), begun, None)
        if kind.is_export:
            yield [about]
            for document in documents:
                yield _prepared(document, source)
        else:
            yield _read_at_once(about, documents, source)
    except Exception as error:  # whatever a library raises on a broken file must not stop the other members
        yield [{"problem": _reason(error, source)}]


def _read_at_once(about: Answer, documents: Iterable[Document], source: str) -> Iterator[Answer]:
    yield about
    try:
        for document in documents:
            yield from _prepared(document, source)
    except Exception as error:  # likewise
        yield {"problem": _reason(error, source)}


def _prepared(document: Document, source: str) -> Iterator[Answer]:
    """A document, then what else is stored of it."""
    yield {"document": document.to_dict()}
    try:
        yield {"prepared": prepare(document).to_dict(document.text)}
    except Exception as error:  # the segmenter's rules have many ways to fail
        yield {"problem": f"{source}: its text cannot be split into sentences ({type(error).__name__})."}


def _reason(error: Exception, source: str) -> str:
    if isinstance(error, CorpusError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"{source}: needs more than {_MOST_MEMORY // _MB} MB of memory to be read. Split it."
    return f"{source}: cannot be read ({type(error).__name__}). It is broken; save or fetch it again."


def do(job: dict[str, Any], answers: BinaryIO) -> None:
    """Do a job."""
    allowance = Allowance(_megabytes(job), answers)
    with heard_by(allowance.sign):
        for answer in read_file(job):
            answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            answers.flush()
            allowance.renew()


def _megabytes(job: dict[str, Any]) -> float:
    try:
        return Path(os.fsdecode(bytes.fromhex(job["path"]))).stat().st_size / _MB
    except OSError:  # whoever reads it will say why
        return 0.0


def main() -> None:
    """Entry point of the process."""
    re._MAXCACHE = 8192  # type: ignore[attr-defined]  # pysbd uses more patterns than re keeps: half of its time
    do_jobs(do, memory=_MOST_MEMORY)


if __name__ == "__main__":
    main()
