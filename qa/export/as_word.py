"""A conversation as a Word document.

A quote is a paragraph in the style Quote, inside a content control whose title is the document and whose tag is the
place: Word and LibreOffice keep both, whatever text is added around them, and copy them with the quote.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from qa.conversations.turns import Conversation
from qa.export.contents import Asked, Listed, Quoted, contents
from qa.export.marks import coded
from qa.export.word_quotes import CODE_STYLE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_SMALL = 9  # points
_BREAKS = re.compile("([\n\t])")


def word(conversation: Conversation) -> bytes:
    """The conversation as .docx."""
    held = contents(conversation)
    document = _empty(held.title, conversation)
    document.add_heading(held.title, 0)
    document.add_paragraph(held.about)
    for asked in held.asked:
        _add_asked(document, asked)
    if held.references:
        document.add_heading("References", 1)
    for one in held.references:
        _add_reference(document, one)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _empty(title: str, conversation: Conversation) -> Document:
    """A document with our styles, and properties that name no person."""
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    small = document.styles.add_style("Quote source", WD_STYLE_TYPE.PARAGRAPH)
    code = document.styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER)
    for style in (small, code):
        style.font.size, style.font.color.rgb = Pt(_SMALL), RGBColor(0x56, 0x60, 0x5D)
    document.styles["Quote"].paragraph_format.keep_with_next = True
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = conversation.changed.replace(tzinfo=None)
    return document


def _add_asked(document: Document, asked: Asked) -> None:
    document.add_heading(f"{asked.number}. {asked.question}", 1)
    if asked.understood:
        document.add_paragraph(f"Understood as: {asked.understood}")
    if asked.selection:
        document.add_paragraph(f"Asked of: {asked.selection}")
    document.add_paragraph().add_run(asked.verdict).bold = True
    for quote in asked.quotes:
        _add_control(document.add_paragraph(style="Quote"), quote)
        document.add_paragraph(f"[{quote.number}] {quote.where}", style="Quote source")


def _add_control(paragraph: Paragraph, quote: Quoted) -> None:
    """Put a quote into a paragraph, inside a content control."""
    properties, content = _element("w:sdtPr"), _element("w:sdtContent")
    properties.append(_element("w:alias", **{"w:val": quote.mark.title}))
    properties.append(_element("w:tag", **{"w:val": quote.mark.place}))
    for piece, is_code in coded(quote.text):
        run = paragraph.add_run(style=CODE_STYLE if is_code else None)
        for part in filter(None, _BREAKS.split(piece)):
            run._r.append(_text(part))
        content.append(run._r)
    control = _element("w:sdt")
    control.extend([properties, content])
    paragraph._p.append(control)


def _text(part: str) -> Any:
    """A piece of text, or the element for a line break or a tab; Word is told to keep all spaces."""
    if part == "\n":
        return _element("w:br")
    if part == "\t":
        return _element("w:tab")
    text = _element("w:t", **{"xml:space": "preserve"})
    text.text = part
    return text


def _add_reference(document: Document, one: Listed) -> None:
    paragraph = document.add_paragraph(one.text, style="List Number")
    for link in one.links:
        paragraph.add_run(" ")
        _add_link(paragraph, link.label, link.address)


def _add_link(paragraph: Paragraph, label: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.shared import RGBColor

    to = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(label)
    run.font.color.rgb, run.font.underline = RGBColor(0x0B, 0x6B, 0x61), True
    link = _element("w:hyperlink", **{"r:id": to})
    link.append(run._r)
    paragraph._p.append(link)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
