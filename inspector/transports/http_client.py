"""The client of the HTTP transports, made as a server's settings ask for."""

import base64
import re
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

import httpcore
import httpx
from typing_extensions import override

from inspector import __version__
from inspector.servers.definition import NetworkSettings
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason
from inspector.transports.http_network import Network, Wire
from inspector.transports.http_wire import RawHeaders
from inspector.transports.proxies import proxy_of
from inspector.transports.tls import ssl_context

_IDLE_KEPT: Final = 3.0
"""Seconds an idle connection is kept; servers drop theirs after 5, and a request must not meet that."""

_FIELD_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FIELD_VALUE: Final = re.compile(r"[^\x00\r\n]*\Z")

USER_AGENT: Final = ("User-Agent", f"mcp-loupe/{__version__}")


class HttpClient:
    """Sends requests as they are given, over connections it keeps.

    httpx's own client above the same pool minds redirects, cookies and logins, none of which is wanted here, and
    costs a quarter of a call's time.
    """

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool
        self._url: httpx.URL | None = None
        self._address = httpcore.URL("")

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def send(
        self, method: str, url: httpx.URL, headers: RawHeaders, content: bytes | None, timeouts: dict[str, Any]
    ) -> httpx.Response:
        """Send a request and give its reply, of which only the head is read. Raises `httpx.HTTPError`."""
        if url is not self._url:
            self._url = url
            self._address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        request = httpcore.Request(
            method, self._address, headers=headers, content=content, extensions={"timeout": timeouts}
        )
        with _as_httpx():
            reply = await self._pool.handle_async_request(request)
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply), extensions=reply.extensions)


class _Body(httpx.AsyncByteStream):
    """The body of a reply, piece by piece as it comes."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply
        self._closed = False

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        with _as_httpx():
            async for piece in self._reply.stream:  # type: ignore[union-attr]  # it is one of the two kinds
                size += len(piece)
                yield piece
        wire = self._reply.extensions.get("network_stream")
        if isinstance(wire, Wire):
            wire.end_reply(self._reply.headers, size)

    @override
    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            await self._reply.aclose()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise what httpx raises for what httpcore does; the names are the same."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


def new_client(settings: NetworkSettings) -> HttpClient:
    """Make a client that ends no wait but that for a connection; raises `OpenError`."""
    _check_url(settings.url)
    _check_headers(settings.headers)
    proxy = proxy_of(settings)
    encrypted = settings.url.lower().startswith("https:") or (proxy or "").startswith("https:")
    context = ssl_context(settings.tls) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    kept: dict[str, Any] = {
        "ssl_context": context,
        "max_connections": None,
        "max_keepalive_connections": 20,
        "keepalive_expiry": _IDLE_KEPT,
        "network_backend": Network(),
    }
    if not proxy:
        return HttpClient(httpcore.AsyncConnectionPool(**kept))
    named = httpx.Proxy(proxy)
    address = httpcore.URL(
        scheme=named.url.raw_scheme, host=named.url.raw_host, port=named.url.port, target=named.url.raw_path
    )
    if proxy.startswith("https:"):
        kept["proxy_ssl_context"] = context
    return HttpClient(httpcore.AsyncHTTPProxy(address, proxy_auth=named.raw_auth, **kept))


def forwarding_headers(settings: NetworkSettings) -> list[tuple[bytes, bytes]] | None:
    """Give what httpx adds to a request that a proxy passes on in the clear; None where none does."""
    proxy = proxy_of(settings)
    if proxy is None or settings.url.lower().startswith("https:"):
        return None
    credentials = httpx.Proxy(proxy).raw_auth
    if credentials is None:
        return []
    return [(b"Proxy-Authorization", b"Basic " + base64.b64encode(b":".join(credentials)))]


def _check_url(url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        failure = Failure(Reason.START, f'"{url}" is not a URL: {error}.', "Write it as http://host:port/path.")
        raise OpenError(failure) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise OpenError(
            Failure(
                Reason.START,
                f'"{url}" is not an address this transport can reach.',
                "Write it as http://host:port/path or https://host/path.",
            )
        )


def _check_headers(headers: Iterable[tuple[str, str]]) -> None:
    for name, value in headers:
        if not _FIELD_NAME.match(name) or not _FIELD_VALUE.match(value):
            raise OpenError(
                Failure(
                    Reason.START,
                    f"The header {name!r} cannot be sent, because its name or value holds a character it may not.",
                    "Correct it in the server's settings.",
                )
            )


def lay_headers(*groups: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Lay groups of headers over each other; where two have a name in common, the later one wins."""
    laid = {name.lower(): (name, value) for group in groups for name, value in group}
    return [(name.encode(), value.encode(errors="surrogateescape")) for name, value in laid.values()]


def own_headers(url: httpx.URL) -> list[tuple[str, str]]:
    """Give the headers that a URL itself makes: its host, and the name and password it may hold."""
    headers = [("Host", url.netloc.decode("ascii"))]
    if url.username or url.password:
        login = base64.b64encode(f"{url.username}:{url.password}".encode()).decode()
        headers.append(("Authorization", f"Basic {login}"))
    return headers
