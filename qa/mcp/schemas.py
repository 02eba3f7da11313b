"""JSON Schemas of the dataclasses that are printed as JSON, made from their fields, types and descriptions."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from corpus import Reference

_LEFT_OUT = "nearest"  # of an answer, where the question is answered


def schema_of(kind: type) -> dict[str, Any]:
    """The schema of what ``corpus.json_form.to_json`` makes of a dataclass."""
    described = ConfigDict(use_attribute_docstrings=True)  # pydantic takes a setting for what a list holds, not for it
    whole = TypeAdapter(list[kind], config=described).json_schema(  # type: ignore[valid-type]
        schema_generator=_Printed, mode="serialization"
    )
    definitions: dict[str, Any] = whole["$defs"]
    return {**definitions.pop(kind.__name__), "$defs": definitions}


class _Printed(GenerateJsonSchema):
    """Every field is there, whatever its default; a reference is an object whose fields CSL-JSON describes."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_is_required(self, field: Any, total: bool) -> bool:
        return bool(field["name"] != _LEFT_OUT)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        if schema["cls"] is Reference:
            return {"type": "object", "title": "CSL-JSON"}
        described = super().dataclass_schema(schema)
        return {**described, "description": (schema["cls"].__doc__ or "").partition("\n")[0]}
