"""What a WebSocket connection makes of bytes, however they were cut."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Close, Frame, Opcode
from websockets.uri import parse_uri
from websockets.utils import accept_key

from inspector.lint.situations import Situation
from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Recorder, Tap
from inspector.transports.failure import Failure
from inspector.transports.websocket_wire import Core, WebSocketWire, describe_code

pytestmark = pytest.mark.anyio

Heard = list[tuple[str, bytes]]


class Ear:
    """A receiver that keeps what it is told."""

    def __init__(self) -> None:
        self.heard: Heard = []

    def received(self, record: Record, payload: bytes) -> None:
        assert record.raw == payload
        self.heard.append(("message", payload))

    def undelivered(self, sent: Record, failure: Failure) -> None:
        raise AssertionError(failure)

    def crossed(self, record: Record, posted: Record | None = None) -> None:
        assert record.kind is Kind.HTTP_RESPONSE
        self.heard.append(("head", record.raw))

    def unanswered(self, sent: Record) -> bool:
        return True

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        self.heard.append((situation, record.raw))


class Socket(asyncio.Transport):
    """A socket that goes nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.ended = False

    @override
    def write(self, data: Any) -> None:
        self.written += bytes(data)

    @override
    def can_write_eof(self) -> bool:
        return True

    @override
    def write_eof(self) -> None:
        self.ended = True

    @override
    def is_closing(self) -> bool:
        return False


def greeted(path: Path) -> tuple[WebSocketWire, Ear, Socket, bytes]:
    """Give a connection that has sent its request, and the head that answers it."""
    recorder = Recorder(CaptureWriter(path))
    tap: Tap = recorder.open_session("test", "WebSocket")
    ear, socket, core = Ear(), Socket(), Core(parse_uri("ws://host/ws"), "mcp")
    wire = WebSocketWire(tap, ear, core)
    wire.connection_made(socket)
    wire.greet([("X-Key", "k"), ("user-agent", "mine")])
    head = (
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(core.key)}\r\nSec-WebSocket-Protocol: mcp\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    ).encode()
    return wire, ear, socket, head


def frames() -> bytes:
    """Give frames of every sort, as a server sends them."""
    deflate = [PerMessageDeflate(False, False, 15, 15)]
    plain = [
        Frame(Opcode.TEXT, b'{"a":1}'),
        Frame(Opcode.TEXT, b'{"in ', fin=False),
        Frame(Opcode.PING, b"there?"),
        Frame(Opcode.CONT, b"three ", fin=False),
        Frame(Opcode.CONT, b'parts":1}'),
        Frame(Opcode.BINARY, b'{"b":1}'),
        Frame(Opcode.TEXT, b""),
        Frame(Opcode.TEXT, b"\xff\xfe"),
        Frame(Opcode.PONG, b"unasked"),
    ]
    compressed = Frame(Opcode.TEXT, b'{"c":' + b"1" * 300 + b"}").serialize(mask=False, extensions=deflate)
    end = Frame(Opcode.CLOSE, Close(1001, "gone").serialize()).serialize(mask=False)
    return b"".join(frame.serialize(mask=False) for frame in plain) + compressed + end


MESSAGES = [b'{"a":1}', b'{"in three parts":1}', b'{"b":1}', b"", b"\xff\xfe", b'{"c":' + b"1" * 300 + b"}"]


async def test_what_is_recorded_does_not_depend_on_how_the_bytes_were_cut(tmp_path: Path) -> None:
    heard: set[tuple[str, ...]] = set()
    length = len(frames()) + 300
    for at in (*range(0, length, 7), -1):
        wire, ear, _, head = greeted(tmp_path / f"{at}.mcpcap")
        data = head + frames()
        pieces = [data[:at], data[at:]] if at >= 0 else [bytes([byte]) for byte in data]
        for piece in pieces:
            if piece:
                wire.data_received(piece)
        assert ear.heard[0] == ("head", head)
        assert [payload for kind, payload in ear.heard if kind == "message"] == MESSAGES
        assert (Situation.WEBSOCKET_BINARY, b'{"b":1}') in ear.heard
        assert "1001 (going away" in wire.end_words()
        assert '"gone"' in wire.end_words()
        assert wire.ending.is_set()
        heard.add(tuple(kind for kind, _ in ear.heard))
    assert len(heard) == 1


async def test_the_users_headers_replace_those_of_the_same_name(tmp_path: Path) -> None:
    _, _, socket, _ = greeted(tmp_path / "x.mcpcap")
    head = socket.written.decode()
    assert head.count("ser-") + head.count("ser-".upper()) == 1
    assert "user-agent: mine\r\n" in head
    assert "X-Key: k\r\n" in head


async def test_a_ping_is_answered_and_both_sides_close(tmp_path: Path) -> None:
    wire, _, socket, head = greeted(tmp_path / "x.mcpcap")
    wire.data_received(head)
    before = len(socket.written)
    wire.data_received(Frame(Opcode.PING, b"there?").serialize(mask=False))
    assert socket.written[before:][0] == 0x80 | Opcode.PONG
    wire.say_goodbye()
    assert wire.ending.is_set()
    wire.data_received(Frame(Opcode.CLOSE, Close(1000, "").serialize()).serialize(mask=False))
    wire.eof_received()
    assert socket.ended
    assert not wire.is_open


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xf3\x00", "broke the WebSocket protocol"),  # reserved bits
        (b"\x83\x00", "broke the WebSocket protocol"),  # an opcode that does not exist
        (b"\x81\x81\0\0\0\0a", "broke the WebSocket protocol"),  # masked, which only clients do
        (b"\x80\x01a", "broke the WebSocket protocol"),  # a continuation of nothing
        (b"\x09\x00", "broke the WebSocket protocol"),  # a ping in fragments
        (b"\x88\x01a", "broke the WebSocket protocol"),  # half a close code
        (b"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", "longer than the 512 MB"),  # longer than any memory
        (b"\x88\x00", "without a code"),  # a close without code
        (b"\x88\x02\x13\x88", "invalid status code"),
    ],
)
async def test_frames_that_break_the_protocol_end_the_connection_and_nothing_else(
    tmp_path: Path, data: bytes, words: str
) -> None:
    wire, ear, _, head = greeted(tmp_path / "x.mcpcap")
    wire.data_received(head + Frame(Opcode.TEXT, b"{}").serialize(mask=False) + data)
    assert ("message", b"{}") in ear.heard
    assert wire.ending.is_set()
    assert words in wire.end_words()
    wire.connection_lost(None)
    assert wire.lost.is_set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
        b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"HTTP/1.1 999999999999 X\r\n\r\n",
        b"HTTP/1.1 404 No\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"x" * 100_000,
    ],
)
async def test_an_answer_that_is_no_handshake_is_an_error_and_not_an_exception(tmp_path: Path, answer: bytes) -> None:
    wire, _, _, _ = greeted(tmp_path / "x.mcpcap")
    wire.data_received(answer)
    wire.eof_received()
    wire.connection_lost(None)
    assert wire.settled.is_set()
    assert wire.handshake_error is not None
    wire.record_body(b"")


def test_a_code_is_written_with_what_it_stands_for() -> None:
    assert describe_code(1009) == "1009 (message too big)"
    assert describe_code(4321) == "4321"
