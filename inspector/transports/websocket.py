"""The WebSocket transport: one message a text frame.

No revision defines it; SDKs have offered it, with the subprotocol "mcp", and servers without any SDK do.
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#custom-transports and RFC 6455
"""

import asyncio
from typing import Any, ClassVar

import anyio
from anyio.abc import TaskStatus
from typing_extensions import override
from websockets.uri import parse_uri

from inspector.lint.situations import Situation
from inspector.servers.definition import WebSocketSettings
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, OpenError, Receiver, Transport
from inspector.transports.dialing import describe_peer, dial_tcp, dialing, wait_for_end, why_lost
from inspector.transports.failure import SESSION_CLOSED, Failure, Reason
from inspector.transports.proxies import proxy_of
from inspector.transports.tls import ssl_context
from inspector.transports.tunnel import dial_through
from inspector.transports.waiting import first_of
from inspector.transports.websocket_refusal import check_settings, refusal
from inspector.transports.websocket_wire import Core, WebSocketWire


class WebSocketTransport(Transport):
    """A WebSocket. Every message is a record, and so are the heads of the handshake and the end."""

    name: ClassVar[str] = "WebSocket"

    def __init__(self, tap: Tap, settings: WebSocketSettings) -> None:
        super().__init__(tap)
        self._settings = settings
        self._wire: WebSocketWire | None = None
        self._closing = asyncio.Event()

    @override
    async def run(self, receiver: Receiver, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> Failure:
        wire = self._wire = await self._open(receiver)
        self._compare_subprotocol(wire)
        try:
            task_status.started()
            await first_of(self._closing, wire.ending)
        finally:
            with anyio.CancelScope(shield=True):
                await self._shut_down(wire)
        return self._end(wire)

    async def _open(self, receiver: Receiver) -> WebSocketWire:
        settings = self._settings
        wrong = check_settings(settings)
        if wrong is not None:
            raise OpenError(wrong)
        core = Core(parse_uri(settings.url), settings.subprotocol)
        wire = WebSocketWire(self.tap, receiver, core)
        try:
            async with dialing(settings.url, settings.connect_timeout):
                await self._dial(core, wire)
                wire.greet(settings.headers)
                await wire.settled.wait()
            if wire.handshake_error is not None:
                body = wire.response.body if wire.response is not None else b""
                wire.record_body(bytes(body))
                raise OpenError(refusal(wire, wire.handshake_error, settings.url))
        except BaseException:
            await _cut(wire)
            raise
        return wire

    async def _dial(self, core: Core, wire: WebSocketWire) -> None:
        """Connect the socket, by a proxy if there is one; raises `OSError` or `OpenError`."""
        uri = core.uri
        context = ssl_context(self._settings.tls) if uri.secure else None
        proxy = proxy_of(self._settings)
        if proxy is None:
            await dial_tcp(wire, uri.host, uri.port, context, wire.timing)
        else:
            await dial_through(self.tap, proxy, wire, uri.host, uri.port, context=context)

    def _compare_subprotocol(self, wire: WebSocketWire) -> None:
        wanted, chosen = self._settings.subprotocol, wire.subprotocol
        if wanted != chosen and wire.head is not None:
            said = f'chose "{chosen}"' if chosen is not None else "chose none"
            offered = f'"{wanted}" was offered' if wanted is not None else "none was offered"
            wire.receiver.noticed(Situation.WEBSOCKET_SUBPROTOCOL, wire.head, f"The server {said}, and {offered}.")

    async def _shut_down(self, wire: WebSocketWire) -> None:
        """End with the closing handshake, after which it is the server that closes the socket (RFC 6455, 7.1.1)."""
        ended_here = not wire.ending.is_set()
        wire.say_goodbye()
        await wait_for_end(wire)
        await _cut(wire)
        words = "this program closed the WebSocket" if ended_here else f"the WebSocket has ended: {wire.end_words()}"
        self.tap.local(Kind.CONNECTION, {"event": "close", **wire.end_facts(), "message": words})

    def _end(self, wire: WebSocketWire) -> Failure:
        if self._closing.is_set():
            return SESSION_CLOSED
        why = why_lost(wire.error) if wire.error is not None else wire.end_words()
        return Failure(Reason.CLOSED, f'The connection to "{self._settings.url}" has ended: {why}.', "Connect again.")

    @override
    async def send(self, record: Record, headers: Headers = ()) -> None:
        wire = self._wire
        if wire is None:
            raise RuntimeError("send before run has started")
        if not wire.is_open:
            if record.shape != "request":  # a request hears of the end itself
                wire.receiver.undelivered(record, Failure(Reason.CLOSED, "The connection had ended before."))
            return
        self.tap.keep(record)
        wire.send_text(record.raw)
        if not wire.writable.is_set():
            await wire.writable.wait()

    @override
    def close(self) -> None:
        self._closing.set()

    @override
    def facts(self) -> dict[str, Any]:
        if self._wire is None:
            return {}
        subprotocol = {"subprotocol": self._wire.subprotocol} if self._wire.subprotocol else {}
        return {**describe_peer(self._wire.transport), **subprotocol}


async def _cut(wire: WebSocketWire) -> None:
    """Cut what is left of a connection."""
    transport = getattr(wire, "transport", None)
    if transport is not None:
        transport.abort()
        with anyio.CancelScope(shield=True):
            await wire.lost.wait()
