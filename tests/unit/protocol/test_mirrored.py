from typing import Any

import pytest

from inspector.protocol.mirrored import Mirroring, Parameter, parameter_headers, read_mirroring


def schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def annotated(kind: Any = "string", name: Any = "Region") -> dict[str, Any]:
    return {"type": kind, "x-mcp-header": name}


NESTED = schema(where=schema(region=annotated(), zone=annotated("integer", "Zone")), dry=annotated("boolean", "Dry"))


def test_parameters_are_found_along_properties_however_deep() -> None:
    assert set(read_mirroring(NESTED).parameters) == {
        Parameter("Mcp-Param-Region", ("where", "region")),
        Parameter("Mcp-Param-Zone", ("where", "zone")),
        Parameter("Mcp-Param-Dry", ("dry",)),
    }


@pytest.mark.parametrize(
    ("arguments", "headers"),
    [
        ({"where": {"region": "west", "zone": 7}, "dry": False},
         {"Mcp-Param-Region": "west", "Mcp-Param-Zone": "7", "Mcp-Param-Dry": "false"}),
        ({"where": {"region": None, "zone": -7}, "dry": True}, {"Mcp-Param-Zone": "-7", "Mcp-Param-Dry": "true"}),
        ({"where": {"zone": 42.0}}, {"Mcp-Param-Zone": "42"}),
        ({"where": {"zone": "a text"}}, {"Mcp-Param-Zone": "a text"}),
        ({"where": {"zone": 1.5}}, {"Mcp-Param-Zone": "1.5"}),
        ({"where": {"region": " padded "}}, {"Mcp-Param-Region": "=?base64?IHBhZGRlZCA=?="}),
        ({"where": {"region": "a\r\nX-Evil: 1"}}, {"Mcp-Param-Region": "=?base64?YQ0KWC1FdmlsOiAx?="}),
        ({"where": {"region": ["list"], "zone": {}}}, {}),
        ({"where": "no object"}, {}),
        ({}, {}),
        ("no object", {}),
        (None, {}),
    ],
)  # fmt: skip
def test_values_become_headers_as_the_specification_says(arguments: Any, headers: dict[str, str]) -> None:
    assert dict(parameter_headers(read_mirroring(NESTED), arguments)) == headers


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (schema(a=annotated(name="")), "not the name of an HTTP header"),
        (schema(a=annotated(name="two words")), "not the name of an HTTP header"),
        (schema(a=annotated(name="a\r\nb")), "not the name of an HTTP header"),
        (schema(a=annotated(name="Straße")), "not the name of an HTTP header"),
        (schema(a=annotated(name=7)), "not the name of an HTTP header"),
        (schema(a=annotated("number")), 'the type is "number"'),
        (schema(a=annotated("object")), 'the type is "object"'),
        (schema(a=annotated(["string", "null"])), "the type is a list"),
        (schema(a={"x-mcp-header": "A"}), "the type is missing"),
        (schema(a=annotated(name="Same"), b=annotated(name="sAME")), "asked for twice"),
        ({"type": "object", "x-mcp-header": "A"}, "cannot be reached"),
        (schema(a={"type": "array", "items": annotated()}), "cannot be reached"),
        (schema(a={"type": "array", "items": schema(b=annotated())}), "cannot be reached"),
        (schema(a={"anyOf": [annotated()]}), "cannot be reached"),
        (schema(a={"not": annotated()}), "cannot be reached"),
        ({"type": "object", "if": schema(a=annotated())}, "cannot be reached"),
        ({"type": "object", "allOf": [schema(a=annotated())]}, "cannot be reached"),
        ({"type": "object", "$defs": {"a": annotated()}}, "cannot be reached"),
    ],
)
def test_annotations_against_the_rules_are_a_problem(wrong: Any, why: str) -> None:
    mirroring = read_mirroring(wrong)
    assert why in mirroring.problem
    assert mirroring.parameters == ()


@pytest.mark.parametrize(
    "harmless",
    [
        None, [], "text", True, {}, {"properties": []}, {"properties": {"a": None}},
        schema(a={"default": {"x-mcp-header": "A"}, "examples": [{"x-mcp-header": "A"}]}),
        {"properties": {"x-mcp-header": {"type": "string"}}},
        {"$ref": "#/$defs/a"},
    ],
)  # fmt: skip
def test_what_is_no_annotation_is_passed_over(harmless: Any) -> None:
    assert read_mirroring(harmless) == Mirroring()


def test_a_schema_of_any_depth_is_read() -> None:
    deep: Any = annotated()
    for _ in range(5_000):
        deep = schema(a=deep)
    (parameter,) = read_mirroring(deep).parameters
    assert len(parameter.path) == 5_000
