"""Records as commands: what the shell would make of them is what was sent."""

import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.traffic.capture import SessionRow
from inspector.traffic.copying import curl_command, loupe_command

STDIO = SessionRow(1, "s", "stdio", "npx -y 'a b'", 0)
HTTP = SessionRow(1, "s", "Streamable HTTP", "https://host/mcp", 0)
HEAD = (
    b"POST /mcp?x=1 HTTP/1.1\r\nHost: host:8443\r\nContent-Length: 3\r\nAuthorization: Bearer it's\r\n"
    b"Mcp-Method: ping\r\n\r\n"
)


def test_curl_gets_address_headers_and_body() -> None:
    words = shlex.split(curl_command(HEAD, b'{"a": "it\'s"}', HTTP))
    assert words[:5] == ["curl", "--no-buffer", "-X", "POST", "https://host:8443/mcp?x=1"]
    assert words[5:] == ["-H", "Authorization: Bearer it's", "-H", "Mcp-Method: ping", "--data-raw", '{"a": "it\'s"}']


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("tools/call", {"name": "add", "arguments": {"a": 1}}, ["call", "add", "--args", '{"a": 1}']),
        ("tools/call", {"name": "now"}, ["call", "now"]),
        ("resources/read", {"uri": "a://b"}, ["read", "a://b"]),
        ("prompts/get", {"name": "p", "arguments": {}, "_meta": {"x": 1}}, ["get", "p"]),
    ],
)
def test_a_request_becomes_the_command_for_it(method: str, params: object, words: list[str]) -> None:
    raw = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    assert shlex.split(loupe_command(raw, STDIO) or "") == ["mcp-loupe", *words, "--", "npx", "-y", "a b"]
    assert shlex.split(loupe_command(raw, HTTP) or "") == ["mcp-loupe", words[0], "https://host/mcp", *words[1:]]


@given(
    st.sampled_from(["tools/list", "tools/call", "no/such"]), st.dictionaries(st.text(max_size=5), st.text(max_size=5))
)
def test_what_no_command_is_for_is_sent_as_it_is(method: str, params: dict[str, str]) -> None:
    raw = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "more": 1}}).encode()
    assert shlex.split(loupe_command(raw, HTTP) or "") == ["mcp-loupe", "send", "https://host/mcp", raw.decode()]


def test_a_reply_is_no_command() -> None:
    assert loupe_command(b'{"jsonrpc":"2.0","id":1,"result":{}}', STDIO) is None
