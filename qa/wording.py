"""The words for people, the same in the terminal and on the page."""

from __future__ import annotations

from qa.answer import Answer, Evidence


def confidence_in_words(confidence: float) -> str:
    """How sure an answer is."""
    if confidence >= 0.9:
        return "Very likely answers the question"
    if confidence >= 0.7:
        return "Likely answers the question"
    return "May answer the question; read it in its passage"


def refusal(answer: Answer) -> str:
    """Says that the library does not answer, or may not, and what is missing."""
    if answer.of_paper:
        return f"The paper does not print this: {listed(answer.missing_terms)}."
    if not answer.english:
        return "The question does not read as English. Ask in English: the papers are searched in no other language."
    if not answer.confidence and not answer.nearest and not answer.missing_terms:
        return "The question has no word to look for. Ask with a few words of what the papers may say."
    closest = "These passages come closest; they may not answer the question."
    lines = [closest if answer.verdict == "closest" else "The papers here do not answer this."]
    if answer.missing_terms:
        lines.append(f"None of them mentions {listed(answer.missing_terms)}.")
    if answer.uncovered_terms:
        lines.append(f"No passage near the question mentions {listed(answer.uncovered_terms)}.")
    return " ".join(lines)


def spelling(answer: Answer) -> str:
    """What mistyped words were read as; empty where there are none."""
    return ", ".join(f"“{one.typed}” read as “{one.read_as}”" for one in answer.spelling)


def counted(number: int, noun: str) -> str:
    """One paper, 2 papers."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: tuple[str, ...]) -> str:
    """Quoted and joined: “dose”, “price” or “brand”."""
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def page_in_words(evidence: Evidence) -> str:
    """The page of a quote: "page 359 (4 in the file)"; empty for a document without pages."""
    if evidence.page is None:
        return ""
    if not evidence.page_label or evidence.page_label == str(evidence.page):
        return f"page {evidence.page}"
    return f"page {evidence.page_label} ({evidence.page} in the file)"


def printable(text: str) -> str:
    """Line breaks, control and direction characters of file names and titles written out."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
