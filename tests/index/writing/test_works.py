from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference, Section
from index.library import Library
from index.settings import Settings
from index.writing.progress import Lines
from index.writing.sync import add, sync
from index.writing.verify import verify
from index.writing.works import merged
from index.writing.writer import Summary
from support.in_process import read_in_process
from support.libraries import FakeModel, build_library, open_library, page

FINS = "Zebrafish regrow their fins. The blastema forms early."
DOI = "10.1000/fins"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, by the worker's own functions."""
    read_in_process(monkeypatch)


def saved(title: str, text: str, doi: str = "", more: str = "") -> str:
    return page(title, f"Abstract\n\n{text}", (f"DOIs\thttps://doi.org/{doi}\n" if doi else "") + more)


def exported(**row: object) -> str:
    return json.dumps({"_id": "1", **row})


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, encoding="utf-8")


def run(folder: Path) -> Summary:
    summary = sync(folder / "library", [folder / "papers"], FakeModel(), Lines())
    assert verify(folder / "library", Settings(model="fake")) == []
    return summary


def entries(folder: Path) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Id, format, files, and the first line of the text of each document."""
    library = open_library(folder / "library")
    found = [
        (entry.id, entry.format, entry.files, library.document(entry.id).text.split("\n")[0])
        for entry in library.catalog.entries()
    ]
    library.close()
    return found


@pytest.fixture
def papers(tmp_path: Path, in_process: None) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


def test_two_files_of_one_doi_are_one_document_with_the_better_text(tmp_path: Path, papers: Path) -> None:
    put(
        papers,
        a_jsonl=exported(title="Fins", text=FINS, doi=DOI.upper(), year=2020, journal="Fish", pmid="42"),
        b_txt=saved("Fins of fish", "Fins grow again in fish. It takes two weeks.", DOI, "Volume7\n"),
    )
    summary = run(tmp_path)
    assert (summary.read, summary.merged, summary.documents) == (2, 1, 1)
    ((name, kind, files, first),) = entries(tmp_path)
    assert (kind, files, first) == ("Saved page", ("b.txt", "a.jsonl"), "Fins of fish")
    library = open_library(tmp_path / "library")
    reference = library.catalog.reference(name)
    assert (reference.title, reference.issued, reference.DOI, reference.volume) == (
        "Fins of fish", (2021, 2, 2), DOI, "7",
    )  # fmt: skip
    assert (reference.container_title, reference.PMID) == ("Fish", "42")
    assert library.document(name).reference == reference
    assert (library.knows("blastema"), library.knows("week")) == (False, True)
    assert library.dense.size == library.manifest.passages == 1
    library.close()


def test_when_the_better_text_is_deleted_the_other_stands_for_the_work(tmp_path: Path, papers: Path) -> None:
    put(
        papers,
        a_jsonl=exported(title="Fins", text=FINS, doi=DOI, year=2020),
        b_txt=saved("Fins of fish", "Fins grow again in fish. It takes two weeks.", DOI),
    )
    run(tmp_path)
    before = entries(tmp_path)[0][0]
    (papers / "b.txt").unlink()
    summary = run(tmp_path)
    assert (summary.removed, summary.documents, summary.encoded) == (1, 1, 3)
    assert [one[1:3] for one in entries(tmp_path)] == [("JSON lines", ("a.jsonl",))]
    library = open_library(tmp_path / "library")
    assert (library.knows("blastema"), library.knows("week")) == (True, False)
    library.close()
    assert [
        file for file in (tmp_path / "library").rglob("*") if file.is_file() and b"two weeks" in file.read_bytes()
    ] == []
    put(papers, b_txt=saved("Fins of fish", "Fins grow again in fish. It takes two weeks.", DOI))
    run(tmp_path)
    assert [one[:3] for one in entries(tmp_path)] == [(before, "Saved page", ("b.txt", "a.jsonl"))]


def test_of_texts_of_one_format_the_longer_is_kept(tmp_path: Path, papers: Path) -> None:
    put(papers, a_txt=saved("Short", "Fins grow.", DOI), b_txt=saved("Longer", "Fins grow in fish of two kinds.", DOI))
    run(tmp_path)
    assert [one[1:] for one in entries(tmp_path)] == [("Saved page", ("b.txt", "a.txt"), "Longer")]


def test_different_papers_of_one_file_name_stay_apart(tmp_path: Path, papers: Path) -> None:
    for number in range(3):
        (papers / str(number)).mkdir()
        text = saved(f"Paper {number} of a kind", f"Cells {number} grow.", f"10.1000/{number}")
        (papers / str(number) / "paper.txt").write_text(text, encoding="utf-8")
    summary = run(tmp_path)
    assert (summary.documents, summary.merged) == (3, 0)
    assert [one[2] for one in entries(tmp_path)] == [("paper.txt",)] * 3
    assert len({one[0] for one in entries(tmp_path)}) == 3


def test_different_papers_of_one_short_title_stay_apart(tmp_path: Path, papers: Path) -> None:
    put(papers, a_txt=saved("Editorial", "Cells grow."), b_txt=saved("Editorial", "Hearts beat in mice."))
    assert run(tmp_path).documents == 2
    names = [one[0] for one in entries(tmp_path)]
    assert len(set(names)) == 2
    run(tmp_path)
    assert [one[0] for one in entries(tmp_path)] == names


def test_a_third_record_joins_two_works(tmp_path: Path, papers: Path) -> None:
    put(
        papers,
        a_jsonl=exported(title="First of them", text="Cells grow well.", doi=DOI),
        b_jsonl=exported(title="Second of them", text="Hearts beat well in mice.", pmid="42"),
    )
    assert run(tmp_path).documents == 2
    put(papers, c_jsonl=exported(title="Third", text="It.", doi=DOI, pmid="42"))
    summary = run(tmp_path)
    assert (summary.documents, summary.merged) == (1, 2)
    assert entries(tmp_path)[0][2][0] == "b.jsonl"
    (papers / "c.jsonl").unlink()
    assert run(tmp_path).documents == 2


def test_records_of_one_export_that_are_one_work_are_merged(tmp_path: Path, papers: Path) -> None:
    rows = [exported(title="Fins of a fish", text=FINS, doi=DOI), exported(title="Fins", text="Short.", doi=DOI)]
    put(papers, a_jsonl="\n".join(rows))
    summary = run(tmp_path)
    assert (summary.documents, summary.merged) == (1, 1)
    assert [one[2] for one in entries(tmp_path)] == [("a.jsonl",)]


def test_merging_takes_what_the_first_does_not_say() -> None:
    one = Reference(type="article", title="A", issued=(2020,), author=(Name("Li"),))
    other = Reference(title="B", DOI="10.1000/x", issued=(2021, 2), keyword=("k",), author=(Name("Wu"), Name("Xu")))
    last = Reference(DOI="10.1000/y", volume="7", PMID="42")
    assert merged([one, other, last]) == Reference(
        type="article", title="A", issued=(2020,), author=(Name("Li"),), DOI="10.1000/x", keyword=("k",), volume="7",
        PMID="42",
    )  # fmt: skip
    assert merged([one]) == one


# whatever comes first


def document(number: int, reference: Reference, words: str) -> Document:
    return Document(f"{number}.x", words, reference, (Section("Abstract", "body", 0, len(words)),))


LI, LONG = (Name("Li", "A."),), "Exosomes repair the cartilage of the knee"
POOL = [
    document(0, Reference(title="A", DOI=DOI), "Cells grow in the dish."),
    document(1, Reference(title="B", DOI=DOI, PMID="1"), "Cells grow in the dish at night."),
    document(2, Reference(title="C", PMID="1", volume="3"), "Cells."),
    document(3, Reference(title=LONG, author=LI, issued=(2020,)), "Knees are repaired."),
    document(4, Reference(title=LONG, author=LI, issued=(2021,), PMID="2"), "Knees were repaired."),
    document(5, Reference(title=LONG, DOI="10.1000/other"), "Other knees were repaired too."),
    document(6, Reference(title="Editorial"), "Hearts beat."),
    document(7, Reference(title="Editorial"), "Lungs breathe."),
    document(8, Reference(), "No reference at all."),
]


def outcome(library: Library) -> list[Any]:
    found = []
    for entry in library.catalog.entries():
        kept = library.document(entry.id)
        found.append((entry.id, entry.reference, sorted(entry.files), kept.text))
    library.close()
    return found


@settings(max_examples=8)
@given(st.permutations(POOL))
def test_the_order_in_which_documents_come_does_not_matter(documents: Sequence[Document]) -> None:
    with TemporaryDirectory() as folder:
        assert outcome(build_library(Path(folder), documents)) == of_pool()


@cache
def of_pool() -> list[Any]:
    with TemporaryDirectory() as folder:
        return outcome(build_library(Path(folder), POOL))


def test_works_of_the_pool(tmp_path: Path) -> None:
    found = [sorted(files) for _, _, files, _ in outcome(build_library(tmp_path / "library", POOL))]
    assert sorted(found) == [["0.x", "1.x", "2.x"], ["3.x", "4.x", "5.x"], ["6.x"], ["7.x"], ["8.x"]]


FILES = {
    "a.jsonl": exported(title="First of them", text="Cells grow well.", doi=DOI, year=2019),
    "b.txt": saved("Second of them", "Hearts beat well in mice.", DOI),
    "c.jsonl": exported(title="Third of all of them", text="Lungs breathe.", doi=DOI, pmid="42"),
}


@pytest.mark.parametrize(
    "order", list(itertools.permutations(FILES)), ids=lambda order: "".join(one[0] for one in order)
)
def test_the_run_in_which_a_file_comes_does_not_matter(
    tmp_path: Path, in_process: None, order: tuple[str, ...]
) -> None:
    assert one_by_one(tmp_path / "one", order, FILES) == at_once(tmp_path / "other", FILES)


@pytest.mark.parametrize("order", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_nor_for_papers_whose_ids_would_be_the_same(tmp_path: Path, in_process: None, order: tuple[str, ...]) -> None:
    files = {"a.txt": saved("Editorial", "Cells grow."), "b.txt": saved("Editorial", "Hearts beat in mice.")}
    assert one_by_one(tmp_path / "one", order, files) == at_once(tmp_path / "other", files)


def one_by_one(folder: Path, order: Sequence[str], files: dict[str, str]) -> list[Any]:
    folder.mkdir()
    for name in order:
        (folder / name).write_text(files[name], encoding="utf-8")
        add(folder / "library", [folder / name], FakeModel(), Lines())
    return outcome(open_library(folder / "library"))


def at_once(folder: Path, files: dict[str, str]) -> list[Any]:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    add(folder / "library", [folder / name for name in files], FakeModel(), Lines())
    return outcome(open_library(folder / "library"))
