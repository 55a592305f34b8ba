"""Changes of one part of a JSON text: everything else stays as it was written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.schema.document import same, write
from inspector.schema.text_places import Path, insert, move, place_of, put, remove, rename

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ODD = '{ "a" : 1.0,\n\t"b":[ 1e3, {"c":"\\u0041"} ,2 ], "d": {} ,"😀":{"x":0.10}}'


def paths(value: Any, path: Path = ()) -> list[Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, part in parts for found in paths(part, (*path, name)))]


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


@given(values, st.sampled_from([None, 2]), st.data())
def test_every_part_is_found_where_it_stands(value: Any, indent: int | None, data: st.DataObject) -> None:
    text = json.dumps(value, indent=indent)
    path = data.draw(st.sampled_from(paths(value)))
    place = place_of(text, path)
    assert place is not None
    assert same(json.loads(text[place.start : place.end]), at(value, path))


@given(values, values, st.sampled_from([None, 2]), st.data())
def test_a_part_that_is_set_changes_no_other(value: Any, new: Any, indent: int | None, data: st.DataObject) -> None:
    text = json.dumps(value, indent=indent)
    path = data.draw(st.sampled_from(paths(value)))
    edit = put(text, path, write(new))
    assert edit is not None
    if path:
        at(value, path[:-1])[path[-1]] = new
    else:
        value = new
    assert same(json.loads(edit.applied(text)), value)


@given(values, st.sampled_from([None, 2]), st.data())
def test_a_part_that_is_removed_leaves_json_behind(value: Any, indent: int | None, data: st.DataObject) -> None:
    text = json.dumps(value, indent=indent)
    path = data.draw(st.sampled_from(paths(value)))
    edit = remove(text, path)
    assert edit is not None
    if not path:
        assert edit.applied(text) == ""
        return
    del at(value, path[:-1])[path[-1]]
    assert same(json.loads(edit.applied(text)), value)


@pytest.mark.parametrize(
    ("path", "lexeme", "after"),
    [
        (("b", 0), "5", ODD.replace("1e3", "5")),
        (("e",), "5", ODD.replace("0.10}}", '0.10}, "e": 5}')),
        (("d", "x"), "null", ODD.replace("{} ", '{\n\t  "x": null\n\t} ')),
        (("b", 3), "[]", ODD.replace(" ,2 ]", " ,2, [] ]")),
        (("😀", "x"), "1", ODD.replace("0.10", "1")),
    ],
)
def test_what_is_written_oddly_stays_as_it_was_written(path: Path, lexeme: str, after: str) -> None:
    edit = put(ODD, path, lexeme)
    assert edit is not None
    assert edit.applied(ODD) == after


def test_what_is_missing_on_the_way_is_made() -> None:
    edit = put("{}", ("a", "b", 0), "1")
    assert edit is not None
    assert edit.applied("{}") == '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}'


def test_items_are_inserted_and_moved_with_their_text() -> None:
    text = "[\n  1.0,\n  2,\n  3\n]"
    inserted, moved = insert(text, (1,), "7"), move(text, (0,), 2)
    assert inserted is not None
    assert moved is not None
    assert inserted.applied(text) == "[\n  1.0,\n  7,\n  2,\n  3\n]"
    assert moved.applied(text) == "[\n  2,\n  3,\n  1.0\n]"


def test_a_member_gets_another_name_in_its_place() -> None:
    edit = rename(ODD, ("b",), 'x"y')
    assert edit is not None
    assert list(json.loads(edit.applied(ODD))) == ["a", 'x"y', "d", "😀"]


def test_of_a_name_that_stands_twice_the_last_is_meant() -> None:
    edit = put('{"a": 1, "a": 2}', ("a",), "3")
    assert edit is not None
    assert edit.applied('{"a": 1, "a": 2}') == '{"a": 1, "a": 3}'
