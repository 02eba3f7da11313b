"""Reading back JSON that was stored: every field has the type that is asked for, or a ValueError names it."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

Value = TypeVar("Value")
_CALLED = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


class Fields:
    """The fields of one JSON object; what else it holds is left alone."""

    def __init__(self, raw: object, called: str) -> None:
        """Take an object.

        Args:
            raw: As ``json.loads`` gives it.
            called: What it is called in messages.

        Raises:
            ValueError: It is not a JSON object.
        """
        if not isinstance(raw, dict):
            raise ValueError(f"{called} is not a JSON object")
        self._raw: dict[str, Any] = raw
        self._called = called

    def get(self, name: str, kind: type[Value]) -> Value:
        """A field of this type; a truth value is not a number."""
        return self._checked(self._raw.get(name), kind, name)

    def perhaps(self, name: str, kind: type[Value]) -> Value | None:
        """A field of this type, or None where it is null or left out."""
        return None if self._raw.get(name) is None else self.get(name, kind)

    def number(self, name: str) -> float:
        """A field that is a finite number."""
        value = self._raw.get(name)
        if type(value) is int or type(value) is float:
            with suppress(OverflowError):  # a whole number of hundreds of digits
                if math.isfinite(number := float(value)):
                    return number
        raise ValueError(f"{self._called}.{name} is not a number")

    def several(self, name: str, kind: type[Value]) -> tuple[Value, ...]:
        """A list whose members are of this type."""
        return tuple(self._checked(one, kind, f"{name}[{at}]") for at, one in enumerate(self.get(name, list)))

    def each(self, name: str, read: Callable[[object, str], Value]) -> tuple[Value, ...]:
        """A list, each member read by a function that is given what the member is called in messages."""
        return tuple(read(one, f"{self._called}.{name}[{at}]") for at, one in enumerate(self.get(name, list)))

    def _checked(self, value: object, kind: type[Value], name: str) -> Value:
        if type(value) is not kind:
            raise ValueError(f"{self._called}.{name} is not {_CALLED[kind]}")
        return value
