"""Connections that the server closes as they are used again."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.outcome import ResultReply
from tests.transports.conftest import Open

INITIALIZED = {
    "protocolVersion": "2025-11-25",
    "capabilities": {"tools": {}},
    "serverInfo": {"name": "x", "version": "1"},
}
RESULTS = {"initialize": INITIALIZED, "tools/list": {"tools": []}}


async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request; close the connection at the first byte of another, as a server does whose patience ends."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(next(line for line in head.lower().splitlines() if line.startswith("content-length")).split(":")[1])
    message = json.loads(await reader.readexactly(length))
    result = RESULTS.get(message["method"], {"content": []})
    body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode() if "id" in message else b""
    status = b"200 OK" if body else b"202 Accepted"
    writer.write(
        b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body
    )
    await reader.read(1)
    writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve_one(reader, writer)
        except (asyncio.IncompleteReadError, StopIteration, RuntimeError):  # a GET, or the end
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/mcp"
    finally:
        server.close()


@pytest.mark.anyio
async def test_a_request_that_meets_a_closed_connection_goes_out_once_more(open_session: Open) -> None:
    async with serving() as url:
        definition = ServerDefinition("server", HttpSettings(url, older_too=False), era="2025-11-25", timeout=5)
        async with open_session(definition) as watched:
            for _ in range(3):
                assert isinstance(await watched.session.call("tools/call", {"name": "x"}), ResultReply)
            rows = watched.rows()
    again = [row for row in rows if row.kind == "connection"]
    assert len(again) >= 3
    assert [row for row in rows if row.kind == "failure" and row.method == "tools/call"] == []
    calls = [row for row in rows if row.method == "tools/call" and row.direction == "sent"]
    assert len(calls) > 3  # what crossed twice is recorded twice
