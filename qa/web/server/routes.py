"""Our own routes next to gradio's: the exports of a conversation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from corpus.errors import ConversationNotFoundError
from qa.conversations.store import ConversationStore
from qa.conversations.turns import Conversation
from qa.web.server.guard import owner_of

_LONGEST_NAME = 60  # characters of a file's name


class _Format(NamedTuple):
    """A format of an export.

    Attributes:
        kind: Its media type.
        write: Makes the file's contents.
    """

    kind: str
    write: Callable[[Conversation], str | bytes]


def export_routes(store: ConversationStore) -> APIRouter:
    """``GET /exports/{conversation id}.{md|docx|html|bib|ris}``: a file to save; only for the conversation's owner."""
    router = APIRouter()

    @router.get("/exports/{name}.{suffix}")
    def export(name: str, suffix: str, request: Request) -> Response:
        form = _formats().get(suffix)
        if form is None:
            return PlainTextResponse(f"There is no export as {suffix!r}. Take md, docx, html, bib or ris.", 404)
        try:
            conversation = store.get(owner_of(request), name)
        except ConversationNotFoundError as error:
            return PlainTextResponse(str(error), 404)
        headers = {"Content-Disposition": _attachment(conversation.title, suffix), "Cache-Control": "no-store"}
        return Response(form.write(conversation), media_type=form.kind, headers=headers)

    return router


def _formats() -> dict[str, _Format]:
    from qa.export import cited, markdown, web, word
    from qa.references import bibtex, ris

    return {
        "md": _Format("text/markdown; charset=utf-8", markdown),
        "docx": _Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word),
        "html": _Format("text/html; charset=utf-8", web),
        "bib": _Format("application/x-bibtex; charset=utf-8", lambda conversation: bibtex(cited(conversation))),
        "ris": _Format("application/x-research-info-systems", lambda conversation: ris(cited(conversation))),
    }


def _attachment(title: str, suffix: str) -> str:
    """The header that gives a saved file a name made of the title, whatever characters that has."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", title))
    name = "-".join(words)[:_LONGEST_NAME].strip("-") or "conversation"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or "conversation"
    return f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{quote(name)}.{suffix}"
