"""Which ranked passages and sentences answer a question of a gold set."""

from __future__ import annotations

from qa.answering.rank import Ranked
from qa.evaluation.places import Target


def passage_answers(target: Target, one: Ranked) -> bool:
    """Whether it holds at least half of an answer, or is of a relevant document."""
    candidate = one.candidate
    if target.documents:
        return candidate.document_id in target.documents
    end = candidate.start + len(candidate.text)
    return any(
        2 * span.common(candidate.document_id, candidate.start, end) >= span.end - span.start
        for spans in target.answers
        for span in spans
    )


def sentences_answer(target: Target, one: Ranked) -> list[bool]:
    """For each of its sentences, whether it meets an answer in more than a fifth of the shorter of the two."""
    document, places = one.candidate.document_id, [place.sentence for place in one.candidate.sentences]
    return [
        any(
            5 * span.common(document, place.start, place.end) > min(span.end - span.start, place.end - place.start)
            for spans in target.answers
            for span in spans
        )
        for place in places
    ]
