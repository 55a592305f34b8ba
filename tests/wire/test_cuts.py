"""Records do not depend on how the bytes were cut, and hold byte for byte what a server wrote."""

import asyncio
import base64
import json
import sys

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.jsonrpc.lines import LineSplitter
from inspector.jsonrpc.sse import EventStreamParser
from inspector.servers.definition import HttpSettings, StdioSettings, TcpSettings, WebSocketSettings
from inspector.transports.line_socket import TcpTransport
from inspector.transports.stdio import StdioTransport
from inspector.transports.streamable_http import StreamableHttpTransport
from inspector.transports.websocket import WebSocketTransport
from tests.wire.carrying import carry
from tests.wire.writers import (
    http_answer,
    listening,
    read_head,
    websocket_accept,
    websocket_frame,
    websocket_message,
    write_in_pieces,
)

FRAME = '{"jsonrpc":"2.0","method":"notifications/x","params":{"text":"ä 漢 😀 \\u0000"}}'.encode()
_WRITER = """
import base64, os, sys, time
for piece in sys.argv[1:]:
    raw = base64.b64decode(piece)
    while raw: raw = raw[os.write(1, raw):]
    time.sleep(0.001)
"""

lines = st.lists(
    st.sampled_from([FRAME + b"\n", FRAME + b"\r\n", b"\n", b"\r", b"\r\n", b"noise\n", b"\0\xff", "é\u2028".encode()])
    | st.binary(max_size=9),
    max_size=10,
).map(b"".join)
events = st.lists(
    st.sampled_from(
        [
            b"data: " + FRAME + b"\n\n",
            b"data: a\r\ndata: b\r\n\r\n",
            b"data: c\r\r",
            b": x\n",
            b"\n",
            b"\r",
            b"event: e\n",
        ]
    ),
    min_size=1,
    max_size=10,
).map(b"".join)
texts = st.lists(st.text(max_size=40).map(str.encode) | st.just(FRAME * 3), min_size=1, max_size=4)
few = settings(max_examples=12)


@st.composite
def cut(draw: st.DrawFn, whole: bytes) -> list[bytes]:
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    return [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]


def as_lines(whole: bytes) -> list[bytes]:
    splitter = LineSplitter()
    found = splitter.feed(whole)
    rest = splitter.finish()
    return [*found, rest] if rest else found


def as_events(whole: bytes) -> list[bytes]:
    parser = EventStreamParser()
    found = [event.raw for event in parser.feed(whole)]
    rest = parser.finish()
    return [*found, rest.raw] if rest is not None else found


@few
@given(lines, st.data())
def test_lines_through_a_pipe(whole: bytes, data: st.DataObject) -> None:
    pieces = [base64.b64encode(piece).decode() for piece in data.draw(cut(whole))]
    command = StdioSettings(sys.executable, ("-I", "-S", "-c", _WRITER, *pieces))

    async def main() -> None:
        frames, payloads = await carry(lambda tap: StdioTransport(tap, command))
        assert frames == payloads == as_lines(whole)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "dumb")  # no login shell is asked
        anyio.run(main)


@few
@given(lines, st.data())
def test_lines_through_a_socket(whole: bytes, data: st.DataObject) -> None:
    pieces = data.draw(cut(whole))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await write_in_pieces(writer, pieces)

    async def main() -> None:
        async with listening(talk) as port:
            frames, payloads = await carry(lambda tap: TcpTransport(tap, TcpSettings("127.0.0.1", port)))
        assert frames == payloads == as_lines(whole)

    anyio.run(main)


async def _over_http(content_type: str, body: list[bytes], data: st.DataObject) -> list[bytes]:
    pieces = data.draw(cut(http_answer(content_type, body)))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        await write_in_pieces(writer, pieces)

    async with listening(talk) as port:
        settings = HttpSettings(f"http://127.0.0.1:{port}/mcp")
        frames, _ = await carry(lambda tap: StreamableHttpTransport(tap, settings), post=True)
    return frames


@few
@given(events, st.data())
def test_events_through_chunks_and_sockets(whole: bytes, data: st.DataObject) -> None:
    chunks = data.draw(cut(whole))

    async def main() -> None:
        assert await _over_http("text/event-stream", chunks, data) == as_events(whole)

    anyio.run(main)


@few
@given(texts, st.data())
def test_a_body_through_chunks_and_sockets(parts: list[bytes], data: st.DataObject) -> None:
    whole = json.dumps({"jsonrpc": "2.0", "method": "x", "params": {"t": [part.decode() for part in parts]}}).encode()
    chunks = data.draw(cut(whole))

    async def main() -> None:
        assert await _over_http("application/json", chunks, data) == [whole]

    anyio.run(main)


@few
@given(texts, st.data())
def test_messages_through_fragments_and_sockets(messages: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(websocket_message(data.draw(cut(message))) for message in messages)
    pieces = data.draw(cut(stream + websocket_frame(8, (1000).to_bytes(2, "big"))))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(websocket_accept(await read_head(reader)))
        await write_in_pieces(writer, pieces)
        await reader.read()

    async def main() -> None:
        async with listening(talk) as port:
            settings = WebSocketSettings(f"ws://127.0.0.1:{port}/mcp")
            frames, payloads = await carry(lambda tap: WebSocketTransport(tap, settings))
        assert frames == payloads == messages

    anyio.run(main)
