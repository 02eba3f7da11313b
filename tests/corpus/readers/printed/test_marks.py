"""Marks that cite numbered works."""

from __future__ import annotations

import pytest

from corpus.readers.printed.marks import LONGEST_RANGE, by_label, marks, numbers


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        ("2", [2]), ("2,5-7", [2, 5, 6, 7]), ("3 – 4; 9", [3, 4, 9]), ("7-5", []), ("", []),
        (f"1-{LONGEST_RANGE}", list(range(1, LONGEST_RANGE + 1))), (f"1-{LONGEST_RANGE + 1}", []),
    ],
)  # fmt: skip
def test_numbers_that_a_mark_names(printed: str, named: list[int]) -> None:
    assert numbers(printed) == named


def test_marks_are_numbers_that_all_are_labels() -> None:
    labels = by_label(["1", "2", "3", "4", "5"])
    found = list(marks("a [1,3-5] b [9] c [5–3] d [1000000000] e [2]", labels, 100))
    assert found == [((0, 2, 3, 4), 102, 109), ((1,), 141, 144)]
    assert by_label(["1", "3"]) == by_label(["", ""]) == by_label([]) == {}
