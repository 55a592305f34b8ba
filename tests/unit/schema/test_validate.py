from typing import Any

import pytest

from inspector.schema.cost import MOST, steps, weight_of
from inspector.schema.validate import MAX_PROBLEMS, Checker, Problem, problems_with, why_unusable


def test_a_problem_names_its_place() -> None:
    schema = {"type": "object", "properties": {"a/b": {"type": "integer"}}, "required": ["c"]}
    problems = problems_with({"a/b": "x"}, schema)
    assert {(problem.pointer, problem.keyword) for problem in problems} == {("/a~1b", "type"), ("/c", "required")}


def test_a_value_that_keeps_to_its_schema_has_no_problem() -> None:
    assert problems_with({"a": 1}, {"type": "object", "properties": {"a": {"type": "integer"}}}) == []


def deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"properties": {"x": schema}}
    return schema


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "http://127.0.0.1:1/schema"}, "not followed"),
        ({"type": 12}, "cannot be used"),
        ({"$schema": "urn:unknown"}, "not known"),
        ("text", "neither an object"),
        (deep(500), "levels deep"),
        ({"pattern": "("}, "cannot be used"),
    ],
)
def test_a_schema_that_cannot_be_used_is_one_sentence(schema: Any, words: str) -> None:
    (problem,) = problems_with({}, schema)
    assert words in problem.message
    assert problem.keyword == ""


def test_draft_07_is_chosen_by_its_name() -> None:
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}
    assert problems_with([1], schema) == [Problem("/0", '1 is not of type "string"', "type")]


def test_a_value_that_breaks_one_branch_beside_null_is_judged_by_that_branch() -> None:
    schema = {"properties": {"a": {"anyOf": [{"type": "integer", "minimum": 9}, {"type": "null"}]}}}
    (problem,) = problems_with({"a": 5}, schema)
    assert (problem.pointer, problem.keyword) == ("/a", "minimum")


def doubling(levels: int, keyword: str = "allOf") -> dict[str, Any]:
    parts: dict[str, Any] = {
        f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}, {"$ref": f"#/$defs/d{n + 1}"}]} for n in range(levels)
    }
    return {"$defs": {**parts, f"d{levels}": {"type": "string"}}, "$ref": "#/$defs/d0"}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


TWICE_ITSELF = {"allOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}]}


@pytest.mark.parametrize(
    ("schema", "value"), [(doubling(40), 1), (doubling(40, "anyOf"), 1), (TWICE_ITSELF, nested(60))]
)
def test_a_schema_that_would_take_forever_is_not_tried(schema: Any, value: Any) -> None:
    (problem,) = problems_with(value, schema)
    assert "too involved" in problem.message


def test_a_schema_that_doubles_a_little_is_still_judged() -> None:
    assert problems_with("x", doubling(8)) == []
    assert problems_with(1, doubling(8))


def test_a_pattern_that_would_backtrack_forever_is_judged_at_once() -> None:
    (problem,) = problems_with("a" * 5_000 + "!", {"pattern": "^(a+)+$"})
    assert problem.keyword == "pattern"


def test_a_long_value_does_not_hide_what_is_wrong_with_it() -> None:
    (problem,) = problems_with("x" * 100_000, {"type": "integer"})
    assert len(problem.message) < 400
    assert problem.message.endswith('is not of type "integer"')


def test_what_is_wrong_in_a_schema_is_named_by_its_place() -> None:
    (problem,) = problems_with({}, {"properties": {"a": {"required": "all"}}})
    assert 'at "/properties/a/required"' in problem.message


@pytest.mark.parametrize("value", [10**400, float("inf"), "\ud800", nested(3_000), [None] * 100_000])
def test_no_value_makes_a_checker_raise(value: Any) -> None:
    Checker({"type": "object", "properties": {"a": {"$ref": "#"}}}).problems(value)


def test_no_more_problems_are_given_than_can_be_read() -> None:
    value = {str(number): "x" for number in range(5_000)}
    assert len(problems_with(value, {"additionalProperties": {"type": "integer"}})) == MAX_PROBLEMS


def test_a_schema_whose_references_are_too_many_to_look_up_is_not_tried() -> None:
    ids = {f"d{number}": {"$id": f"i{number}"} for number in range(5_000)}
    assert steps({"properties": {f"p{n}": {"$ref": f"#/none/{n}"} for n in range(900)}, "$defs": ids}, {}) == MOST
    twins = {f"d{number}": {"$id": "x"} for number in range(20_000)}
    assert steps({"properties": {f"p{n}": {"$ref": "x"} for n in range(100)}, "$defs": twins}, {"p1": 1}) == MOST


def test_a_schema_of_very_many_parts_is_not_used() -> None:
    assert "over 1 MB" in why_unusable({"enum": list(range(400_000))})


UNION = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "a"}, "size": {"type": "integer"}},
            "required": ["kind", "size"],
        },
        {
            "type": "object",
            "properties": {"kind": {"const": "b"}, "shop": {"enum": ["x", "y"]}},
            "required": ["kind", "shop"],
        },
        {"type": "string"},
    ]
}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"kind": "b", "shop": "z"}, {"/u/shop": "enum"}),
        ({"kind": "a"}, {"/u/size": "required"}),
        ({"kind": "a", "size": "x"}, {"/u/size": "type"}),
        (7, {"/u": "oneOf"}),
    ],
)
def test_of_a_union_the_branch_that_was_meant_says_what_is_wrong(value: Any, places: dict[str, str]) -> None:
    found = problems_with({"u": value}, {"properties": {"u": UNION}})
    assert {problem.pointer: problem.keyword for problem in found} == places


def test_patterns_that_would_take_seconds_to_read_are_not_read() -> None:
    many = {"properties": {f"p{number}": {"pattern": "(a|b)*" * 100} for number in range(100)}}
    assert why_unusable(many) == "The patterns of the schema have over 20 KB, and it is not used."
    assert why_unusable({"patternProperties": {"x" * 30_000: {}}}).startswith("The patterns")
    assert why_unusable({"properties": {"pattern": {"pattern": "a+"}}}) == ""


def test_the_weight_of_a_value_is_counted_no_further_than_asked() -> None:
    assert weight_of({"text": "x" * 1_000}, 10_000) > 1_000
    assert weight_of(["x" * 1_000] * 1_000, 10_000) == 10_000
    assert weight_of({f"name {number}": 1 for number in range(1_000)}, 5_000) == 5_000
