"""Servers as guides on the web teach them work fully, and each oddity is a finding."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, StdioSettings, WebSocketSettings
from inspector.sessions.outcome import ResultReply
from inspector.sessions.serving import serving
from tests.conftest import TESTS

from .conftest import run

COMMAND = (sys.executable, str(TESTS / "servers/sloppy_server.py"))

ODDITIES = {
    "capability-shape",  # "tools": true
    "error-null",  # beside each result
    "result-null-beside-error",
    "content-list",  # a bare text as the content of a call
    "resource-uri-missing",  # resources addressed by name
    "contents-uri",
    "reply-to-notification",
}
BY_TRANSPORT = {"stdio": set(), "http": {"http-notification-status", "listen-refused"}, "ws": {"websocket-subprotocol"}}


@contextmanager
def sloppy(transport: str) -> Iterator[tuple[Settings, list[str]]]:
    """Serve over a transport; gives the settings, and the words that name the server on the command line."""
    if transport == "stdio":
        yield StdioSettings(COMMAND[0], (COMMAND[1], "stdio")), []
        return
    with subprocess.Popen([*COMMAND, transport], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = process.stderr.readline().strip()
            yield HttpSettings(address) if transport == "http" else WebSocketSettings(address), [address]
        finally:
            process.terminate()
            process.communicate(timeout=20)


@pytest.mark.parametrize("transport", BY_TRANSPORT)
def test_a_sloppy_server_works_and_each_oddity_is_a_finding(transport: str) -> None:
    async def use(settings: Settings) -> None:
        async with serving(ServerDefinition("sloppy", settings), None, lists=True) as session:
            assert [tool["name"] for tool in session.catalog.tools] == ["add"]
            assert [resource["name"] for resource in session.catalog.resources] == ["readme"]
            called = await session.call_tool("add", {"a": 1, "b": 2})
            assert isinstance(called, ResultReply)
            assert called.value == {"content": "3"}
            read = await session.read_resource("readme")
            assert isinstance(read, ResultReply)
            assert read.value == {"contents": [{"text": "The text of readme."}]}
            found = {finding.rule for finding in session.findings()}
            assert ODDITIES | BY_TRANSPORT[transport] <= found

    with sloppy(transport) as (settings, _words):
        anyio.run(use, settings)


@pytest.mark.parametrize("transport", BY_TRANSPORT)
def test_a_sloppy_server_is_probed_called_and_read_without_a_window(transport: str) -> None:
    last = ["--", *COMMAND, "stdio"] if transport == "stdio" else []
    with sloppy(transport) as (_settings, address):
        probed = run("probe", "--json", *address, *last)
        called = run("call", *address, "add", "--args", '{"a": 1, "b": 2}', *last)
        read = run("read", *address, "readme", *last)
    assert (probed.code, called.code, read.code) == (0, 0, 0), (probed.err, called.err, read.err)
    assert [tool["name"] for tool in probed.json["tools"]] == ["add"]
    assert [error["method"] for error in probed.json["errors"]] == ["resources/templates/list"]
    assert {"capability-shape", "error-null", "resource-uri-missing"} <= {f["rule"] for f in probed.json["findings"]}
    assert called.out.startswith("3\n")
    assert "content-list" in called.out
    assert read.out.startswith("The text of readme.\n")
