import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import read, read_number, same, write

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_reads_back_the_same(value: Any) -> None:
    assert same(read(write(value)).value, value)


@given(st.text())
def test_reading_never_raises_and_says_why_there_is_no_value(text: str) -> None:
    document = read(text)
    assert (document.value is MISSING) == bool(document.problem)


def test_a_broken_text_says_where() -> None:
    document = read('{\n  "a": tru\n}')
    assert (document.line, document.column) == (2, 8)
    assert document.problem == "This is not JSON: expecting value at line 2, column 8."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{\n"a": 1e400}', "1e400 is too large"),
        ('{\n"a": NaN}', "NaN is not JSON"),
        ('{\n"a": ' + "9" * 5_000 + "}", "more than 4,000 digits"),
    ],
)
def test_a_number_that_cannot_be_sent_as_it_is_written_is_refused_with_its_place(text: str, words: str) -> None:
    document = read(text)
    assert document.value is MISSING
    assert words in document.problem
    assert (document.line, document.column) == (2, 6)


def test_a_name_that_stands_twice_is_remarked_upon() -> None:
    document = read('{"a": 1, "b": {"c": 1, "c": 2}}')
    assert document.value == {"a": 1, "b": {"c": 2}}
    assert document.remarks == ('"c" stands twice; only the last is sent.',)


def test_nesting_beyond_the_stack_is_a_sentence() -> None:
    assert "nested too deeply" in read("[" * 100_000).problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-0", 0),
        ("12345678901234567890123", 12345678901234567890123),
        ("5.0", 5.0),
        ("1e3", 1000.0),
        ("+7", 7),
    ],
)
def test_a_number_keeps_its_type_and_its_size(text: str, value: Any) -> None:
    assert same(read_number(text).value, value)


@pytest.mark.parametrize("text", ["", "abc", "1,5", "0x10", "true", "[1]", "1e400", "9" * 5_000, '"5"'])
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    number = read_number(text)
    assert number.value is MISSING
    assert number.problem


def test_digits_that_are_lost_are_said() -> None:
    assert read_number("0.1").remarks == ()
    assert "0.12345678901234568" in read_number("0.1234567890123456789").remarks[0]


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), (0, False), ([1], [True]), ({"a": 1}, {"a": 1.0})])
def test_equal_in_python_is_not_the_same_in_json(one: Any, other: Any) -> None:
    assert one == other
    assert not same(one, other)


def test_a_value_nobody_can_write_is_written_as_well_as_possible() -> None:
    assert json.loads(write({"a": 1 + 2j})) == {"a": "(1+2j)"}
    deep: Any = []
    for _ in range(2_000):
        deep = [deep]
    assert write(deep)


def test_digits_that_are_lost_in_json_are_said_with_their_number() -> None:
    assert read('{"a": 1.50, "b": 0.1, "c": 1E5}').remarks == ()
    (remark,) = read('{"a": 0.12345678901234567890123}').remarks
    assert remark.startswith("0.12345678901234567890123 is sent as 0.12345678901234568")
    assert len(read(f"[{', '.join(['1e-400'] * 50)}]").remarks) == 5


def test_an_exponent_of_twenty_digits_is_a_remark() -> None:
    assert read_number("1e-99999999999999999999").remarks
    assert read("1e-99999999999999999999").remarks
    assert read_number("1e99999999999999999999").problem
