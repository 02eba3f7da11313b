"""What holds for every document, and its sections in short."""

from __future__ import annotations

from corpus.document import Document


def check(document: Document) -> None:
    at = 0
    for section in document.sections:
        assert at <= section.start < section.end <= len(document.text)
        at = section.end
    for mark in document.citations:
        assert 0 <= mark.start < mark.end <= len(document.text)
        assert all(place < len(document.bibliography) for place in mark.cited)
    assert not {char for char in document.text if ord(char) < 32} - set("\n\r\t")
    assert Document.from_dict(document.to_dict()) == document


def parts(document: Document) -> list[tuple[str, str | None, str]]:
    return [(section.kind, section.name, document.text[section.start : section.end]) for section in document.sections]
