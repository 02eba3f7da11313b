"""What databases export: each record of each file is a document, with every field that the file states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document
from corpus.errors import CorpusError, UnsupportedFileError
from corpus.readers import format_of, read_bytes
from corpus.readers.records.listed import authors_in
from support.documents import check

EXPORTS = Path(__file__).parent / "exports"
BERG = ("van der Berg", "Johanna P. M.")
WALKING = {
    "title": "Walking speed after sham knee surgery: a randomised trial of nothing at all",
    "author": [("Liu", "R"), ("van Dijk", "JPM"), ("García Márquez", "G")], "journal": "J Invent Physiol",
    "issued": (2022, 1, 15), "at": ("17", "2", "112-9"), "doi": "10.9999/jip.2022.112", "pmid": "39999011", "pmcid": "PMC99999001",
}  # fmt: skip
FOG = {
    "title": "Fog and the colour of moths", "author": [("Ødegård", "Ø")], "journal": "Fog Lett", "issued": (2020, 11),
    "at": ("3", "", "e14"), "doi": "10.9999/fog.2020.e14", "pmid": "39999012",
}  # fmt: skip
SPLINTS = {
    "title": "Sham splints for invented wrists", "author": [("Liu", "R."), ("Wang", "X.-Y."), ("García Márquez", "G.")],
    "journal": "Journal of Invented Hand Surgery", "issued": (2017,), "at": ("8", "4", "301-309"),
    "doi": "10.9999/jihs.2017.301", "pmid": "39999031",
    "body": ["Objective > To test sham splints.", "Results > They did nothing."],
}  # fmt: skip
SECOND = {"title": "A second record", "author": [("Okafor", "C.A.")], "journal": "Invented Notes", "issued": (2016,)}
SILENCE = {
    "title": "Silence as a treatment of invented tinnitus: a randomised trial", "author": [("Liu", "R"), ("van Dijk", "JPM")],
    "journal": "Journal of Invented Otology", "issued": (2021, 2, 7), "at": ("385", "9967", "500-510"),
    "doi": "10.9999/jio.2021.500", "pmid": "39999051",
    "body": ["Background > Silence is cheap.", "Methods > We gave silence to 60 adults.", "Results > Nobody heard a difference."],
}  # fmt: skip
MOTHS = {"title": "On moths", "author": [("Okafor", "CA")], "journal": "Fog Letters", "issued": (2020, 11), "at": ("3", "", "14")}  # fmt: skip
WANTED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "web_of_science.ciw": ("Web of Science", [
        {"title": "Tidal mud as a filter of plastic fibres: a systematic review of field measurements",
         "author": [("Liu", "Rui-Xin"), BERG, ("Garcia-Marquez", "Gabriela"), ("TIDE Study Grp", "")],
         "journal": "JOURNAL OF INVENTED ESTUARIES", "issued": (2021, 3, 15), "at": ("44", "3", "201-219"),
         "doi": "10.9999/jie.2021.201", "pmid": "39999901",
         "body": ["Background > Mud flats hold plastic fibres.", "Methods > We read 41 field studies.",
                  "Results > Retention was 63% (95% CI 51-74).", "Conclusions > Mud is a sink."]},
        {"title": "Fibres in fog", "author": [("Null", "J")], "journal": "LETTERS OF INVENTED METEOROLOGY", "issued": (2023,),
         "at": ("9", "", "104512"), "doi": "10.9999/lim.2023.104512", "pmid": "39999902"},
    ]),
    "zoological_record.txt": ("Web of Science", [
        {"title": "A new tide-pool blenny from invented islands", "author": [("Okafor", "Chinwe A."), ("de la Cruz", "Maria")],
         "journal": "Acta Ichthyologica Ficta", "issued": (2019,), "at": ("12", "1", "1-9"),
         "body": ["We describe Fictoblennius nullius from six specimens. It differs in its fin rays."]},
    ]),
    "pubmed_abstract.txt": ("PubMed text", [
        {**WALKING, "author": [*WALKING["author"], ("TIDE Study Group", "")],
         "body": ["Background > Nobody knows whether sham surgery speeds up walking.",
                  "Methods > We randomised 120 adults to sham surgery or to none. Walking speed was measured after 6 and 12 months.",
                  "Results > Speed rose by 0.04 m/s (95% CI -0.02 to 0.10).", "Conclusions > Sham surgery did not speed up walking."]},
        FOG,
        {"title": "No authors wrote this note", "author": [], "journal": "Invent Rev", "issued": (2019,), "at": ("5", "1", "1-2"),
         "pmid": "39999013", "body": ["It has an abstract of two sentences. 2. This one begins with a number."]},
    ]),
    "pubmed_summary.txt": ("PubMed text", [
        WALKING, FOG,
        {"title": "What is a moth?", "author": [], "journal": "Invent Rev", "issued": (2019,), "at": ("5", "1", "1-2"), "pmid": "39999013"},
    ]),
    "pubmed.csv": ("Table of records", [WALKING, {**FOG, "title": 'Fog and the colour of "grey" moths, revisited'}]),
    "scopus.csv": ("Table of records", [
        {"title": "Concrete that floats: a review, with data", "author": [("Liu", "Rui"), ("van der Berg", "Johanna P.M.")],
         "journal": "Invented Materials", "issued": (2020,), "at": ("7", "2", "45-61"), "doi": "10.9999/im.2020.45", "pmid": "39999021",
         "body": ["Concrete may float, it is said. We tested 14 mixes. Two floated."]},
        {"title": "Notes on nothing", "author": [("Ortega y Gasset", "J."), ("WHO Working Group", "")], "journal": "Invented Notes",
         "issued": (2018,), "at": ("", "", "14")},
    ]),
    "embase.csv": ("Table of records", [{**SPLINTS, "issued": (2017, 8, 1)}]),
    "embase_rows.csv": ("Labelled records", [SPLINTS, SECOND]),
    "embase.txt": ("Labelled records", [SPLINTS, SECOND]),
    "google_scholar.enw": ("EndNote import", [
        {"title": "Beds that turn by themselves: a scoping review", "author": [("Liu", "Rui"), BERG, ("Sneha", "")],
         "journal": "Invented Nursing", "issued": (2018, 4, 9), "at": ("12", "4", "300-312"), "doi": "10.9999/in.2018.300",
         "pmid": "39999041", "pmcid": "PMC99999041", "body": ["Aim: To find beds that turn. We found none in 3,000 records."]},
        {"title": "Moths in fog", "author": [("Okafor", "C. A.")], "journal": "The invented book of fog", "issued": (2015,),
         "at": ("", "", "1-20"), "type": "chapter"},
    ]),
    "ovid.txt": ("Labelled records", [SILENCE, {**MOTHS, "pmid": "39999052"}]),
    "ovid_labelled.txt": ("Labelled records", [SILENCE, MOTHS]),
    "cochrane.txt": ("Labelled records", [
        {"title": "Whistling for invented asthma in adults", "author": [("Liu", "R"), ("García Márquez", "G")],
         "journal": "Cochrane Database of Systematic Reviews", "issued": (2020,), "at": ("", "3", ""), "doi": "10.9999/14651858.CD099999.pub2",
         "body": ["Background > Whistling is free.", "Objectives > To assess whistling. Main results: We included 2 trials. Authors' conclusions: Whistling is free."]},
        {"title": "Humming against placebo", "author": [("Okafor", "CA"), ("TIDE Study Group", "")], "journal": "Journal of invented breathing",
         "issued": (2015,), "at": ("385", "9967", "500‐510"), "doi": "10.9999/jib.2015.500", "pmid": "39999062",
         "body": ["We compared humming with placebo in 40 adults. It made no difference."]},
    ]),
    "proquest.txt": ("Labelled records", [
        {"title": "Reading aloud to invented cats: a mixed-methods study", "author": [("Liu", "Rui"), ("Okafor", "Chinwe A.")],
         "journal": "Invented Psychology; Nowhere", "issued": (2019, 4), "at": ("30", "2", "77-91"), "doi": "10.9999/ip.2019.77",
         "body": ["Cats were read to on 40 days. None of them answered, and one left."]},
        {"title": "On leaving", "author": [("Ortega y Gasset", "José")], "journal": "Invented Notes", "issued": (2017,),
         "body": ["A note on leaving."]},
    ]),
}  # fmt: skip


def told(document: Document) -> dict[str, Any]:
    """What a document says, without what is empty."""
    reference = document.reference
    body = [
        " > ".join([*(part.name or "").split(" > ")[1:], document.text[part.start : part.end]])
        for part in document.sections
        if part.kind == "body"
    ]
    found = {
        "title": reference.title, "journal": reference.container_title, "issued": reference.issued,
        "at": (reference.volume, reference.issue, reference.page), "doi": reference.DOI, "pmid": reference.PMID,
        "pmcid": reference.PMCID, "body": body, "type": "" if reference.type == "article-journal" else reference.type,
    }  # fmt: skip
    return {
        "author": [(name.family, name.given) for name in reference.author],
        **{field: value for field, value in found.items() if value and value != ("", "", "")},
    }


@pytest.mark.parametrize("name", WANTED)
def test_every_record_with_every_field(name: str) -> None:
    data = (EXPORTS / name).read_bytes()
    kind, wanted = WANTED[name]
    assert format_of(data, name).name == kind
    documents = read_bytes(data, name)
    for document in documents:
        check(document)
        assert (document.source, document.format) == (name, kind)
    assert [told(document) for document in documents] == wanted


def test_every_file_is_tested() -> None:
    assert sorted(WANTED) == sorted(file.name for file in EXPORTS.iterdir())


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("change", ["\r\n", "\r", "utf-16", "\ufeff"])
def test_ends_of_lines_and_encodings_change_nothing(name: str, change: str) -> None:
    text = (EXPORTS / name).read_text("utf-8").lstrip("\ufeff")
    data = text.encode("utf-16") if change == "utf-16" else (
        "\ufeff" + text if change == "\ufeff" else text.replace("\n", change)
    ).encode()  # fmt: skip
    assert [told(document) for document in read_bytes(data, name)] == WANTED[name][1]


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(WANTED)), data=st.data())
def test_bytes_cut_or_changed_give_documents_or_a_reason(name: str, data: st.DataObject) -> None:
    content = bytearray((EXPORTS / name).read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    start = data.draw(st.integers(0, len(content)))
    try:
        for document in read_bytes(bytes(content[start:] if data.draw(st.booleans()) else content[:start]), name):
            check(document)
    except CorpusError as error:
        assert str(error).startswith(name)


REFWORKS = "RT Journal Article\nSR Electronic\nID 1\nA1 Liu, Rui\nT1 Beds that turn\nJF Invented Nursing\nYR 2018\nAB We found none.\n\n"
TAGGED = "##RECORD\nQA Liu R\nQT Beds that turn number {0}\nQJ Invented Nursing\nQY 2018\nQB We found none in all the records.\n\n"
LABELLED = "Title: Beds that turn number {0}\nAuthors: Liu R\nPlace: Invented Nursing, 2018\nAbstract: We found none in all the records that there are.\n\n"
SCOPUS = "Scopus\nEXPORT DATE:12 March 2023\n\nLiu R.\nBeds that turn\n(2018) Invented Nursing, 12 (4), pp. 300-312.\n\nABSTRACT: We found none.\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (REFWORKS * 3, "RefWorks' tagged format"), (SCOPUS, "Scopus' plain text"),
        ("".join(TAGGED.format(at) for at in range(9)), "records with tags (QA, QT, QJ, QY ...)"),
        ("".join(LABELLED.format(at) for at in range(9)), "many records with labels (title, author, abstract ...)"),
    ],
)  # fmt: skip
def test_an_export_that_no_reader_knows_is_refused_by_name(text: str, name: str) -> None:
    with pytest.raises(UnsupportedFileError) as raised:
        read_bytes(text.encode(), "export.txt")
    assert str(raised.value) == (
        f"export.txt: looks like an export of many records that no reader knows: {name}. Export it as RIS, which every database"
        " and reference manager offers."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Methods\n\nWe searched PubMed. Title: and Abstract: were screened.\n\nResults\n\n"
        + "Beds do not turn by themselves. " * 30,
        "1. Introduction\n\n" + "PMID: and DOI: numbers are explained here, at length. " * 20,
        "Record keeping in beds\n\nAbstract\n\n" + "DNA and RNA were kept. CD4 cells = few. " * 20,
    ],
)
def test_papers_that_speak_of_records_are_papers(text: str) -> None:
    assert format_of(text.encode(), "paper.txt").module.startswith("text.")


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Liu R, van Dijk JPM, García Márquez G.", ["R Liu", "JPM van Dijk", "G García Márquez"]),
        ("Liu R., Wang X.-Y., García Márquez M.", ["R. Liu", "X.-Y. Wang", "M. García Márquez"]),
        ("Liu R.; van der Berg J.P.M.", ["R. Liu", "J.P.M. van der Berg"]), ("Liu R; WHO Group.", ["R Liu", "WHO Group"]),
        ("Liu, Rui; García Márquez, Ana María", ["Rui Liu", "Ana María García Márquez"]),
        ("Liu, Rui (57190000001); Doe, A. (2)", ["Rui Liu", "A. Doe"]), ("Liu, Rui", ["Rui Liu"]), ("Liu R.", ["R. Liu"]),
        ("García Márquez, Ana María", ["Ana María García Márquez"]), ("Liu R", ["R Liu"]), ("Liu R, et al.", ["R Liu"]),
        ("Rui Liu, Ann van Dijk, Bo Li", ["Rui Liu", "Ann van Dijk", "Bo Li"]), ("Liu R\nDoe A", ["R Liu", "A Doe"]), ("", []),
        ("Ødegård Ø.", ["Ø. Ødegård"]), ("Liu R., et al.", ["R. Liu"]), ("Smith J Jr, Doe A", ["J Smith Jr", "A Doe"]),
    ],
)  # fmt: skip
def test_the_names_of_a_list(printed: str, names: list[str]) -> None:
    assert list(map(str, authors_in(printed, has_stop=printed.endswith("G.")))) == names
