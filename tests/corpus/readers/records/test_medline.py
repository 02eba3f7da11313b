from __future__ import annotations

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import medline

RECORD = """

PMID- 31234567
OWN - NLM
STAT- Publisher
DP  - 2019 Jan-Feb
TI  - [The effect of exosomes on
      wound healing: a review].
VI  - 3
IP  - 2
PG  - 616-7
LID - S1234 [pii]
LID - 10.1016/j.abc.2019.01.001 [doi]
AB  - OBJECTIVE: To do. METHODS: We
      did (p<0.05).

      RESULTS: It worked.
CI  - (c) 2019 X.
FAU - Müller, K H
AU  - Müller KH
AD  - Clinic A, Bonn.
CN  - EXO Study Group
FAU - de la Cruz, Maria
AU  - de la Cruz M
AD  - Clinic A, Bonn.
LA  - ger
PT  - Journal Article
PT  - Systematic Review
DEP - 20181220
TA  - J Test
JT  - Journal of testing
OT  - exosomes
OT  - *wound healing
MH  - Wounds/*therapy
PMC - PMC6543210
MID - NIHMS123
"""


def records(text: str | bytes) -> list[Document]:
    return list(medline.read(text if isinstance(text, bytes) else text.encode(), "pubmed.nbib"))


def body(document: Document) -> list[tuple[str | None, str]]:
    return [(part.name, document.text[part.start : part.end]) for part in document.sections if part.kind == "body"]


@pytest.mark.parametrize("text", [RECORD, RECORD.replace("\n", "\r\n"), "\ufeff" + RECORD.strip()])
def test_a_record(text: str) -> None:
    assert medline.recognises(text.encode())
    (found,) = records(text)
    assert found.reference == Reference(
        title="The effect of exosomes on wound healing: a review",
        author=(Name("Müller", "K H"), Name("EXO Study Group"), Name("de la Cruz", "Maria")),
        container_title="Journal of testing",
        issued=(2019, 1),
        volume="3",
        issue="2",
        page="616-7",
        DOI="10.1016/j.abc.2019.01.001",
        PMID="31234567",
        PMCID="PMC6543210",
        language="ger",
        keyword=("exosomes", "wound healing", "Wounds/therapy"),
        publication_type=("Journal Article", "Systematic Review"),
        affiliation=("Clinic A, Bonn.",),
    )
    assert found.reference.is_review
    assert body(found) == [
        ("Abstract > Objective", "To do."),
        ("Abstract > Methods", "We did (p<0.05)."),
        ("Abstract > Results", "It worked."),
    ]
    assert (found.source, found.format) == ("pubmed.nbib", "MEDLINE")


def test_records_with_and_without_a_blank_line_between_them() -> None:
    text = "PMID- 1\nTI  - One.\nPMID- 2\nTI  - Two.\n\nPMID- 3\nOWN - NLM\n\nPMID- 4\nAB  - No title.\n"
    assert [(found.reference.PMID, found.reference.title) for found in records(text)] == [
        ("1", "One"), ("2", "Two"), ("4", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("AU  - Smith AB Jr", "author", (Name("Smith Jr", "AB"),)),
        ("AU  - van der Berg JA", "author", (Name("van der Berg", "JA"),)),
        ("FAU - Smith, John\nAU  - Smith J\nAU  - Doe J", "author", (Name("Smith", "J"), Name("Doe", "J"))),
        ("DP  - 1998 Winter", "issued", (1998,)),
        ("DP  - 2004 Jun 12", "issued", (2004, 6, 12)),
        ("DP  - 1998 Dec-1999 Jan", "issued", (1998, 12)),
        ("DP  - 2006\nDEP - 20060110", "issued", (2006,)),
        ("AID - 10.1093/ABC [doi]", "DOI", "10.1093/ABC"),
        ("SO  - J Old. 1998;1(1):1. doi: 10.1000/old. Epub 1997.", "DOI", "10.1000/old"),
        ("PT  - Preprint", "type", "article"),
        ("BTI - StatPearls", "type", "chapter"),
        ("BTI - StatPearls", "container_title", "StatPearls"),
        ("TA  - J Test", "container_title", "J Test"),
        ("PMC - 123", "PMCID", "PMC123"),
    ],
)
def test_fields(lines: str, field: str, value: object) -> None:
    (found,) = records(f"PMID- 1\nTI  - T\n{lines}\n")
    assert getattr(found.reference, field) == value


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("A brief overview.", "A brief overview"),
        ("What now?", "What now?"),
        ("And so on...", "And so on..."),
        ("[18F]FDG in tumours [a review].", "[18F]FDG in tumours [a review]"),
        ("[Not Available].", "Die Wirkung"),
    ],
)
def test_titles(printed: str, title: str) -> None:
    (found,) = records(f"PMID- 1\nTI  - {printed}\nTT  - Die Wirkung\nAB  - x\n")
    assert found.reference.title == title


def test_an_abstract_in_another_language_where_there_is_no_other() -> None:
    (found,) = records("PMID- 1\nTI  - T\nOAB - Publisher: Le but est de.\nOABL- fre\n")
    assert body(found) == [("Abstract", "Publisher: Le but est de.")]
    (found,) = records("PMID- 1\nTI  - T\nOAB - Publisher: Abstract available from the publisher.\nOABL- fre\n")
    assert body(found) == []


@pytest.mark.parametrize("data", [b"", b"PMID- 1\n", b"PMID- x\nTI  - y\n", b"text PMID- 1\nTI  - y\n", b"\0\0\0"])
def test_what_is_no_medline(data: bytes) -> None:
    assert not medline.recognises(data)


def test_a_file_without_a_usable_record() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        records("PMID- 1\nOWN - NLM\n")
    assert str(caught.value) == "pubmed.nbib: holds no record with a title or an abstract. Export it again."
