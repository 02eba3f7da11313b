from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import format_of, read_bytes
from support.documents import check, parts

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta")
)
BODY = """
<text:sequence-decls/><text:tracked-changes><text:changed-region><text:p>Deleted words.</text:p></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Beds that turn by themselves</text:p>
<text:h text:outline-level="1">Methods</text:h>
<text:p>We searched<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note> five<text:s/>wards, <text:span>and <text:span>two</text:span> attics</text:span>.</text:p>
<text:list><text:list-item><text:p>Each bed was looked at twice.</text:p></text:list-item></text:list>
<text:h text:outline-level="2">Beds</text:h>
<table:table><table:table-row><table:table-cell><text:p>Ward</text:p></table:table-cell><table:table-cell><text:p>Beds</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell/></table:table-row></table:table>
<text:h text:outline-level="1">Results</text:h><text:p>No bed turned<text:line-break/>by itself.</text:p>
"""
META = "<office:document-meta %s><office:meta><meta:initial-creator>Rui Liu</meta:initial-creator><meta:keyword>beds</meta:keyword></office:meta></office:document-meta>"


def packed(body: str = BODY, meta: str = META) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
        package.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            zipfile.ZIP_DEFLATED,
        )
        if meta:
            package.writestr("meta.xml", meta.replace("%s", SPACES), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def test_a_text_of_libreoffice() -> None:
    assert format_of(packed(), "beds.odt").name == "OpenDocument text"
    (found,) = read_bytes(packed(), "beds.odt")
    check(found)
    assert (found.reference.title, found.reference.author) == ("Beds that turn by themselves", (Name("Liu", "Rui"),))
    assert found.reference.keyword == ("beds",)
    assert [part for part in parts(found) if part[0] != "reference"] == [
        ("body", "Methods", "We searched five wards, and two attics.\n\nEach bed was looked at twice."),
        ("table", "Methods > Beds", "Ward | Beds\n\nA |"),
        ("body", "Results", "No bed turned by itself."),
    ]  # fmt: skip
    assert read_bytes(packed(meta=""), "beds.odt")[0].reference.author == ()


def test_without_text_it_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="without text"):
        read_bytes(packed("<text:p/>"), "beds.odt")


def test_what_unpacks_without_end_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="more than any paper needs"):
        read_bytes(packed(f"<text:p>{' ' * (30 << 20)}</text:p>"), "beds.odt")


def test_elements_in_each_other_without_end() -> None:
    with pytest.raises(CorpusError):
        read_bytes(packed("<text:list>" * 5000 + "</text:list>" * 5000), "beds.odt")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_bytes_cut_or_changed_give_a_document_or_a_reason(data: st.DataObject) -> None:
    content = bytearray(packed())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        for document in read_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]), "beds.odt"):
            check(document)
    except CorpusError as error:
        assert str(error).startswith("beds.odt")
