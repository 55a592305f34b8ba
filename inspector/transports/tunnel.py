"""A tunnel through an HTTP proxy (RFC 9110, 9.3.6): how a socket is connected where a proxy stands between."""

import asyncio
import base64
import ssl
from typing import Final, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from typing_extensions import override

from inspector.servers.definition import TlsSettings
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Tap
from inspector.transports.base import OpenError
from inspector.transports.dialing import explain
from inspector.transports.failure import Failure, Reason
from inspector.transports.tls import ssl_context

_HEAD_END: Final = b"\r\n\r\n"
_MAX_HEAD: Final = 100_000
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


async def dial_through(
    tap: Tap, proxy: str, protocol: asyncio.Protocol, host: str, port: int, *, context: ssl.SSLContext | None
) -> None:
    """Connect `protocol` to a port by way of a proxy; raises `OSError` or `OpenError`. The request is recorded."""
    by = _read_proxy(proxy)
    loop = asyncio.get_running_loop()
    tunnel = _Tunnel(tap, _connect_request(by, host, port))
    encrypted = ssl_context(TlsSettings()) if by.scheme == "https" else None
    try:
        transport, _ = await loop.create_connection(lambda: tunnel, by.host, by.port, ssl=encrypted)
    except OSError as error:
        raise OpenError(_no_proxy(by, error)) from error
    try:
        _check(await tunnel.answered, by, f"{host}:{port}")
        transport.set_protocol(protocol)
        if context is not None:
            transport = cast(
                "asyncio.Transport", await loop.start_tls(transport, protocol, context, server_hostname=host)
            )
    except BaseException:
        transport.abort()
        raise
    protocol.connection_made(transport)
    transport.resume_reading()


class _Proxy(NamedTuple):
    """A proxy's URL, taken apart; `credentials` are user name and password with a colon between."""

    scheme: str
    host: str
    port: int
    credentials: str | None


def _read_proxy(proxy: str) -> _Proxy:
    """Take a proxy's URL apart, which `inspector.transports.proxies` has checked."""
    parts = urlsplit(proxy)
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username is not None else None
    return _Proxy(parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme], credentials)


def _connect_request(by: _Proxy, host: str, port: int) -> bytes:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if by.credentials is not None:
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(by.credentials.encode()).decode()}")
    return "\r\n".join((*lines, "", "")).encode("latin-1", errors="replace")


class _Tunnel(asyncio.Protocol):
    """Asks the proxy for a tunnel; `answered` gives the head of its answer."""

    def __init__(self, tap: Tap, request: bytes) -> None:
        self.answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._tap = tap
        self._request = request
        self._http: int | None = None
        self._held = bytearray()
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._http = self._tap.sent(Kind.HTTP_REQUEST, self._request, own=True).seq
        self._transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        self._held += data
        end = self._held.find(_HEAD_END)
        if self.answered.done() or (end < 0 and len(self._held) < _MAX_HEAD):
            return
        if self._transport is not None:
            self._transport.pause_reading()  # what follows is for the one who uses the tunnel
        head = bytes(self._held[: end + len(_HEAD_END)] if end >= 0 else self._held)
        record = self._tap.received(Kind.HTTP_RESPONSE, head, http=self._http)
        record.status, record.own = _status(head), True
        self._tap.amend(record)
        self.answered.set_result(head)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.answered.done():
            self.answered.set_exception(exc or ConnectionAbortedError("the proxy closed the connection"))


def _no_proxy(by: _Proxy, error: OSError) -> Failure:
    why = f'The proxy at "{by.host}:{by.port}" could not be reached: {explain(error)[0]}.'
    return Failure(Reason.CONNECT, why, "Check the proxy, or go without one.")


def _status(head: bytes) -> str:
    return head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")[2].partition(" ")[0][:3]


def _check(head: bytes, by: _Proxy, place: str) -> None:
    status = _status(head)
    if status.startswith("2"):
        return
    line = head.split(b"\r\n", 1)[0].decode("latin-1")[:200]
    helps = "Give user name and password in the proxy's URL." if status == "407" else "Check the proxy."
    raise OpenError(
        Failure(
            Reason.CONNECT,
            f'The proxy at "{by.host}:{by.port}" opened no tunnel to "{place}": {line}.',
            helps,
            int(status) if status.isdecimal() else None,
        )
    )
