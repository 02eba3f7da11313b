"""Answers and documents as HTML. Everything that comes from a document or a user is escaped here and only here."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from urllib.parse import quote as percent

from corpus import Document, Reference
from corpus.readers.printed import DOI
from qa.answer import Answer, Evidence, papers
from qa.references import vancouver
from qa.wording import confidence_in_words, counted, listed, page_in_words, refusal

_MOST_AUTHORS = 3


def turn(answer: Answer) -> str:
    """A question and its answer."""
    if answer.answered:
        cards = "".join(map(_group, answer.groups))
        head = f"{counted(len(answer.evidence), 'quote')} from {counted(papers(answer.evidence), 'paper')}"
        unused = f" None of them has the word {listed(answer.missing_terms)}." if answer.missing_terms else ""
        sure = f'<span title="confidence {answer.confidence:.2f}">{confidence_in_words(answer.confidence)}</span>'
        body = f'<p class="verdict"><strong>{head}.</strong> {sure}.{text(unused)}</p><ol class="cards">{cards}</ol>'
    else:
        cards = "".join(map(_card, answer.nearest))
        nearest = f'<p class="nearest-head">The nearest passages, which may not help:</p><ol class="cards">{cards}</ol>'
        body = (
            '<div class="refusal" role="note"><p class="refusal-head">Not answered</p>'
            f"<p>{text(refusal(answer))}</p></div>{nearest if cards else ''}"
        )
    kind = "answered" if answer.answered else "unanswered"
    return f'<article class="turn {kind}"><h2 class="question" dir="auto">{text(answer.question)}</h2>{body}</article>'


def problem(question: str, message: str) -> str:
    """A question that could not be asked, and why."""
    shown = question if len(question) <= 200 else question[:200] + "…"
    return (
        f'<article class="turn unanswered"><h2 class="question" dir="auto">{text(shown)}</h2>'
        f'<div class="refusal" role="alert"><p>{text(message)}</p></div></article>'
    )


def _group(group: tuple[Evidence, ...]) -> str:
    """The strongest quote, which says how many papers say the same, and those under it, each a quote of its own."""
    strongest, *others = group
    said = f'<p class="agreement">{counted(papers(group), "paper")} say this</p>' if others else ""
    return _card(strongest, said=said) + "".join(_card(one, kind="card agreeing") for one in others)


def _card(one: Evidence, said: str = "", kind: str = "card") -> str:
    at = one.start - one.passage_start
    before = one.antecedent if one.antecedent and one.antecedent.start < one.passage_start else None
    lead = f'<span class="antecedent">{text(before.text)}</span> ' if before else ""
    passage = f"{lead}{text(one.passage[:at])}<mark>{text(one.quote)}</mark>{text(one.passage[at + len(one.quote) :])}"
    section = f'<span class="section">{text(one.section)}</span>' if one.section else ""
    part = f'<span class="kind">{one.kind}</span>' if one.kind in {"caption", "table"} else ""
    page = f'<span class="page">{text(page_in_words(one))}</span>' if one.page else ""
    target = f'data-document="{text(one.document_id)}" data-start="{one.start}" data-end="{one.end}"'
    return (
        f'<li class="{kind}" {target}><div class="number" aria-hidden="true">{one.rank}</div>'
        f'<div class="body">{said}'
        f'<blockquote dir="auto">{passage}</blockquote>'
        f'{_source(one.reference)}{_cites(one)}<p class="actions">{section}{part}{page}'
        f'<button type="button" class="show" aria-label="Show quote {one.rank} in its document">'
        "Show in document</button>"
        f'<button type="button" class="copy" data-copy="{text(one.citation)}">Copy citation</button>'
        "</p></div></li>"
    )


def _cites(one: Evidence) -> str:
    """The works that a quote cites, each with its link; closed until they are asked for."""
    works = "".join(
        f"<li>{text(vancouver(work))} {_doi_link(work.DOI)}{_pubmed_link(work.PMID)}</li>" for work in one.cites
    )
    head = f"cites {counted(len(one.cites), 'work')}"
    return f'<details class="cites"><summary>{head}</summary><ol>{works}</ol></details>' if works else ""


def _pubmed_link(pmid: str) -> str:
    if not pmid.isdigit():
        return ""
    href = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return f'<a class="doi" href="{href}" target="_blank" rel="noopener noreferrer">PMID {pmid}</a>'


def _source(reference: Reference) -> str:
    names = [name.family for name in reference.author[:_MOST_AUTHORS]]
    authors = ", ".join(names) + (" et al." if len(reference.author) > _MOST_AUTHORS else "")
    parts = [
        f'<span class="authors" title="{text(", ".join(map(str, reference.author)))}">{text(authors)}</span>'
        if names
        else "",
        f'<cite class="journal">{text(reference.container_title)}</cite>' if reference.container_title else "",
        f'<span class="year">{reference.year}</span>' if reference.year else "",
        _doi_link(reference.DOI) or _pubmed_link(reference.PMID),
    ]
    line = " · ".join(part for part in parts if part)
    return f'<p class="source"><span class="title" dir="auto">{text(reference.title)}</span><br>{line}</p>'


def _doi_link(doi: str) -> str:
    if not DOI.fullmatch(doi):
        return ""
    href = f"https://doi.org/{percent(doi, safe='/().;:-_')}"
    return f'<a class="doi" href="{href}" target="_blank" rel="noopener noreferrer">doi:{text(doi)}</a>'


def document(shown: Document, start: int, end: int) -> str:
    """A whole document, with the quote at ``start`` to ``end`` highlighted; an impossible place highlights nothing."""
    start, end = (start, end) if 0 <= start < end <= len(shown.text) else (0, 0)
    cuts = sorted(
        {0, len(shown.text), start, end} | {edge for part in shown.sections for edge in (part.start, part.end)}
    )
    pieces = []
    for left, right in pairwise(cuts):
        kind = next((part.kind for part in shown.sections if part.start <= left < part.end), "between")
        piece = text(_unwrapped(shown.text[left:right]) if shown.wrapped else shown.text[left:right])
        if start <= left < end:
            piece = f'<mark class="quote">{piece}</mark>'
        pieces.append(f'<span class="{kind}">{piece}</span>')
    return (
        f'<article class="document" aria-label="Document"><header><h2 dir="auto">{text(shown.reference.title)}</h2>'
        f"<p>{text(shown.source)} · characters {start:,}–{end:,}</p>"
        '<button type="button" class="close">Close</button></header>'
        f'<div class="text" dir="auto">{"".join(pieces)}</div></article>'
    )


def _unwrapped(piece: str) -> str:
    """A stretch of a page whose lines end where the paper did, with blanks for those ends."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", piece)


EMPTY_PANE = (
    '<div class="empty"><p class="empty-head">The document stands here</p>'
    "<p>Choose a quote to see it highlighted in its whole page.</p></div>"
)


def welcome(documents: int) -> str:
    """What the log shows before the first question."""
    return (
        '<div class="welcome"><h2>What do the papers say?</h2>'
        f"<p>Ask {counted(documents, 'paper')} a question. You get their own words, each with its reference and "
        "its place, or the word that they do not answer. Nothing leaves this computer.</p></div>"
    )


def text(raw: str) -> str:
    """Escaped for element content and quoted attributes; template signs too, so that no layer evaluates them."""
    return re.sub(r"[${}`\\]", lambda sign: f"&#{ord(sign[0])};", escape(raw, quote=True))
