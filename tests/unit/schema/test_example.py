from typing import Any

import pytest

from inspector.schema.example import example_for, starting_value
from inspector.schema.form import describe
from inspector.schema.validate import problems_with


def example(schema: Any) -> Any:
    return example_for(describe({"type": "object", "properties": {"x": schema}}))["x"]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "default": "d", "examples": ["e"]}, "d"),
        ({"type": "string", "examples": ["e"]}, "e"),
        ({"const": 7}, 7),
        ({"enum": [None, 1]}, None),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "exclusiveMinimum": 3}, 4),
        ({"type": "integer", "maximum": -2}, -2),
        ({"type": "integer", "minimum": 4, "multipleOf": 3}, 6),
        ({"type": "number", "minimum": 0.25, "maximum": 0.75}, 0.5),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
        ({"type": "number", "minimum": 0.25, "multipleOf": 0.1}, 0.3),
        ({"type": "integer", "minimum": 1, "multipleOf": 1.5}, 3),
        ({"type": "integer", "minimum": 10**400, "multipleOf": 0.5}, 10**400),
        ({"type": "number", "minimum": 10**400 + 1, "exclusiveMaximum": 10**400 + 2}, 10**400 + 1),
        ({"type": "number", "minimum": float("inf")}, 0),
        ({"type": "number", "minimum": float("nan"), "maximum": float("nan")}, 0),
        ({"type": "number", "minimum": 5, "multipleOf": 1e-320}, 5),
        ({"type": "boolean"}, False),
        ({"type": "string", "default": None}, "x"),
        ({"type": "array", "items": {"type": "integer"}}, [0]),
        ({"type": "array", "items": {"type": "string"}, "minItems": 2}, ["text", "text"]),
        ({"prefixItems": [{"type": "integer"}, {"const": "a"}], "items": False}, [0, "a"]),
        ({"anyOf": [{"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}]}, {"a": 1}),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"name1": 0}),
        ({"type": "array"}, []),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}, None),
    ],
)
def test_an_example_is_the_default_or_an_example_or_made_from_the_type(schema: Any, value: Any) -> None:
    assert example(schema) == value


def test_an_example_keeps_to_its_schema() -> None:
    schema = {
        "type": "object",
        "required": ["name", "place"],
        "properties": {
            "name": {"type": "string", "minLength": 12, "maxLength": 20},
            "short": {"type": "string", "maxLength": 2},
            "count": {"type": "integer", "minimum": 10, "multipleOf": 7},
            "place": {"type": "object", "required": ["lat"], "properties": {"lat": {"type": "number", "maximum": -1}}},
        },
    }
    assert problems_with(example_for(describe(schema)), schema) == []


def test_only_the_required_are_given_if_so_wished() -> None:
    form = describe({"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["b"]})
    assert example_for(form, optional=False) == {"b": 0}


def test_a_form_begins_with_the_defaults_of_what_is_required_and_nothing_else() -> None:
    schema = {
        "properties": {
            "a": {"type": "integer", "default": 1},
            "b": {"type": "integer", "default": 2},
            "c": {"type": "integer"},
            "d": {"type": "object", "properties": {"e": {"type": "string", "default": "x"}}, "required": ["e"]},
        },
        "required": ["b", "c", "d"],
    }
    assert starting_value(describe(schema)) == {"b": 2, "d": {"e": "x"}}


def test_a_text_of_a_billion_characters_is_not_made() -> None:
    assert len(example({"type": "string", "minLength": 10**9})) <= 1_000
