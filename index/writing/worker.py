"""The process that reads files and splits texts, so that a hostile file can at worst take this process with it.

It is started as ``python -m index.writing.worker`` and speaks lines of JSON: a job on standard input, its answers and
an empty line on standard output.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from corpus import Document
from corpus.containers import members
from corpus.errors import CorpusError
from corpus.readers import format_of
from index.child_process import do_jobs
from index.text.prepare import prepare

_MOST_MEMORY = 4 * 2**30  # bytes of address space
_LARGEST_FILE = 512 * 2**20  # bytes


def read_file(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything that a file holds: for each member of it its digest, then its documents or why there are none.

    Args:
        job: ``path``, the ``name`` to show, and ``known``: digests of contents that need not be read.
    """
    path = Path(os.fsdecode(bytes.fromhex(job["path"])))
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise CorpusError(
                f"{job['name']}: has {size // 2**20} MB; {_LARGEST_FILE // 2**20} are the most. Split it."
            )
        data = path.read_bytes()
    except OSError as error:
        yield {"problem": f"{job['name']}: cannot be read ({error.strerror})."}
        return
    except CorpusError as error:
        yield {"problem": str(error)}
        return
    known = set(job["known"])
    for member in members(data, job["name"]):
        if member.data is None:
            yield {"member": member.name, "digest": hashlib.sha256(member.problem.encode()).hexdigest(),
                   "problem": member.problem}  # fmt: skip
            continue
        digest = hashlib.sha256(member.data).hexdigest()
        yield {"member": member.name, "digest": digest}
        if digest not in known:
            known.add(digest)
            yield from _documents(member.data, member.name or job["name"])


def _documents(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    source = name.rsplit("/", 1)[-1]
    try:
        kind = format_of(data, source)
        yield {"format": kind.name, "version": kind.version, "text": kind.text}
        for document in kind.read(data, source):
            yield {"document": document.to_dict()}
    except CorpusError as error:
        yield {"problem": str(error)}
    except Exception as error:  # whatever a library raises on a broken file must not stop the other members
        yield {"problem": f"{source}: cannot be read ({type(error).__name__}). It is broken; save or fetch it anew."}


def prepare_document(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document's sentences, passages and abbreviations."""
    yield prepare(Document.from_dict(job["document"])).to_dict()


_JOBS: dict[str, Callable[[dict[str, Any]], Iterator[dict[str, Any]]]] = {
    "read": read_file,
    "prepare": prepare_document,
}


def do(job: dict[str, Any], answers: BinaryIO) -> None:
    """Do a job: its answers, then an empty line."""
    for answer in _JOBS[job["do"]](job):
        answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()
    answers.write(b"\n")


def main() -> None:
    """Entry point of the process."""
    re._MAXCACHE = 8192  # type: ignore[attr-defined]  # pysbd uses more patterns than re keeps: half of its time
    do_jobs(do, memory=_MOST_MEMORY)


if __name__ == "__main__":
    main()
