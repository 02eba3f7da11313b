"""Whether the library has changed since a conversation, and which quotes it no longer has."""

from __future__ import annotations

import hashlib
import json
from weakref import WeakKeyDictionary

from index.library import Library
from qa.conversations.turns import Conversation, Turn

_fingerprints: WeakKeyDictionary[Library, str] = WeakKeyDictionary()


def fingerprint(library: Library) -> str:
    """A short string that is the same for the same papers, wherever and whenever they were read."""
    known = _fingerprints.get(library)
    if known is None:
        catalog = library.catalog
        failed = {failure.file for failure in catalog.failures()}
        files = {(file.digest, file.readers) for path, file in catalog.known_files().items() if path not in failed}
        held = [sorted(files), sorted(catalog.references().values())]
        known = hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]
        _fingerprints[library] = known
    return known


def has_changed(conversation: Conversation, library: Library) -> bool:
    """Whether the last turn was asked of a library with other papers."""
    return bool(conversation.turns) and conversation.library != fingerprint(library)


def still_there(turn: Turn, library: Library) -> dict[int, bool]:
    """Whether the library has each quote of a turn, by its rank, at exactly the same place."""
    found = {}
    for one in turn.answer.shown:
        record = library.catalog.record(one.document_id)
        found[one.rank] = record is not None and library.text(record, one.start, one.end) == one.quote
    return found
