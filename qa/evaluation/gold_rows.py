"""The project's own format: a JSON line a question, with its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qa.evaluation.dialogues import in_order
from qa.evaluation.files import fit, json_rows, string, text_of
from qa.evaluation.gold import GoldAnswer, GoldQuestion, chosen, refuse_twice


def read_gold(file: Path, split: str | None = None, text: str | None = None) -> list[GoldQuestion]:
    """Read JSON lines with ``question``, ``answers`` ([{"document", "text"}]) and, where wanted, ``id`` and ``split``.

    ``answer`` and ``document`` may be in the row itself. Rows with ``dialogue`` and ``turn`` are turns of a
    dialogue, with ``understood`` where the set says how they should be understood; they are put in order.

    Args:
        file: The set.
        split: Only rows of this split.
        text: What the file holds, where it was read already.

    Raises:
        GoldError: The file cannot be read, has broken rows, ids twice or broken dialogues, or has no question of that
            split.
    """
    rows = json_rows(file, text_of(file) if text is None else text, _row)
    refuse_twice(file, (row.id for row in rows))
    return list(chosen(file, in_order(file, rows), split))


def _row(raw: Any, number: int) -> GoldQuestion:
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str) or not raw["question"].strip():
        raise ValueError('needs a text under "question"')
    document = str(raw.get("document") or raw.get("document_id") or "")
    listed = raw.get("answers", raw.get("answer"))
    if listed is None:
        listed = []
    answers = [_answer(one, document) for one in (listed if isinstance(listed, list) else [listed]) if one]
    if raw.get("answerable") is False:
        answers = []
    row_id = number if raw.get("id") is None else raw["id"]
    dialogue, turn = _turn(raw)
    return GoldQuestion(
        fit(str(row_id)),
        fit(raw["question"]),
        tuple(answers),
        str(raw.get("split") or ""),
        dialogue=dialogue,
        turn=turn,
        understood=string(raw, "understood"),
    )


def _turn(raw: dict[str, Any]) -> tuple[str, int]:
    """The dialogue that a row is a turn of, and its number in it."""
    dialogue, turn = string(raw, "dialogue"), raw.get("turn")
    if not dialogue and turn is None:
        return "", 0
    if not dialogue or type(turn) is not int or turn < 1:
        raise ValueError('a turn needs a "dialogue" and a whole number from 1 under "turn"')
    return dialogue, turn


def _answer(raw: Any, document: str) -> GoldAnswer:
    if isinstance(raw, str):
        return GoldAnswer(raw, document)
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"].strip():
        raise ValueError('an answer needs a "text"')
    return GoldAnswer(raw["text"], str(raw.get("document") or document))
