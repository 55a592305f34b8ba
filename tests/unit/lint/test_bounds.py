"""Checking stays within bounds: in slices, and without calling wrong what is merely too large."""

from typing import Any

import pytest

from inspector.lint.check import check, steps
from inspector.lint.finding import Finding
from inspector.lint.look import extent
from inspector.lint.patterns import MAX_WEIGHT, is_heavy, looks_around, weight
from inspector.lint.slices import MAX_NODES, MAX_SLICE, Part, TooLarge, parts_of
from tests.unit.lint.build import answer

TOOL = {"name": "add", "description": "Adds.", "inputSchema": {"type": "object"}}


def _listed(schema: Any) -> list[Finding]:
    return check(answer("tools/list", {"tools": [{**TOOL, "inputSchema": {"type": "object", **schema}}]}))


def _structured(value: Any, schema: Any) -> dict[str, str]:
    context = answer("tools/call", {"content": [], "structuredContent": value}, output_schema=schema)
    return {finding.rule: finding.message for finding in check(context) if finding.rule != "structured-text"}


def _pattern(pattern: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}}


@pytest.mark.parametrize(
    "pattern",
    ["", "^[a-z]+$", r"^\w{1,64}$", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"^(?:\d{1,3}\.){3}\d{1,3}$", "(", "a{", "[", "\\"],
)  # fmt: skip
def test_an_everyday_pattern_is_light(pattern: str) -> None:
    assert not is_heavy(pattern)


@pytest.mark.parametrize("pattern", ["((a{1,100}){1,100}){1,100}", r"\p{L}{500}", r"[\w-]{9999}", "a" * (MAX_WEIGHT + 1), "(ab{500,}){500}"])  # fmt: skip
def test_a_pattern_that_spells_out_a_great_deal_is_heavy(pattern: str) -> None:
    assert is_heavy(pattern)


def test_the_weight_of_repetitions_beside_each_other_adds_up_and_within_each_other_multiplies() -> None:
    assert weight("a{10}b{10}") == 20
    assert weight("(a{10}){10}") == 110


def test_lookaround_and_references_back_are_known() -> None:
    assert all(map(looks_around, ["(?=a)", "(?<!a)", r"(a)\1", r"(?<n>a)\k<n>"]))
    assert not any(map(looks_around, ["(?:a)", "(?<n>a)", r"\d\.", "^[a-z]+$"]))


def test_a_heavy_pattern_is_not_called_invalid_and_said_to_be_left_out() -> None:
    (finding,) = _listed(_pattern(r"\p{L}{500}"))
    assert (finding.rule, finding.pointer) == ("lint-limit", "/result/tools/0/inputSchema/properties/a/pattern")


def test_a_wrong_pattern_is_still_called_invalid() -> None:
    assert [finding.rule for finding in _listed(_pattern("(a"))] == ["schema-invalid"]


def test_what_a_heavy_pattern_says_is_not_held_against_a_value() -> None:
    assert _structured({"a": "1"}, _pattern(r"\p{L}{500}")) == {}
    schema = {"type": "object", "patternProperties": {"x{99999}": {}}, "additionalProperties": False}
    assert _structured({"a": "1"}, schema) == {}


@pytest.mark.parametrize("text", ["ab" * 500, "a" * 900_000])
def test_a_pattern_that_goes_back_and_forth_too_long_is_given_up_and_not_called_broken(text: str) -> None:
    assert set(_structured({"a": text}, _pattern(r"^(?=(a|b|ab)*c)(a|a)*\1$"))) == {"lint-limit"}


def test_a_pattern_that_looks_around_still_finds_what_is_wrong() -> None:
    assert set(_structured({"a": "b"}, _pattern("^(?!b)"))) == {"structured-mismatch"}


def test_many_patterns_on_long_texts_are_passed_over() -> None:
    schema = {"type": "object", "patternProperties": {f"^a*{n}?": {"type": "string"} for n in range(100)}}
    assert set(_structured({"a": "a" * 900_000}, schema)) == {"lint-limit"}


def test_of_a_large_value_that_breaks_its_schema_it_is_said_without_the_places() -> None:
    schema = {"type": "object", "properties": {"a": {"items": {"type": "integer"}}}}
    assert "too large to say where" in _structured({"a": ["x"] * 1_000}, schema)["structured-mismatch"]


@pytest.mark.parametrize("items", [[{}] * 50_000, [1] * 50_000, [{"name": 1, "inputSchema": []}] * 50_000])
def test_a_body_that_is_wrong_everywhere_is_validated_in_slices(items: list[Any]) -> None:
    for part in parts_of({"tools": items}):
        assert isinstance(part, Part)
        assert len(part.body["tools"]) <= MAX_SLICE
        assert extent(part.body, 10**9) <= 2 * MAX_SLICE


def test_a_slice_knows_its_place_in_the_whole() -> None:
    tools = [{**TOOL, "name": f"t{number}"} for number in range(499)] + [{**TOOL, "title": 5}]
    shapes = [f.pointer for f in check(answer("tools/list", {"tools": tools})) if f.rule == "schema-shape"]
    assert shapes == ["/result/tools/499/title"]


def test_an_item_with_too_many_parts_is_passed_over_and_the_others_are_not() -> None:
    tools = [{**TOOL, "icons": [{}] * MAX_NODES}, {**TOOL, "name": "b", "title": 5}]
    assert TooLarge("/tools/0") in list(parts_of({"tools": tools}))
    findings = [finding for finding in steps(answer("tools/list", {"tools": tools})) if finding is not None]
    assert ("lint-limit", "/result/tools/0") in [(f.rule, f.pointer) for f in findings]
    assert ("schema-shape", "/result/tools/1/title") in [(f.rule, f.pointer) for f in findings]


def test_the_size_of_a_schema_does_not_keep_its_tool_from_being_checked() -> None:
    large = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(MAX_NODES)}}
    shapes = check(answer("tools/list", {"tools": [{**TOOL, "inputSchema": large, "title": 5}]}))
    assert ("schema-shape", "/result/tools/0/title") in [(f.rule, f.pointer) for f in shapes]


def test_counting_ends_where_it_is_told_to() -> None:
    assert extent([1, [2, {"a": 3}]], 100) == 6
    assert extent(["x"] * 1_000, 10) == 11
    assert extent("x", 10) == 1
