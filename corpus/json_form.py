"""Dataclasses as JSON and back: their fields, in their order and with their types, say what is written and read."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from corpus.reference import Reference

Value = TypeVar("Value")
_CALLED = {str: "text", int: "a whole number", bool: "true or false"}


def to_json(value: Any) -> Any:
    """A value as ``json.dumps`` takes it: every field of a dataclass, a list for a tuple, CSL-JSON for a reference."""
    if isinstance(value, Reference):
        return value.to_csl()
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    return [to_json(one) for one in value] if isinstance(value, tuple) else value


def from_json(kind: type[Value], raw: object, called: str) -> Value:
    """What ``to_json`` wrote, checked.

    A field that is left out has its default. What else an object holds, and what the class computes itself
    (``init=False``), is ignored.

    Args:
        kind: A dataclass of text, numbers, truth values, ``Literal``, references, other such dataclasses, tuples of one
            of these (``tuple[str, ...]``), or None beside one of these.
        raw: As ``json.loads`` gives it.
        called: What it is called in messages.

    Raises:
        ValueError: A field is not of its type, or the class refuses it; the message names the field.
    """
    return cast(Value, _read(kind, raw, called))


def _read(kind: Any, raw: Any, called: str) -> Any:
    whole, inside = get_origin(kind), get_args(kind)
    if whole is UnionType:
        return None if raw is None else _read(inside[0], raw, called)
    if whole is tuple:
        if type(raw) is not list:
            raise ValueError(f"{called} is not a list")
        return tuple(_read(inside[0], one, f"{called}[{at}]") for at, one in enumerate(raw))
    if whole is Literal:
        if raw not in inside:
            raise ValueError(f"{called} is unknown")
        return raw
    return _read_object(kind, raw, called) if is_dataclass(kind) else _read_plain(kind, raw, called)


def _read_plain(kind: type, raw: Any, called: str) -> Any:
    if kind is float:
        if type(raw) in {int, float}:
            with suppress(OverflowError):  # a whole number of hundreds of digits
                if math.isfinite(number := float(raw)):
                    return number
        raise ValueError(f"{called} is not a number")
    if type(raw) is not kind:  # True is an int
        raise ValueError(f"{called} is not {_CALLED[kind]}")
    return raw


def _read_object(kind: Any, raw: Any, called: str) -> Any:
    if kind is Reference:
        try:
            return Reference.from_any(raw)
        except ValueError as error:
            raise ValueError(f"{called} is not a reference in CSL-JSON") from error
    if type(raw) is not dict:
        raise ValueError(f"{called} is not an object")
    found = {
        field.name: _read(of, raw.get(field.name), f"{called}.{field.name}")
        for field, of in _fields(kind)
        if field.name in raw or (field.default is MISSING and field.default_factory is MISSING)
    }
    try:
        return kind(**found)
    except ValueError as error:
        raise ValueError(f"{called}.{error}") from error


@cache
def _fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    """The fields that a dataclass is made from, each with its type."""
    types = get_type_hints(kind)
    return tuple((field, types[field.name]) for field in fields(kind) if field.init)
