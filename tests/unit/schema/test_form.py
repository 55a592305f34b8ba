from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.message import MISSING
from inspector.schema.example import example_for
from inspector.schema.form import (
    MAX_FIELDS,
    ArrayField,
    BooleanField,
    EnumField,
    Field,
    IntegerField,
    JsonField,
    NullField,
    NumberField,
    ObjectField,
    StringField,
    UnionField,
    describe,
)


def field(schema: Any, *, required: bool = False) -> Field:
    form = describe({"type": "object", "properties": {"x": schema}, "required": ["x"] if required else []})
    return form.fields[0]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, StringField),
        ({"type": "number"}, NumberField),
        ({"type": "integer"}, IntegerField),
        ({"type": "boolean"}, BooleanField),
        ({"enum": [1, "two", None]}, EnumField),
        ({"const": 7}, EnumField),
        ({"oneOf": [{"const": 1, "title": "one"}, {"const": 2}]}, EnumField),
        ({"type": "object", "properties": {"y": {}}}, ObjectField),
        ({"type": "array"}, ArrayField),
        ({"type": "null"}, NullField),
        ({"type": ["string", "integer"]}, UnionField),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, UnionField),
        ({"allOf": [{"type": "string"}, {"minLength": 1}]}, StringField),
        ({"items": {}}, ArrayField),
        ({"patternProperties": {"^x-": {}}}, ObjectField),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, JsonField),
        ({"$ref": "https://example.org/x"}, JsonField),
        (True, JsonField),
        ("garbage", JsonField),
    ],
)
def test_each_kind_of_schema_has_its_field(schema: Any, kind: type[Field]) -> None:
    assert type(field(schema)) is kind


def test_optional_as_pydantic_writes_it_is_a_nullable_field() -> None:
    found = field({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None})
    assert isinstance(found, StringField)
    assert found.nullable
    assert found.default is None


def test_an_absent_default_is_not_null() -> None:
    assert field({"type": "string"}).default is MISSING


def test_local_references_are_followed() -> None:
    form = describe({"properties": {"x": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "integer", "minimum": 1}}})
    assert isinstance(form.fields[0], NumberField)
    assert form.fields[0].minimum == 1


def test_a_reference_to_itself_ends() -> None:
    assert isinstance(field({"$ref": "#/properties/x"}), JsonField)


def test_a_schema_that_contains_itself_is_described_as_deep_as_one_looks() -> None:
    found: Any = describe({"type": "object", "properties": {"next": {"$ref": "#"}}}).root
    for _ in range(10):
        assert isinstance(found, ObjectField)
        (found,) = found.fields


def test_deep_nesting_is_cut_with_the_reason() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(40):
        schema = {"type": "object", "properties": {"x": schema}}
    found: Any = describe(schema).fields[0]
    depth = 0
    while isinstance(found, ObjectField):
        found, depth = found.fields[0], depth + 1
    assert isinstance(found, JsonField)
    assert "too deep" in found.reason
    assert depth == 19


def test_more_members_than_a_form_can_bear_are_left_to_the_json_view() -> None:
    form = describe({"properties": {f"m{number}": {"type": "string"} for number in range(MAX_FIELDS + 7)}})
    assert len(form.fields) == MAX_FIELDS
    assert form.note == "7 more members are written in the JSON view."


def test_references_that_double_at_each_step_cost_no_more_than_the_limit() -> None:
    twice = {f"d{n}": {"properties": {"x": {"$ref": f"#/$defs/d{n + 1}"}, "y": {"$ref": f"#/$defs/d{n + 1}"}}}
             for n in range(40)}  # fmt: skip
    form = describe({"$defs": {**twice, "d40": {"type": "string"}}, "$ref": "#/$defs/d0"})
    assert [field.name for field in form.fields] == ["x", "y"]
    assert isinstance(example_for(form), dict)


def test_unions_that_double_at_each_step_cost_no_more_than_the_limit() -> None:
    twice = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}, {"$ref": f"#/$defs/d{n + 1}"}]} for n in range(40)}
    all_of = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}, {"$ref": f"#/$defs/a{n + 1}"}]} for n in range(40)}
    form = describe(
        {"properties": {"x": {"$ref": "#/$defs/d0"}, "y": {"$ref": "#/$defs/a0"}}, "$defs": {**twice, **all_of}}
    )
    assert len(form.fields) == 2


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "https://example.org/x"}, 'The reference "https://example.org/x" leads elsewhere'),
        ({"$ref": "#/$defs/none"}, "leads nowhere"),
        ({"anyOf": [{"const": n, "type": "integer", "title": ""} for n in range(2_000)]}, "too many to choose from"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "contradict each other"),
        ({"type": "strnig"}, 'The type "strnig" is not known'),
        ({}, "says nothing"),
        (True, "says nothing"),
        (False, "Nothing is allowed"),
        ({"enum": list(range(2_000))}, "too many for a list"),
    ],
)
def test_a_json_field_says_why_there_is_no_better_one(schema: Any, words: str) -> None:
    found = field(schema)
    assert isinstance(found, JsonField)
    assert words in found.reason


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"type": "integer"}]},
        {"type": ["integer", "null"]},
        {"type": "integer", "nullable": True},
        {"anyOf": [{"type": "integer"}, {"const": None}]},
        {"anyOf": [{"type": "integer"}, {"enum": [None]}]},
        {"anyOf": [{"type": "integer"}, {"type": "null", "title": "Nothing"}]},
        {"allOf": [{"anyOf": [{"type": "integer"}, {"type": "null"}]}]},
    ],
)
def test_every_way_to_allow_null_gives_a_nullable_field(schema: Any) -> None:
    found = field(schema)
    assert isinstance(found, IntegerField)
    assert found.nullable


def test_the_values_of_an_enum_keep_their_types_and_get_labels() -> None:
    found = field({"enum": [1, 1.5, "1", None, True, {"a": 1}]})
    assert isinstance(found, EnumField)
    assert [label for label, _ in found.options] == ["1", "1.5", "1", "null", "true", '{"a": 1}']
    assert [type(value) for _, value in found.options] == [int, float, str, type(None), bool, dict]


def test_titles_of_choices_are_their_labels() -> None:
    titled = field({"oneOf": [{"const": "a", "title": "First"}, {"const": "b", "title": "Second"}]})
    named = field({"enum": ["a", "b"], "enumNames": ["First", "Second"]})
    assert isinstance(titled, EnumField)
    assert isinstance(named, EnumField)
    assert titled.options == named.options == (("First", "a"), ("Second", "b"))


def test_null_beside_titled_choices_makes_them_nullable() -> None:
    found = field({"oneOf": [{"const": "a", "title": "First"}, {"const": "b"}, {"type": "null"}]})
    assert isinstance(found, EnumField)
    assert found.options == (("First", "a"), ("b", "b"))
    assert found.nullable
    chosen = field({"oneOf": [{"const": "a"}, {"const": None, "title": "Nothing"}]})
    assert isinstance(chosen, EnumField)
    assert chosen.options == (("a", "a"), ("Nothing", None))


def test_choices_behind_many_references_are_read_once() -> None:
    fields = {name: {"$ref": "#/$defs/e"} for name in "abc"}
    one, other, _ = describe({"properties": fields, "$defs": {"e": {"enum": [{"a": 1}, 2]}}}).fields
    assert isinstance(one, EnumField)
    assert isinstance(other, EnumField)
    assert one.options is other.options


@pytest.mark.parametrize("beside", ["x", "allOf", "anyOf"])
def test_a_large_part_behind_many_references_is_looked_at_only_so_often(beside: str) -> None:
    large: dict[str, Any] = {f"x{number}": 0 for number in range(20_000)}
    target: Any = large if beside == "x" else {beside: [large]}
    form = describe({"properties": {f"p{n}": {"$ref": "#/$defs/a"} for n in range(1_000)}, "$defs": {"a": target}})
    assert len(form.fields) == 1_000
    reasons = [found.reason for found in form.fields if isinstance(found, JsonField)]
    assert reasons.count("The schema is too large for more fields.") > 900


def test_references_to_nowhere_among_many_ids_are_given_up() -> None:
    ids = {f"d{number}": {"$id": f"i{number}"} for number in range(5_000)}
    form = describe({"properties": {f"p{n}": {"$ref": f"#/none/{n}"} for n in range(900)}, "$defs": ids})
    assert {found.reason.endswith("leads nowhere.") for found in form.fields if isinstance(found, JsonField)} == {True}


def test_limits_are_read_and_nonsense_in_their_place_is_passed_over() -> None:
    number = field({"type": "number", "minimum": 1, "exclusiveMaximum": 2.5, "multipleOf": "x", "maximum": True})
    assert isinstance(number, NumberField)
    assert (number.minimum, number.exclusive_maximum) == (1, 2.5)
    assert (number.multiple_of, number.maximum) == (None, None)


@pytest.mark.parametrize("reference", ["#/$defs/a~1b", "#/%24defs/a~1b", "#named", "#/$defs/list/0"])
def test_references_of_every_local_kind_are_followed(reference: str) -> None:
    target = {"$anchor": "named", "type": "boolean"}
    form = describe({"properties": {"x": {"$ref": reference}}, "$defs": {"a/b": target, "list": [target]}})
    assert isinstance(form.fields[0], BooleanField)


@pytest.mark.parametrize("schema", [MISSING, None, 7, [], "x", True, False])
def test_a_schema_without_fields_says_why(schema: Any) -> None:
    assert describe(schema).problem


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "required", "anyOf", "oneOf", "$ref", "enum", "const", "items", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(anything)
def test_nothing_makes_the_description_raise(schema: Any) -> None:
    describe(schema)
