"""One work, once: records of one paper become one document, with the best text and all that any of them says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any

from corpus.document import document_id
from corpus.identity import Keys, works
from corpus.reference import Reference
from index.writing.draft import Draft
from index.writing.draft_catalog import StoredRecord


def settle(draft: Draft, readmitted: Collection[str]) -> None:
    """Say which records are one document, from the records alone: the order in which they came does not matter.

    Args:
        draft: With all records read.
        readmitted: Contents that the user added by name: a document of theirs that was removed comes back.
    """
    records = {record.id: record for record in draft.unsettled()}
    removed = draft.removed()
    keyed: list[tuple[int, Keys]] = [(number, record.keys) for number, record in records.items()]
    keyed += [(-1 - at, Keys.of(reference)) for at, reference in enumerate(removed)]
    wanted: list[list[StoredRecord]] = []
    still_removed: list[Reference] = []
    for group in works(keyed):
        members = [records[number] for number in group if number >= 0]
        markers = [removed[-1 - number] for number in group if number < 0]
        if markers and not any(record.content in readmitted for record in members):
            still_removed += markers
            draft.drop_records(record.id for record in members)
        elif members:
            wanted.append(sorted(members, key=_best_first))
    draft.set_removed(still_removed)
    _write(draft, list(records.values()), wanted)


def _best_first(record: StoredRecord) -> tuple[int, int, str, int]:
    return record.text_rank, -record.characters, record.content, record.position


def _write(draft: Draft, records: Sequence[StoredRecord], wanted: Sequence[list[StoredRecord]]) -> None:
    """Write the works that are not there yet; what stays the same costs nothing."""
    there: dict[str, list[int]] = {}
    for record in records:
        if record.document:
            there.setdefault(record.document, []).append(record.id)
    references = [merged([draft.reference_of(record.id) for record in members]) for members in wanted]
    names = [_id(reference, members[0]) for reference, members in zip(references, wanted, strict=True)]
    often = Counter(names)
    new, same = [], set[str]()
    for members, reference, name in zip(wanted, references, names, strict=True):
        before = members[0].document
        whole = before and draft.record(before) and sorted(there[before]) == sorted(record.id for record in members)
        if before and whole and members[0].kept and often[name] == 1:
            same.add(before)
        else:
            new.append((members, reference, name))
    draft.drop_works(there.keys() - same)
    for members, reference, name in new:  # in the order of their contents, whichever came first
        draft.set_work(_unused(name, draft), members[0].id, [record.id for record in members[1:]], reference)


def _id(reference: Reference, kept: StoredRecord) -> str:
    identified = reference.DOI or reference.PMID or reference.PMCID or reference.title
    return document_id(reference, "", "") if identified and (reference.title or reference.author) else kept.own_id


def _unused(name: str, draft: Draft) -> str:
    unique, number = name, 2
    while draft.record(unique) is not None:
        unique, number = f"{name}-{number}", number + 1
    return unique


def merged(references: Sequence[Reference]) -> Reference:
    """The first reference, with what it does not say taken from the others, in their order."""
    found: dict[str, Any] = {}
    for reference in references:
        for field in fields(Reference):
            value = getattr(reference, field.name)
            if value and field.name != "type":
                found.setdefault(field.name, value)
    return replace(references[0], **found)
