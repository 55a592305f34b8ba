"""The structural difference of two JSON values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.content.json_changes import MAX_CHANGES, json_changes
from inspector.jsonrpc.message import MISSING

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def told(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(change.kind, change.pointer) for change in json_changes(before, after).found]


def test_members_are_added_removed_and_changed() -> None:
    assert told({"a": 1, "b": 2}, {"b": 3, "c": 4}) == [("removed", "/a"), ("changed", "/b"), ("added", "/c")]


def test_an_item_put_in_front_changes_no_other() -> None:
    assert told([{"n": 1}, {"n": 2}], [{"n": 0}, {"n": 1}, {"n": 2}]) == [("added", "/0")]


def test_an_item_that_changed_in_its_place_is_looked_into() -> None:
    assert told([1, {"n": 2, "m": 1}, 3], [1, {"n": 5, "m": 1}, 3]) == [("changed", "/1/n")]


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), ("1", 1), (None, 0), ({}, [])])
def test_types_count(one: object, other: object) -> None:
    assert told({"x": one}, {"x": other}) == [("changed", "/x")]


def test_names_are_escaped_in_pointers() -> None:
    assert told({"a/b~c": 1}, {}) == [("removed", "/a~1b~0c")]


def test_what_was_added_has_no_before() -> None:
    (change,) = json_changes({}, {"a": None}).found
    assert change.before is MISSING
    assert change.after is None


def test_more_changes_than_can_be_read_are_cut_and_said() -> None:
    changes = json_changes({}, {str(n): n for n in range(MAX_CHANGES + 1)})
    assert len(changes.found) == MAX_CHANGES
    assert "there are more" in changes.note


def test_depth_is_no_danger() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert "nested so deeply" in json_changes([deep, 1], [deep, 2]).note


@given(JSON)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert told(value, value) == []


@given(JSON, JSON)
def test_no_change_means_the_same_text(one: Any, other: Any) -> None:
    if repr(one) != repr(other) and not told(one, other):
        assert one == other  # the members of an object have no order


def test_long_lists_that_differ_in_one_place_tell_that_place() -> None:
    before = [{"n": n} for n in range(5_000)]
    after = [*before[:2_500], {"n": "new"}, *before[2_500:]]
    assert told(before, after) == [("added", "/2500")]
