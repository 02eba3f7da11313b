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

CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>The invented book of beds</dc:title><dc:creator>Rui Liu</dc:creator><dc:creator>Okafor, Chinwe A.</dc:creator>
<dc:date>2019-05-02</dc:date><dc:identifier>doi:10.9999/beds.2019</dc:identifier></metadata>
<manifest><item id="two" href="two%20b.xhtml"/><item id="one" href="one.xhtml"/><item id="away" href="../../etc/passwd"/></manifest>
<spine><itemref idref="one"/><itemref idref="two"/><itemref idref="away"/><itemref idref="none"/></spine></package>"""
HTML = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
ONE = "<h1>Why beds turn</h1><div><p>Beds do not&nbsp;turn <i>by</i> themselves.</p><script>no()</script><ul><li>One bed did.</li></ul></div>"
TWO = "<h1>Wards</h1><h2>Counts</h2><table><tr><th>Ward</th><th>Beds</th></tr><tr><td>A</td><td>7</td></tr></table><p>Seven beds stood still.</p>"


def packed(one: str = ONE, two: str = TWO, package: str = PACKAGE) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        for name, text in (
            ("META-INF/container.xml", CONTAINER), ("OPS/book.opf", package),
            ("OPS/two b.xhtml", HTML.format(two)), ("OPS/one.xhtml", HTML.format(one)),
        ):  # fmt: skip
            book.writestr(name, text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def test_the_chapters_of_a_book() -> None:
    assert format_of(packed(), "beds.epub").name == "EPUB"
    (found,) = read_bytes(packed(), "beds.epub")
    check(found)
    reference = found.reference
    assert (reference.title, reference.type, reference.issued) == ("The invented book of beds", "book", (2019, 5, 2))
    assert (reference.author, reference.DOI) == ((Name("Liu", "Rui"), Name("Okafor", "Chinwe A.")), "10.9999/beds.2019")
    assert [part for part in parts(found) if part[0] != "reference"] == [
        ("body", "Why beds turn", "Beds do not turn by themselves.\n\nOne bed did."),
        ("table", "Wards > Counts", "Ward | Beds\n\nA | 7"), ("body", "Wards > Counts", "Seven beds stood still."),
    ]  # fmt: skip


def test_what_cannot_be_read_is_named() -> None:
    with pytest.raises(UnreadableFileError, match="without text"):
        read_bytes(packed("", ""), "beds.epub")
    with pytest.raises(UnreadableFileError, match="more than any paper needs"):
        read_bytes(packed(f"<p>{' ' * (30 << 20)}</p>"), "beds.epub")
    with pytest.raises(UnreadableFileError, match="is a broken or locked EPUB"):
        read_bytes(packed()[:200], "beds.epub")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_bytes_cut_or_changed_give_a_document_or_a_reason(data: st.DataObject) -> None:
    content = bytearray(packed())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        for document in read_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]), "beds.epub"):
            check(document)
    except CorpusError as error:
        assert str(error).startswith("beds.epub")
