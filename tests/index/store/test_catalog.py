from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import Document, Name, Reference, Section
from corpus.errors import LibraryDamagedError
from corpus.folders import Stat
from index.store.catalog import Catalog
from index.store.catalog_rows import Entry, Failure, KnownFile
from index.text.abbreviations import Abbreviations, Definition, Sense, stems_of
from index.text.prepare import Prepared, prepare
from index.writing.draft import Draft

ABSTRACT = "It heals. It grows. It ends. It begins."
ONE = Document(
    "one.pdf",
    ABSTRACT,
    Reference(title="Über Zellen", author=(Name("Li", "Bo"),), issued=(2021, 2), keyword=("MSC", "EV")),
    (Section("Abstract", "body", 0, len(ABSTRACT)),),
    format="PDF",
)
TWO = Document("two.txt", "Bones mend.", Reference(title="Bones", issued=(2020,)), (Section(None, "body", 0, 11),))
OTHER = Document("copy.ris", "", Reference(title="Über Zellen", volume="7"), format="RIS")
MERGED = Reference(title="Über Zellen", author=(Name("Li", "Bo"),), issued=(2021, 2), keyword=("MSC", "EV"), volume="7")
STAT = Stat(3, 5_000_000_001, 7, 9)
DIGESTS = {name: name * 64 for name in "abcde"}


def known(digest: str, problem: str = "", readers: str = "r1") -> KnownFile:
    return KnownFile(STAT, digest, 1.5, problem, readers)


def fill(draft: Draft) -> None:
    """Two documents, one of them from a PDF and a record in an export, and two failures."""
    a, b, c, d, _ = DIGESTS.values()
    draft.put_file("/papers/one.pdf", "one.pdf", known(a), [("", a)])
    draft.put_file("/papers/sub/again.pdf", "again.pdf", known(a), [("", a)])
    draft.put_file("/papers/export.zip", "export.zip", known("f" * 64), [("x/copy.ris", b), ("x/bad.xml", d)])
    draft.put_file("/papers/two.txt", "two.txt", known(c), [("", c)])
    draft.put_file("/papers/locked.pdf", "locked.pdf", known("", "locked.pdf: cannot be read."), [])
    draft.put_content(a, "PDF", 3, "", "r1")
    draft.put_content(b, "RIS", 1, "", "r1")
    draft.put_content(c, "Plain text", 1, "", "r1")
    draft.put_content(d, "JATS XML", 2, "is cut short.", "r1")
    one = draft.put_record(a, 0, 2, ONE, prepare(ONE))
    other = draft.put_record(b, 0, 5, OTHER, prepare(OTHER))
    two = draft.put_record(c, 0, 3, TWO, prepare(TWO))
    draft.set_work("li-2021-aaaaaa", one, [other], MERGED)
    draft.set_work("bones-2020-bbbbbb", two, [], TWO.reference)
    draft.set_folders(["/papers", "/more"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draft = Draft.begin(tmp_path_factory.mktemp("catalog") / "library", None, "test")
    fill(draft)
    draft.set_encoded([1, 3])
    draft.commit()
    draft.close()
    return draft.file


@pytest.fixture
def file(filled: Path, tmp_path: Path) -> Path:
    file = tmp_path / "alone" / "catalog-000001.sqlite"
    file.parent.mkdir()
    return Path(shutil.copyfile(filled, file))


@pytest.fixture
def catalog(file: Path) -> Catalog:
    return Catalog.open_published(file)


# Documents


def test_documents_are_those_that_were_settled_in_the_order_of_their_ids(catalog: Catalog) -> None:
    assert catalog.document_ids() == ["bones-2020-bbbbbb", "li-2021-aaaaaa"]
    assert catalog.document_ids(1) == ["bones-2020-bbbbbb"]


def test_documents_and_passages_are_counted(catalog: Catalog) -> None:
    assert catalog.count() == (2, 1 + 1)


def test_a_record_stands_for_each_document(catalog: Catalog) -> None:
    assert [catalog.record(name) for name in ("li-2021-aaaaaa", "bones-2020-bbbbbb")] == [1, 3]
    assert catalog.documents_of([3, 1, 3]) == ["bones-2020-bbbbbb", "li-2021-aaaaaa", "bones-2020-bbbbbb"]


def test_all_records_of_a_document_are_known_the_one_that_stands_for_it_first(catalog: Catalog) -> None:
    assert (catalog.records_of("li-2021-aaaaaa"), catalog.records_of("bones-2020-bbbbbb")) == ([1, 2], [3])


def test_the_records_of_a_shard_are_known_and_those_that_stand_for_documents(catalog: Catalog) -> None:
    assert [catalog.shard(record) for record in (1, 2, 3)] == [1, 1, 1]
    assert (catalog.records_in(1), catalog.kept_in(1), catalog.records_in(2)) == ([1, 2, 3], [1, 3], [])


def test_the_reference_of_a_document_is_merged_from_its_records(catalog: Catalog) -> None:
    assert catalog.reference("li-2021-aaaaaa") == MERGED
    assert catalog.reference("bones-2020-bbbbbb") == TWO.reference


def test_the_references_of_all_documents_are_known_by_their_records(catalog: Catalog) -> None:
    assert catalog.references() == {
        1: '{"type": "article-journal", "title": "Über Zellen", "author": [{"family": "Li", "given": "Bo"}], '
        '"issued": {"date-parts": [[2021, 2]]}, "volume": "7", "keyword": "MSC; EV"}',
        3: '{"type": "article-journal", "title": "Bones", "issued": {"date-parts": [[2020]]}}',
    }


def test_references_merged_from_several_records_are_known_by_the_record_that_stands_for_them(catalog: Catalog) -> None:
    assert catalog.merged_references() == {1: catalog.references()[1]}


def test_the_passages_of_a_shards_documents_are_counted(catalog: Catalog) -> None:
    assert (catalog.passages_in(1), catalog.passages_in(2)) == (2, 0)


def test_an_unknown_document_is_none_and_has_nothing(catalog: Catalog) -> None:
    assert (catalog.record("nobody"), catalog.reference("nobody"), list(catalog.entries("nobody"))) == (None, None, [])
    assert (catalog.files_of("nobody"), catalog.paths_of("nobody"), catalog.records_of("nobody")) == ((), (), [])


@pytest.mark.parametrize("record", [0, 4, 2**40])
def test_an_unknown_record_is_a_key_error(catalog: Catalog, record: int) -> None:
    with pytest.raises(KeyError):
        catalog.shard(record)


def test_the_files_of_a_document_are_all_that_hold_it_the_kept_texts_first(catalog: Catalog) -> None:
    assert catalog.files_of("li-2021-aaaaaa") == ("again.pdf", "one.pdf", "export.zip/x/copy.ris")
    assert catalog.paths_of("li-2021-aaaaaa") == ("/papers/one.pdf", "/papers/sub/again.pdf", "/papers/export.zip")
    assert catalog.files_of("bones-2020-bbbbbb") == ("two.txt",)


def test_entries_are_what_a_list_shows(catalog: Catalog) -> None:
    bones = Entry("bones-2020-bbbbbb", TWO.reference, "Plain text", 1, ("two.txt",))
    li = Entry("li-2021-aaaaaa", MERGED, "PDF", 1, ("again.pdf", "one.pdf", "export.zip/x/copy.ris"))
    assert list(catalog.entries()) == [bones, li]
    assert list(catalog.entries("li-2021-aaaaaa")) == [li]


def test_documents_are_counted_by_the_format_of_their_text(catalog: Catalog) -> None:
    assert catalog.formats() == {"PDF": 1, "Plain text": 1}


def test_records_and_copies_beyond_one_a_document_count_as_merged(catalog: Catalog) -> None:
    assert catalog.merged() == 2


# Files


def test_failures_are_files_and_members_with_their_reasons_in_the_order_of_their_paths(catalog: Catalog) -> None:
    assert catalog.failures() == [
        Failure("/papers/export.zip/x/bad.xml", "bad.xml: is cut short."),
        Failure("/papers/locked.pdf", "locked.pdf: cannot be read."),
    ]


def test_a_failure_is_told_with_the_name_of_each_file_that_holds_it(tmp_path: Path) -> None:
    draft = Draft.begin(tmp_path, None, "test")
    draft.put_file("/papers/first.xml", "first.xml", known(DIGESTS["a"]), [("", DIGESTS["a"])])
    draft.put_file("/papers/second.zip", "second.zip", known(DIGESTS["b"]), [("x/copy.xml", DIGESTS["a"])])
    draft.put_content(DIGESTS["a"], "JATS XML", 2, "is cut short.", "r1")
    assert draft.failures() == [
        Failure("/papers/first.xml", "first.xml: is cut short."),
        Failure("/papers/second.zip/x/copy.xml", "copy.xml: is cut short."),
    ]


def test_files_whose_documents_were_removed_are_known(tmp_path: Path) -> None:
    draft = Draft.begin(tmp_path, None, "test")
    fill(draft)
    assert draft.lost_files() == []
    draft.drop_records([1])
    assert draft.lost_files() == ["/papers/one.pdf", "/papers/sub/again.pdf"]


def test_references_of_documents_that_are_to_stay_away_are_remembered(tmp_path: Path) -> None:
    draft = Draft.begin(tmp_path, None, "test")
    draft.set_removed([MERGED, TWO.reference, MERGED])
    assert sorted(draft.removed(), key=lambda reference: reference.title) == [TWO.reference, MERGED]


def test_every_file_is_known_as_it_was_looked_at(catalog: Catalog) -> None:
    assert catalog.known_files() == {
        "/papers/one.pdf": known(DIGESTS["a"]),
        "/papers/sub/again.pdf": known(DIGESTS["a"]),
        "/papers/export.zip": known("f" * 64),
        "/papers/two.txt": known(DIGESTS["c"]),
        "/papers/locked.pdf": known("", "locked.pdf: cannot be read."),
    }
    assert catalog.files() == 5


def test_folders_are_remembered_sorted(catalog: Catalog) -> None:
    assert catalog.folders() == ["/more", "/papers"]


CURRENT = {"PDF": 3, "RIS": 1, "Plain text": 1, "JATS XML": 2}


@pytest.mark.parametrize(
    ("changed", "readers", "outdated"),
    [
        ({}, "r1", set()),
        ({"PDF": 4}, "r1", {"/papers/one.pdf", "/papers/sub/again.pdf"}),
        ({"Plain text": 2}, "r2", {"/papers/two.txt", "/papers/export.zip"}),
        ({}, "r2", {"/papers/export.zip"}),  # holds the one that failed
    ],
)
def test_files_that_another_version_of_a_reader_read_are_outdated(
    catalog: Catalog, changed: dict[str, int], readers: str, outdated: set[str]
) -> None:
    assert catalog.outdated({**CURRENT, **changed}, readers) == outdated


# Selecting

PAPERS = (
    ("a-2019", Reference(title="Cells, a review", container_title="Cell", issued=(2019, 5))),
    ("b-2021", Reference(title="Bones", container_title="Bone", issued=(2021,), publication_type=("Review",))),
    ("c-2021", Reference(title="Wounds", container_title="Cell", issued=(2021,))),
    ("d-none", Reference(title="Skin")),
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    draft = Draft.begin(tmp_path_factory.mktemp("papers"), None, "test")
    for number, (name, reference) in enumerate(PAPERS):
        document = replace(TWO, reference=reference)
        record = draft.put_record(DIGESTS["a"], number, 0, document, prepare(document))
        draft.set_work(name, record, [], reference)
    return draft


@pytest.mark.parametrize(
    ("chosen", "records"),
    [
        ({}, [1, 2, 3, 4]),
        ({"documents": ["c-2021", "a-2019", "nobody"]}, [1, 3]),
        ({"first": 2020}, [2, 3]),
        ({"last": 2020}, [1]),
        ({"first": 2019, "last": 2019}, [1]),
        ({"journals": ["Cell", "Skin"]}, [1, 3]),
        ({"reviews_only": True}, [1, 2]),
        ({"first": 2021, "journals": ["Cell"]}, [3]),
        ({"reviews_only": True, "documents": ["c-2021"]}, []),
    ],
)
def test_documents_are_selected_by_all_that_is_asked(
    papers: Catalog, chosen: dict[str, Any], records: list[int]
) -> None:
    assert papers.selected(**chosen) == [(record, 1) for record in records]


def test_journals_and_years_are_those_of_the_documents(papers: Catalog) -> None:
    assert (papers.journals(), papers.years()) == (["Bone", "Cell"], (2019, 2021))


def test_a_library_without_years_has_none(tmp_path: Path) -> None:
    assert Draft.begin(tmp_path, None, "test").years() is None


def test_the_year_and_journal_of_a_merged_document_are_those_of_its_merged_reference(tmp_path: Path) -> None:
    draft = Draft.begin(tmp_path, None, "test")
    fill(draft)
    draft.drop_works(["li-2021-aaaaaa"])
    draft.set_work("li", 1, [2], Reference(title="Über Zellen", container_title="Cell", issued=(2022,)))
    assert draft.selected(first=2022, journals=["Cell"]) == [(1, 1)]


def test_the_nearest_ids_are_those_written_alike(catalog: Catalog) -> None:
    assert catalog.nearest_ids("Li-2021-aaaaab") == ["li-2021-aaaaaa"]
    assert catalog.nearest_ids("x") == []


# Abbreviations


def defining(folder: Path, *documents: Sequence[tuple[str, str]]) -> Draft:
    """A catalog of documents that define (short, long) forms."""
    draft = Draft.begin(folder, None, "test")
    for number, pairs in enumerate(documents):
        definitions = tuple(Definition(short, long) for short, long in pairs)
        record = draft.put_record(DIGESTS["a"], number, 0, TWO, Prepared((), (), definitions))
        draft.set_work(f"document-{number}", record, [], TWO.reference)
    return draft


def test_an_abbreviation_has_the_long_form_first_that_most_documents_use(tmp_path: Path) -> None:
    catalog = defining(
        tmp_path, [("MSC", "mesenchymal stem cell")], [("MSCs", "Mast cells")], [("MSC", "mesenchymal stem cell")]
    )
    assert catalog.definitions.senses("msc") == (Sense("mesenchymal stem cell", 2), Sense("mast cells", 1))
    assert catalog.definitions.senses("ev") is None


def test_long_forms_of_as_many_documents_come_those_without_abbreviations_first_then_the_shorter(
    tmp_path: Path,
) -> None:
    catalog = defining(
        tmp_path, [("iMSC", "iPSC-MSC")], [("iMSC", "induced MSC")], [("iMSC", "induced mesenchymal stem cell")],
        [("MSC", "mesenchymal stem cell")],
    )  # fmt: skip
    nested = ("induced mesenchymal stem cell", "ipsc-msc", "induced msc")
    assert catalog.abbreviations.long_forms("iMSCs") == nested


def test_a_definition_that_a_document_repeats_counts_once(tmp_path: Path) -> None:
    catalog = defining(tmp_path, [("EV", "extra vial")] * 3, [("EV", "even vale")], [("EV", "even vale")])
    assert catalog.definitions.senses("ev") == (Sense("even vale", 2), Sense("extra vial", 1))


def test_a_sense_counts_the_documents_of_all_its_spellings_once(tmp_path: Path) -> None:
    catalog = defining(
        tmp_path,
        [("EV", "extra vial"), ("EV", "extra vials")], [("EVs", "Extra-vials")], [("EV", "the extra vial")],
        [("EV", "even vale")],
    )  # fmt: skip
    assert catalog.definitions.senses("ev") == (Sense("extra vial", 3), Sense("even vale", 1))


def test_a_short_form_is_found_however_its_greek_letter_is_written(tmp_path: Path) -> None:
    catalog = defining(tmp_path, [("TNF-α", "tumor necrosis factor alpha")], [("TNFalpha", "tumour necrosis factor-α")])
    (sense,) = catalog.abbreviations.senses("TNF alpha")
    assert sense.documents == 2
    assert catalog.definitions.short_form(stems_of("Tumour necrosis factor α")) == "tnfalpha"


def test_the_definitions_of_a_document_that_is_gone_count_no_more(tmp_path: Path) -> None:
    catalog = defining(tmp_path, [("EV", "extra vial")], [("MSC", "mast cell")])
    catalog.drop_works(["document-0"])
    assert (catalog.definitions.senses("ev"), catalog.definitions.short_form(("extra", "vial"))) == (None, None)
    assert catalog.definitions.senses("msc") == (Sense("mast cell", 1),)


def test_a_long_form_has_the_short_form_that_most_documents_use(tmp_path: Path) -> None:
    catalog = defining(tmp_path, [("EV", "vials")], [("VI", "vial")], [("VI", "Vials")])
    assert (catalog.definitions.short_form(("vial",)), catalog.definitions.short_form(("bone",))) == ("vi", None)


@pytest.mark.parametrize("text", ["iMSCs and EVs", "What are induced MSCs?", "extracellular vesicles of MSCs", "bone"])
def test_abbreviations_looked_up_are_those_counted_in_memory(tmp_path: Path, text: str) -> None:
    pairs = [
        [("iMSCs", "induced mesenchymal stem cells"), ("MSC", "mesenchymal stem cells")],
        [("iMSCs", "iPSC-derived MSCs"), ("iPSC", "induced pluripotent stem cells")],
        [("iMSCs", "iPSC-derived MSCs"), ("EVs", "extracellular vesicles")],
    ]
    counted = Abbreviations.of([Definition(*pair) for document in pairs for pair in document])
    looked_up = defining(tmp_path, *pairs).abbreviations
    assert looked_up.variants(text) == counted.variants(text)
    assert looked_up.terms(text) == counted.terms(text)
    assert looked_up.names(text) == counted.names(text)


# Checking


def spoil(file: Path, change: str) -> list[str]:
    connection = sqlite3.connect(file)
    connection.execute(change)
    connection.commit()
    connection.close()
    return Catalog.open_published(file).check()


def test_a_whole_catalog_passes_its_check(catalog: Catalog) -> None:
    assert catalog.check() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DELETE FROM record WHERE id = 3", "1 documents have no record"),
        ("DELETE FROM part WHERE file = '/papers/two.txt'", "1 records belong to no file"),
        ("UPDATE record SET encoded = 0 WHERE id = 1", "1 documents have no vectors"),
    ],
)
def test_rows_that_do_not_fit_each_other_are_told(file: Path, change: str, found: str) -> None:
    assert spoil(file, change) == [found]


# Opening


def test_an_opened_catalog_cannot_be_written(catalog: Catalog) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalog._connection.execute("DELETE FROM document")


def test_opening_and_reading_leaves_no_other_file(file: Path) -> None:
    catalog = Catalog.open_published(file)
    list(catalog.entries())
    catalog.close()
    assert [path.name for path in file.parent.iterdir()] == ["catalog-000001.sqlite"]


def test_a_folder_name_with_odd_characters_is_opened(file: Path) -> None:
    odd = file.parent / "a #b?c%20d & é"
    odd.mkdir()
    file.rename(odd / "catalog.sqlite")
    assert Catalog.open_published(odd / "catalog.sqlite").count() == (2, 2)


def test_a_missing_file_is_damage_and_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError) as caught:
        Catalog.open_published(tmp_path / "catalog.sqlite")
    expected = f"{tmp_path / 'catalog.sqlite'}: cannot be read (unable to open database file)."
    assert str(caught.value) == expected
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9])
def test_a_file_cut_short_is_damage(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LibraryDamagedError):
        Catalog.open_published(file)


def test_a_file_that_is_no_database_is_damage(file: Path) -> None:
    file.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(LibraryDamagedError, match="file is not a database"):
        Catalog.open_published(file)


def test_another_database_is_damage(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "catalog.sqlite")
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="no such table: document"):
        Catalog.open_published(tmp_path / "catalog.sqlite")
