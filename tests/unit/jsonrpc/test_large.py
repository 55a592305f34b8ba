import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.large import in_utf8, read_large
from inspector.jsonrpc.message import LARGE, Shape, parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text('"\\abc\ud7ff\U0001f600/u', max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=40,
)


def outcome_of(read: Callable[[], Any]) -> tuple[Any, ...]:
    """Give what was read, as text that tells 1 from 1.0, or what is said to be wrong and where."""
    try:
        return (repr(read()),)
    except json.JSONDecodeError as error:
        return error.msg, error.pos


@given(VALUES, st.booleans(), st.sampled_from([None, 1, 3]), st.integers(12, 70))
def test_json_is_read_as_json_loads_reads_it_wherever_a_window_ends(
    value: Any, ascii_only: bool, indent: int | None, window: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert repr(read_large(text.encode(), window=window).value) == repr(json.loads(text))


@given(
    VALUES, st.booleans(), st.integers(0, 1_000_000), st.sampled_from('"\\{}[],:x01\n \x00\ud7ff'), st.integers(12, 70)
)
def test_what_is_wrong_with_json_is_said_as_json_loads_says_it(
    value: Any, ascii_only: bool, place: int, wrong: str, window: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    text = text[: place % len(text)] + wrong + text[place % len(text) + 1 :]
    assert outcome_of(lambda: read_large(text.encode(), window=window).value) == outcome_of(lambda: json.loads(text))


def test_text_in_many_scripts_is_read_from_a_large_message() -> None:
    said = 'lörem ipsüm 漢字 \U0001f600 "quoted" \\ and\n' * 40_000
    for ascii_only in (True, False):
        raw = json.dumps({"id": 1, "result": {"text": said}}, ensure_ascii=ascii_only).encode()
        assert len(raw) > LARGE
        assert parse(raw).result == {"text": said}


def test_a_large_message_with_a_bad_byte_still_pairs() -> None:
    message = parse(b'{"id":7,"result":{"text":"\xff' + b"a" * LARGE + b'"}}')
    assert message.id == 7
    assert message.result["text"].startswith("\ufffda")


def test_a_large_message_in_another_encoding_is_read() -> None:
    message = parse(json.dumps({"id": 7, "result": "ä" * LARGE}, ensure_ascii=False).encode("utf-16"))
    assert message.result == "ä" * LARGE


def test_a_whole_number_of_thousands_of_digits_in_a_large_message_is_what_floating_point_makes_of_it() -> None:
    message = parse(b'{"id":7,"result":[' + b" " * LARGE + b"1" * 5_000 + b"]}")
    assert message.result == [float("inf")]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"lorem ipsum " * 100_000, "Expecting value at character 0."),
        (b"[" * 2_000_000, "The JSON is nested too deeply to be read."),
        (b'["' + b"a" * LARGE, "Unterminated string starting at at character 1."),
        (b"[" + b'"\xc3\xa4",' * LARGE + b"x]", f"Expecting value at character {1 + 4 * LARGE}."),
        (b"\xff" * LARGE, "Byte 0 is not valid UTF-8."),
    ],
)
def test_many_bytes_that_are_not_json_say_why(raw: bytes, problem: str) -> None:
    message = parse(raw)
    assert (message.shape, message.problem) == (Shape.NOT_JSON, problem)


def test_of_too_many_values_the_first_are_kept_and_the_message_says_so() -> None:
    raw = b'{"result":{"items":[' + b"1," * 4_000_000 + b'1],"more":[2]},"id":7}'
    message = parse(raw)
    assert message.is_cut
    assert "3,000,000 values" in message.problem
    assert (message.shape, message.id) == (Shape.RESULT, 7)
    assert 3_000_000 <= len(message.result["items"]) < 3_100_000


def test_a_large_message_with_few_values_is_not_cut() -> None:
    message = parse(b'{"id":7,"result":"' + b"a," * 4_000_000 + b'"}')
    assert not message.is_cut


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
)
def test_text_in_any_encoding_that_json_may_have_comes_out_in_utf_8(text: str, encoding: str) -> None:
    assert in_utf8(f'["{text}"]'.encode(encoding)).decode() == f'["{text}"]'
