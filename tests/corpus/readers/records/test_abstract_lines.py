from __future__ import annotations

import json
from typing import Any

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers import format_of, read_bytes
from corpus.readers.records import abstract_lines
from support.paths import ROOT


def lines(*rows: Any) -> bytes:
    return "".join(f"{json.dumps(row) if isinstance(row, dict) else row}\n" for row in rows).encode()


def read(*rows: Any) -> list[Document]:
    return list(abstract_lines.read(lines(*rows), "corpus.jsonl"))


def body(document: Document) -> list[tuple[str | None, str]]:
    return [(part.name, document.text[part.start : part.end]) for part in document.sections if part.kind == "body"]


def test_a_line_of_title_and_text() -> None:
    row = {"_id": "4983", "title": "A title.", "text": "A sentence.  Another\u00a0one.", "metadata": {}}
    assert abstract_lines.recognises(lines(row))
    (found,) = read(row)
    assert found.reference == Reference(title="A title.")  # the id is no PMID
    assert found.text == "A title.\n\nAbstract\n\nA sentence. Another one."
    assert body(found) == [("Abstract", "A sentence. Another one.")]
    assert (found.source, found.format) == ("corpus.jsonl", "JSON lines")


def test_the_example_of_the_documentation() -> None:
    example = (ROOT / "docs" / "papers.md").read_text("utf-8").split("```json\n")[1].split("```")[0]
    assert format_of(example.encode(), "notes.jsonl").name == "JSON lines"
    first, second = read_bytes(example.encode(), "notes.jsonl")
    assert first.reference == Reference(
        title="Sleep after night shifts", author=(Name("Liu", "Rui"), Name("Okafor", "CA")),
        container_title="Sleep Notes", issued=(2021,), DOI="10.9999/sleep.2021.5",
    )  # fmt: skip
    assert body(first) == [("Abstract", "Nurses slept five hours after a night shift.")]
    assert (second.reference, body(second)) == (
        Reference(title="Naps"), [("Abstract", "A nap of twenty minutes was enough for most.")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        {"type": "article-journal", "title": "T", "abstract": "A.", "issued": {"raw": "2020"}},  # CSL-JSON
        {"title": "T", "passages": [{"text": "A."}]}, {"results": [{"title": "T", "text": "A."}]}, {"title": "T", "text": 5.0},
    ],
)  # fmt: skip
def test_other_json_is_not_taken_for_lines(row: dict[str, Any]) -> None:
    assert not abstract_lines.recognises(lines(row))


def test_what_else_a_line_may_say() -> None:
    row = {
        "_id": "x:1", "title": "T", "abstract": "BACKGROUND: A. METHODS: B.", "authors": ["Doe, Jane", "Roe R"],
        "journal": "J", "year": 2001, "metadata": {"pmid": 123, "doi": "https://doi.org/10.1000/X", "pmcid": "PMC5"},
    }  # fmt: skip
    (found,) = read(row)
    assert found.reference == Reference(
        title="T", author=(Name("Doe", "Jane"), Name("Roe", "R")), container_title="J", issued=(2001,),
        DOI="10.1000/X", PMID="123", PMCID="PMC5",
    )  # fmt: skip
    assert body(found) == [("Abstract > Background", "A."), ("Abstract > Methods", "B.")]


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("Exosomes in cancer.", "Exosomes in cancer. They matter.", "They matter."),
        ("Exosomes in cancer", "EXOSOMES IN CANCER: They matter.", "They matter."),
        ("Exosomes in cancer", "Exosomes in cancer", None),
        ("Exosomes in cancer", "Exosomes in cancer are many.", "Exosomes in cancer are many."),
        ("Exosomes.", "Exosomes are vesicles.", "Exosomes are vesicles."),
        ("Are exosomes new?", "Are exosomes new? They are.", "They are."),
        ("A review of exosomes in cancer", "A review of exosomes in cancer They matter.", "They matter."),
        ("", "No title at all.", "No title at all."),
    ],
)
def test_a_title_that_the_text_repeats_is_not_printed_twice(title: str, text: str, said: str | None) -> None:
    (found,) = read({"_id": "1", "title": title, "text": text})
    assert [sentence for _, sentence in body(found)] == ([said] if said else [])


def test_lines_that_are_no_record_are_left_out() -> None:
    rows = ({"_id": "1", "title": "One", "text": ""}, "", "not json", "[1]", {"_id": "2", "title": " ", "text": None},
            "[" * 100_000, {"_id": "3", "title": ["x"], "text": "Three"}, {"_id": "4", "title": 4, "text": True})  # fmt: skip
    assert [found.text for found in read(*rows)] == ["One", "Abstract\n\nThree", "4"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", lines({"_id": "1", "text": "a question"}), lines({"title": "a"}), b"[" + lines({"_id": "1", "title": "a", "text": "b"}), b"\0{",
    ],
)  # fmt: skip
def test_what_is_no_corpus(data: bytes) -> None:
    assert not abstract_lines.recognises(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    data = lines({"_id": "1", "title": "Mäuse", "text": "x"}).decode().encode(encoding)
    assert abstract_lines.recognises(data)
    assert [found.reference.title for found in abstract_lines.read(data, "x")] == ["Mäuse"]


def test_a_first_line_that_is_longer_than_what_is_looked_at() -> None:
    assert abstract_lines.recognises(lines({"_id": "1", "title": "a", "text": "b" * 100_000}))


def test_a_file_without_a_usable_line() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read({"_id": "1", "title": "", "text": ""})
    assert str(caught.value) == "corpus.jsonl: holds no record with a title or an abstract. Export it again."
