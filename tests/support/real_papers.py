"""What the readers find in tests/papers, in the words of its ``expected.json``.

    PYTHONPATH=tests python -m support.real_papers

writes that file again, after a change of a reader; the difference is to be looked at before it is committed.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import groupby
from typing import Any

from corpus import Document, readers
from support import documents
from support.paths import PAPERS

EXPECTED = PAPERS / "expected.json"
_KINDS = {".pdf", ".xml", ".nxml", ".html", ".txt"}


def names() -> list[str]:
    """The files of the articles."""
    return sorted(file.name for file in PAPERS.iterdir() if file.suffix in _KINDS)


@cache
def paper(name: str) -> Document:
    """The document of a file."""
    (document,) = readers.read(PAPERS / name)
    documents.check(document)
    return document


def found_in(document: Document) -> dict[str, Any]:
    """What ``expected.json`` says of a paper."""
    one = document.reference
    headings = (section.name or "" for section in document.sections if section.kind == "body")
    return {
        "format": document.format,
        "title": one.title,
        "authors": [str(name) for name in one.author],
        "journal": one.container_title,
        "issued": list(one.issued),
        "volume": one.volume,
        "issue": one.issue,
        "page": one.page,
        "DOI": one.DOI,
        "PMID": one.PMID,
        "headings": [name for name, _ in groupby(headings)],
        "captions": sum(section.kind == "caption" for section in document.sections),
        "tables": sum(section.kind == "table" for section in document.sections),
        "page_labels": [page.label for page in document.pages],
        "works": len(document.bibliography),
        "citations": len(document.citations),
    }


if __name__ == "__main__":
    found = {name: found_in(paper(name)) for name in names()}
    EXPECTED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
