"""A WebSocket connection as asyncio protocol around the I/O-free core of `websockets`.

What the socket gives is put together, recorded and handed on in the callback that read it. The heads of the handshake
are recorded byte for byte; of a message the payload is, put together from its fragments and decompressed.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final, cast

from typing_extensions import override
from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake, PayloadTooBig
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import CLOSE_CODE_EXPLANATIONS, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import WebSocketURI

from inspector import __version__
from inspector.lint.situations import Situation
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.traffic.timing import Timing, timed
from inspector.transports.base import Receiver

MAX_MESSAGE: Final = 512_000_000
"""Bytes a message may have, decompressed; what is longer ends the connection, and the memory does not."""

_HEAD_END: Final = b"\r\n\r\n"
_NO_CODE: Final = 1005  # what a close frame without code is read as (RFC 6455, 7.1.5)
_BINARY: Final = "A message came in a binary frame; JSON-RPC messages are text."


class Core(ClientProtocol):
    """The I/O-free core, which goes on with whatever subprotocol the server chose; the head in the log shows which."""

    def __init__(self, uri: WebSocketURI, subprotocol: str | None) -> None:
        offered = [Subprotocol(subprotocol)] if subprotocol is not None else None
        super().__init__(uri, extensions=[ClientPerMessageDeflateFactory()], subprotocols=offered, max_size=MAX_MESSAGE)

    @override
    def process_subprotocol(self, headers: Headers) -> Subprotocol | None:
        chosen = ", ".join(headers.get_all("Sec-WebSocket-Protocol"))
        return Subprotocol(chosen) if chosen else None


class WebSocketWire(asyncio.Protocol):
    """Hears the socket and speaks to it.

    `settled` is set when the handshake is through or has failed, `ending` when the connection is about to end,
    `lost` when it is gone.
    """

    def __init__(self, tap: Tap, receiver: Receiver, core: Core) -> None:
        self.receiver = receiver
        self.settled = asyncio.Event()
        self.ending = asyncio.Event()
        self.lost = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self.error: Exception | None = None
        self.response: Response | None = None
        self.head: Record | None = None
        self.timing = Timing()
        """How long the steps of the handshake took, as far as it has come."""
        self.transport: asyncio.Transport
        self._tap = tap
        self._core = core
        self._http: int | None = None
        self._request: Record | None = None
        self._head_bytes: bytearray | None = bytearray()
        self._parts: list[bytes] = []
        self._binary = False

    # -- speaking -----------------------------------------------------------------------------------------------

    def greet(self, headers: Sequence[tuple[str, str]]) -> None:
        """Send the request of the handshake; `headers` replace those of the same name."""
        request = self._core.connect()
        request.headers["User-Agent"] = f"mcp-loupe/{__version__}"
        for name, _ in headers:
            if name in request.headers:
                del request.headers[name]
        for name, value in headers:
            request.headers[name] = value
        self._core.send_request(request)
        raw = b"".join(self._core.data_to_send())
        self._request = self._tap.sent(Kind.HTTP_REQUEST, raw)
        self._http = self._request.seq
        with timed(self.timing, "send_ns"):
            self.transport.write(raw)

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._core.state is State.OPEN and not self.transport.is_closing()

    def send_text(self, payload: bytes) -> None:
        """Send a message as one text frame."""
        self._core.send_text(payload)
        self._flush()

    def say_goodbye(self) -> None:
        """Begin the closing handshake."""
        if self._core.state is State.OPEN:
            self._core.send_close(1000)
            self._flush()

    def _flush(self) -> None:
        for data in self._core.data_to_send():
            if data:
                self.transport.write(data)
            elif self.transport.can_write_eof():
                self.transport.write_eof()
            else:
                self.transport.close()
        if self._core.close_expected():
            self.ending.set()

    # -- hearing ------------------------------------------------------------------------------------------------

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        if self._request is not None:
            self._note_timing(self._request)
        if self._head_bytes is not None:
            self._take_head(data)
        self._core.receive_data(data)
        self._take_events()

    def _note_timing(self, request: Record) -> None:
        """Note when the first byte of the answer came, once."""
        self._request = None
        self.timing.wait_ns = time.monotonic_ns() - request.mono_ns
        self._tap.add_timing(request, self.timing)

    @override
    def eof_received(self) -> bool | None:
        self._core.receive_eof()
        self._take_events()
        return None

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.error = exc
        self._core.receive_eof()
        self._take_events(final=True)
        for event in (self.settled, self.ending, self.writable, self.lost):
            event.set()

    def _take_events(self, *, final: bool = False) -> None:
        for event in self._core.events_received():
            if isinstance(event, Frame):
                self._take_frame(event)
            elif isinstance(event, Response):
                self.response = event
                self.settled.set()
        if self._core.handshake_exc is not None:
            self.settled.set()
        if not final:
            self._flush()

    def _take_head(self, data: bytes) -> None:
        """Record the head of the handshake's answer as it came, as soon as it is whole."""
        held = self._head_bytes
        if held is None:
            return
        held += data
        end = held.find(_HEAD_END)
        if end < 0:
            return
        self._head_bytes = None
        head = self.head = self._tap.received(Kind.HTTP_RESPONSE, bytes(held[: end + len(_HEAD_END)]), http=self._http)
        words = bytes(held[:200]).split(b" ", 2)
        head.status = words[1].decode("latin-1")[:3] if len(words) > 1 else None
        self._tap.amend(head)
        self.receiver.crossed(head)

    def record_body(self, body: bytes) -> None:
        """Record what a refused handshake was answered with."""
        if self._head_bytes:  # it was no HTTP at all
            body = bytes(self._head_bytes)
        if body:
            self._tap.received(Kind.BODY, body, http=self._http)

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT or frame.opcode is Opcode.BINARY:
            self._binary = frame.opcode is Opcode.BINARY
        elif frame.opcode is not Opcode.CONT:
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            payload = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            self._parts = []
            self._take_message(payload)

    def _take_message(self, payload: bytes) -> None:
        record = self._tap.received(Kind.MESSAGE, payload)
        self.receiver.received(record, payload)
        if self._binary:
            self.receiver.noticed(Situation.WEBSOCKET_BINARY, record, _BINARY)

    @override
    def pause_writing(self) -> None:
        self.writable.clear()

    @override
    def resume_writing(self) -> None:
        self.writable.set()

    # -- how it went --------------------------------------------------------------------------------------------

    @property
    def handshake_error(self) -> Exception | None:
        """Why the handshake failed, or nothing; the cause where there is a deeper one."""
        error = self._core.handshake_exc
        if error is None and self._core.state is State.CONNECTING:
            error = InvalidHandshake("the connection ended before the handshake was through")
        return error

    @property
    def subprotocol(self) -> str | None:
        """What the server chose."""
        return self._core.subprotocol

    def end_words(self) -> str:
        """Say how the connection ended: who closed it, with which code and reason."""
        closed, failed = self._core.close_rcvd, self._core.parser_exc
        if closed is not None:
            code = f"with the code {describe_code(closed.code)}" if closed.code != _NO_CODE else "without a code"
            reason = f', giving the reason "{closed.reason}"' if closed.reason else ""
            return f"the server closed it {code}{reason}"
        if isinstance(failed, PayloadTooBig):
            return f"a message was longer than the {MAX_MESSAGE // 1_000_000} MB that are taken"
        if failed is not None and not isinstance(failed, EOFError):
            return f"the server broke the WebSocket protocol: {failed}"
        return "it broke off without the closing handshake of WebSocket"

    def end_facts(self) -> dict[str, object]:
        """Give code and reason of the close frame that came in, if one did."""
        closed = self._core.close_rcvd
        return {} if closed is None else {"code": int(closed.code), "reason": closed.reason}


def describe_code(code: int) -> str:
    """Write the code of a close frame with what it stands for (RFC 6455, 7.4.1)."""
    if code in CLOSE_CODE_EXPLANATIONS:
        return f"{int(code)} ({CLOSE_CODE_EXPLANATIONS[code]})"
    return str(int(code))
