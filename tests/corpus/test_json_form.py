from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from corpus import Reference
from corpus.json_form import from_json, to_json


@dataclass(frozen=True)
class Fin:
    rays: int

    def __post_init__(self) -> None:
        if self.rays < 0:
            raise ValueError("rays is below zero")


@dataclass(frozen=True)
class Fish:
    name: str
    length: float
    fins: tuple[Fin, ...]
    tail: Fin | None
    printed: Reference
    rays: int = field(init=False, default=0)
    water: Literal["salt", "fresh"] = "fresh"
    is_striped: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rays", sum(fin.rays for fin in self.fins))


COD = Fish("cod", 1.2, (Fin(3), Fin(4)), None, Reference(title="On cod"))
WRITTEN = {
    "name": "cod", "length": 1.2, "fins": [{"rays": 3}, {"rays": 4}], "tail": None,
    "printed": {"type": "article-journal", "title": "On cod"}, "rays": 7, "water": "fresh", "is_striped": False,
}  # fmt: skip


def test_every_field_is_written_in_its_order_and_read_back() -> None:
    assert to_json(COD) == WRITTEN
    assert list(to_json(COD)) == list(WRITTEN)
    assert from_json(Fish, WRITTEN, "fish") == COD


def test_what_is_left_out_has_its_default_and_what_is_computed_or_unknown_is_ignored() -> None:
    raw: dict[str, Any] = {**WRITTEN, "rays": "many", "colour": "grey"}
    del raw["water"], raw["is_striped"]
    assert from_json(Fish, raw, "fish") == COD


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": 7}, "fish.name is not text"),
        ({"name": None}, "fish.name is not text"),
        ({"length": "1"}, "fish.length is not a number"),
        ({"length": float("inf")}, "fish.length is not a number"),
        ({"length": True}, "fish.length is not a number"),
        ({"fins": {}}, "fish.fins is not a list"),
        ({"fins": [{"rays": 1}, 2]}, "fish.fins[1] is not an object"),
        ({"fins": [{}]}, "fish.fins[0].rays is not a whole number"),
        ({"fins": [{"rays": 1.0}]}, "fish.fins[0].rays is not a whole number"),
        ({"tail": {"rays": -1}}, "fish.tail.rays is below zero"),
        ({"printed": {}}, "fish.printed is not a reference in CSL-JSON"),
        ({"water": "sweet"}, "fish.water is unknown"),
        ({"is_striped": 0}, "fish.is_striped is not true or false"),
    ],
)
def test_the_first_field_that_is_wrong_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_json(Fish, {**WRITTEN, **changed}, "fish")
    assert str(caught.value) == said


def test_a_whole_number_is_a_number() -> None:
    assert from_json(Fish, {**WRITTEN, "length": 1}, "fish").length == 1.0
