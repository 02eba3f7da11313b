"""What is recorded of the passages that a question found: where the first answer came, and ranking figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.answer import Evidence
from qa.evaluation.places import Span, Target
from qa.evaluation.trec import Qrels, Run

DEPTH = 10  # passages looked at
DOCUMENT_DEPTH = 30  # passages looked at where documents are judged: several are of one document
# Name in the report -> ir-measures name. "success" is 1 where any relevant document is among the first so many.
_OF_DOCUMENTS = {
    "answer_in_first": "Success@1",
    "answer_in_three": "Success@3",
    "answer_in_five": "Success@5",
    "mrr": "RR@10",
    "ndcg_at_10": "nDCG@10",
    "recall_at_1": "R@1",
    "recall_at_5": "R@5",
    "recall_at_10": "R@10",
}


def of_passages(answers: Sequence[Sequence[Span]], ranking: Sequence[Evidence]) -> tuple[int | None, dict[str, float]]:
    """Rank of the first passage that holds an answer, and the figures of one question.

    An answer gains at the rank of the first passage that holds it, as nDCG has it (Järvelin and Kekäläinen 2002); the
    best order has one answer a passage. Where passages hold several, that is no bound, so that the figure ends at 1.

    Args:
        answers: Of each answer, every place where it is; at least one answer.
        ranking: Passages, best first.
    """
    found: dict[int, int] = {}
    for rank, one in enumerate(ranking[:DEPTH], 1):
        for at, spans in enumerate(answers):
            if at not in found and any(holds(one, span) for span in spans):
                found[at] = rank
    first = min(found.values(), default=None)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(answers), DEPTH) + 1))
    gained = sum(1 / math.log2(rank + 1) for rank in found.values())
    within = {depth: first is not None and first <= depth for depth in (1, 3, 5)}
    recall = {depth: sum(rank <= depth for rank in found.values()) / len(answers) for depth in (1, 5, 10)}
    return first, {
        "answer_in_first": float(within[1]),
        "answer_in_three": float(within[3]),
        "answer_in_five": float(within[5]),
        "mrr": 1 / first if first else 0.0,
        "ndcg_at_10": min(gained / ideal, 1.0),
        **{f"recall_at_{depth}": share for depth, share in recall.items()},
    }


def holds(evidence: Evidence, span: Span) -> bool:
    """Whether a passage holds at least half of a place's characters."""
    end = evidence.passage_start + len(evidence.passage)
    return 2 * span.common(evidence.document_id, evidence.passage_start, end) >= span.end - span.start


def of_quotes(target: Target, ranking: Sequence[Evidence], shown: Sequence[Evidence]) -> dict[str, float]:
    """The figures of the quotes; a first one that meets an answer takes no trap, whatever else it holds.

    Args:
        target: Where the answers are.
        ranking: The best passages, best first, whether or not they were shown.
        shown: The evidence of the answer.
    """
    values = {}
    if target.answers:
        spans = [span for spans in target.answers for span in spans]
        values["quote_in_gold"] = float(bool(ranking) and any(_overlaps(ranking[0], span) for span in spans))
        later = [any(_overlaps(one, span) for span in spans) for one in shown[1:]]
        if later:
            values["later_quotes_in_gold"] = sum(later) / len(later)
    if target.traps:
        taken = bool(ranking) and any(_overlaps(ranking[0], span) for span in target.traps)
        values["trap_rate"] = float(taken and not values.get("quote_in_gold"))
    if ranking:
        values["quote_words"] = float(len(ranking[0].quote.split()))
    return values


def _overlaps(evidence: Evidence, span: Span) -> bool:
    return span.common(evidence.document_id, evidence.start, evidence.end) > 0


def documents_of(ranking: Sequence[Evidence]) -> dict[str, float]:
    """Documents in the order of their first passages, with scores that fall with the rank."""
    names = dict.fromkeys(one.document_id for one in ranking)
    return {name: 1 / rank for rank, name in enumerate(names, 1)}


def first_relevant(relevant: Mapping[str, int], found: Mapping[str, float]) -> int | None:
    """Rank of the first relevant document, from 1; None where there is none."""
    return next((rank for rank, name in enumerate(found, 1) if relevant.get(name, 0) > 0), None)


def of_documents(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """The ranking figures of each query by ir-measures (MacAvaney, Macdonald and Ounis 2022), by the query's id."""
    import ir_measures  # takes a second to import; asking does not need it

    names = {ir_measures.parse_measure(measure): name for name, measure in _OF_DOCUMENTS.items()}
    values = {query: dict.fromkeys(_OF_DOCUMENTS, 0.0) for query in qrels}
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        if metric.query_id in values:
            values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values
