"""Newline-delimited JSON over TCP and over Unix sockets: what stdio is, without a process.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#custom-transports

Built on an asyncio protocol: what the socket gives is cut, recorded and handed on in the callback that read it, with
no line limit and no task switch per line.
"""

import asyncio
from abc import abstractmethod
from typing import Any, ClassVar, cast

import anyio
from anyio.abc import TaskStatus
from typing_extensions import override

from inspector.jsonrpc.lines import LineSplitter
from inspector.lint.situations import Situation
from inspector.servers.definition import TcpSettings, UnixSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, Receiver, Transport
from inspector.transports.dialing import describe_peer, dial_tcp, dial_unix, dialing, hang_up, why_lost
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.tls import ssl_context
from inspector.transports.waiting import first_of


class LineSocketTransport(Transport):
    """A connection that carries one message a line. Every line is a record; so are opening and end."""

    line_framed: ClassVar[bool] = True

    def __init__(self, tap: Tap, target: str, connect_timeout: float) -> None:
        super().__init__(tap)
        self._target = target
        self._connect_timeout = connect_timeout
        self._lines: _Lines | None = None
        self._closing = asyncio.Event()

    @abstractmethod
    async def connect(self, protocol: asyncio.Protocol) -> None:
        """Connect the protocol; raises `OSError` or `OpenError`."""

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        lines = _Lines(self.tap, receiver)
        async with dialing(self._target, self._connect_timeout):
            await self.connect(lines)
        self._lines = lines
        facts = {"event": "open", **self.facts(), "message": f"connected to {self._target}"}
        self.tap.local(Kind.CONNECTION, facts)
        try:
            task_status.started()
            await first_of(self._closing, lines.lost)
        finally:
            lines.ended_here = not lines.lost.is_set()
            with anyio.CancelScope(shield=True):
                await hang_up(lines.transport, lines)
            failure = self._end(lines)
            words = "this program closed the connection" if lines.ended_here else failure.sentence
            self.tap.local(Kind.CONNECTION, {"event": "close", "message": words})
        return failure

    def _end(self, lines: "_Lines") -> Failure:
        if lines.ended_here:
            return SESSION_CLOSED
        if lines.error is not None:
            sentence = f'The connection to "{self._target}" was lost: {why_lost(lines.error)}.'
            return Failure(Reason.CLOSED, sentence, "Connect again.")
        return Failure(
            Reason.CLOSED, f'The server at "{self._target}" closed the connection.', "Look at what it logged itself."
        )

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        lines = self._lines
        if lines is None:
            raise RuntimeError("send before run has started")
        if lines.lost.is_set() or lines.transport.is_closing():
            if record.shape != "request":  # a request hears of the end itself
                lines.receiver.undelivered(record, Failure(Reason.CLOSED, "The connection had ended before."))
            return
        record.raw += b"\n"
        self.tap.keep(record)
        lines.transport.write(record.raw)
        if not lines.writable.is_set():
            await lines.writable.wait()

    @override
    def close(self) -> None:
        self._closing.set()

    @override
    def facts(self) -> dict[str, Any]:
        return {} if self._lines is None else describe_peer(self._lines.transport)


class TcpTransport(LineSocketTransport):
    """A TCP connection, encrypted or not."""

    name: ClassVar[str] = "TCP"

    def __init__(self, tap: Tap, settings: TcpSettings) -> None:
        super().__init__(tap, settings.target, settings.connect_timeout)
        self._settings = settings

    @override
    async def connect(self, protocol: asyncio.Protocol) -> None:
        tls = self._settings.tls
        context = ssl_context(tls) if tls is not None else None
        await dial_tcp(protocol, self._settings.host, self._settings.port, context)


class UnixTransport(LineSocketTransport):
    """A connection to a Unix socket."""

    name: ClassVar[str] = "Unix socket"

    def __init__(self, tap: Tap, settings: UnixSettings) -> None:
        super().__init__(tap, settings.target, settings.connect_timeout)
        self._path = settings.path

    @override
    async def connect(self, protocol: asyncio.Protocol) -> None:
        await dial_unix(protocol, self._path)


class _Lines(asyncio.Protocol):
    """Hears the socket: cuts lines, records them, hands them on."""

    def __init__(self, tap: Tap, receiver: Receiver) -> None:
        self.receiver = receiver
        self.lost = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self.error: Exception | None = None
        self.ended_here = False
        self.transport: asyncio.Transport
        self._tap = tap
        self._splitter = LineSplitter()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        for line in self._splitter.feed(data):
            self.receiver.received(self._tap.received(Kind.MESSAGE, line), line)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.error = exc
        self._take_rest()
        self.writable.set()
        self.lost.set()

    def _take_rest(self) -> None:
        """Take a last line without line feed: it may be a message as well."""
        rest = self._splitter.finish()
        if not rest:
            return
        record = self._tap.received(Kind.MESSAGE, rest)
        self.receiver.received(record, rest)
        if not self.ended_here:
            sentence = "The connection ended before the line feed of its last line."
            self.receiver.noticed(Situation.LAST_LINE_UNENDED, record, sentence)

    @override
    def pause_writing(self) -> None:
        self.writable.clear()

    @override
    def resume_writing(self) -> None:
        self.writable.set()
