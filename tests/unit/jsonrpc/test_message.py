import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.message import MISSING, Shape, encode, is_reply_or_call, parse


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (b'{"jsonrpc":"2.0","id":1,"method":"a"}', Shape.REQUEST),
        (b'{"jsonrpc":"2.0","method":"a"}', Shape.NOTIFICATION),
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', Shape.RESULT),
        (b'{"jsonrpc":"2.0","id":1,"result":{},"error":null}', Shape.RESULT),
        (b'{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}', Shape.ERROR),
        (b"[]", Shape.BATCH),
        (b"7", Shape.OTHER_JSON),
        (b"{}", Shape.OTHER_JSON),
        (b"hello", Shape.NOT_JSON),
        (b"", Shape.NOT_JSON),
        (b'\xef\xbb\xbf{"id":1,"result":{}}', Shape.RESULT),
        (b'{"id":1,"result":"\xff"}', Shape.RESULT),
    ],
)
def test_a_message_has_the_shape_its_members_say(raw: bytes, shape: Shape) -> None:
    assert parse(raw).shape is shape


def test_a_null_id_is_not_an_absent_one() -> None:
    assert parse(b'{"id":null,"method":"a"}').id is None
    assert parse(b'{"method":"a"}').id is MISSING


def test_json_nested_too_deeply_is_said_to_be() -> None:
    assert "nested" in parse(b"[" * 200_000).problem


@given(st.binary(max_size=40))
def test_no_bytes_make_the_parse_raise(raw: bytes) -> None:
    parse(raw)


def test_an_oauth_error_is_no_message() -> None:
    assert not is_reply_or_call(parse(b'{"error":"invalid_token"}'))
    assert is_reply_or_call(parse(b'{"jsonrpc":"2.0","error":"odd"}'))


def test_a_message_with_a_lone_surrogate_can_be_sent() -> None:
    assert encode("\ud800") == b'"\xed\xa0\x80"'


AWKWARD = [
    b' {"a":1} \r\n',
    b'{"a":1}\x0b',
    b'{"a":1}{"b":2}',
    b'{"a":1,"a":2}',
    b"[1e400,-0.0,NaN,-Infinity,123456789012345678901234567890]",
    b'{"a":"\\ud800"}',
    b'{"a":"\xed\xa0\x80"}',
    '{"a":1}'.encode("utf-16"),
    '{"a":1}'.encode("utf-32"),
    b"",
    b"1 2",
    b"tru",
    b'"\x00"',
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(
    st.one_of(st.sampled_from(AWKWARD), st.binary(max_size=12), VALUES.map(lambda value: json.dumps(value).encode()))
)
def test_the_fast_way_reads_as_json_loads_does(raw: bytes) -> None:
    try:
        value = json.loads(raw)
    except ValueError:
        return
    assert repr(parse(raw).value) == repr(value)
