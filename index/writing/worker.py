"""The process that reads files and splits texts, so that a hostile file can at worst take this process with it.

It is started as ``python -m index.writing.worker`` and speaks lines of JSON: a job on standard input, its answers and
an empty line on standard output.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from corpus import Document
from corpus.containers import members
from corpus.errors import CorpusError
from corpus.readers import format_of
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


def serve(jobs: Iterable[str], answers: IO[str]) -> None:
    """Do jobs until there are no more."""
    for line in jobs:
        job = json.loads(line)
        for answer in _JOBS[job["do"]](job):
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()
        answers.write("\n")
        answers.flush()


def main() -> None:
    """Entry point of the process."""
    re._MAXCACHE = 8192  # type: ignore[attr-defined]  # pysbd uses more patterns than re keeps: half of its time
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends this process
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    except (ImportError, ValueError, OSError):  # Windows, or a lower limit is already set
        pass
    with open(os.dup(1), "w", encoding="utf-8", errors="replace") as answers:  # noqa: PTH123 - a handle
        os.dup2(2, 1)  # whatever a library prints must not get between the answers
        try:
            serve(sys.stdin, answers)
        except (BrokenPipeError, KeyboardInterrupt):
            os._exit(0)


if __name__ == "__main__":
    main()
