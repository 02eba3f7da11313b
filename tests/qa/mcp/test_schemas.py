"""The published schemas describe exactly what is printed."""

from __future__ import annotations

import pytest

from corpus import Document, Name, Reference
from qa.answer import Answer, Place, quote
from qa.mcp.schemas import schema_of

jsonschema = pytest.importorskip("jsonschema", reason="the extra reviewqa[mcp] is not installed")

TEXT = "Fins regrow within weeks. Fish swim."
WORK = Reference(title="On fins", author=(Name("Fisher", "Ada"),), issued=(2021,))
EVIDENCE = quote([Place(Document("fins.txt", TEXT, WORK), "Abstract", "body", 26, 36, 0, 36, 0.5, (0, 25))])


@pytest.mark.parametrize(
    "answer",
    [Answer("Do they?", True, 0.9, (), evidence=EVIDENCE), Answer("Do they?", False, 0.1, (), nearest=EVIDENCE)],
)
def test_an_answer_has_the_fields_of_its_schema_and_no_others(answer: Answer) -> None:
    printed, schema = answer.to_dict(), schema_of(Answer)
    jsonschema.validate(printed, schema)

    assert set(schema["required"]) == printed.keys() - {"nearest"}
    assert schema["properties"].keys() == printed.keys() | {"nearest"}
    (one,) = [*printed["evidence"], *printed.get("nearest", ())]
    assert one.keys() == schema["$defs"]["Evidence"]["properties"].keys()
    assert one["antecedent"].keys() == schema["$defs"]["Antecedent"]["properties"].keys()


def test_a_reference_is_described_as_the_object_that_is_printed() -> None:
    assert schema_of(Answer)["$defs"]["Reference"] == {"type": "object", "title": "CSL-JSON"}


def test_what_is_not_printed_does_not_fit() -> None:
    printed = Answer("Do they?", True, 0.9, (), evidence=EVIDENCE).to_dict()
    for name, wrong in (("confidence", "high"), ("evidence", [{}]), ("id", 7)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**printed, name: wrong}, schema_of(Answer))
