"""The client of the HTTP transports, made as a server's settings ask for."""

import base64
import re
import ssl
from collections.abc import Iterable
from typing import Final

import httpx

from inspector import __version__
from inspector.servers.definition import NetworkSettings
from inspector.transports.base import OpenError
from inspector.transports.failure import Failure, Reason
from inspector.transports.proxies import proxy_of
from inspector.transports.tls import ssl_context

_IDLE_KEPT: Final = 3.0
"""Seconds an idle connection is kept; servers drop theirs after 5, and a request must not meet that."""

_FIELD_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FIELD_VALUE: Final = re.compile(r"[^\x00\r\n]*\Z")

USER_AGENT: Final = ("User-Agent", f"mcp-loupe/{__version__}")


def new_client(settings: NetworkSettings) -> httpx.AsyncClient:
    """Make a client that follows no redirects and ends no wait but that for a connection; raises `OpenError`."""
    _check_url(settings.url)
    _check_headers(settings.headers)
    proxy = proxy_of(settings)
    encrypted = settings.url.lower().startswith("https:") or (proxy or "").startswith("https:")
    context = ssl_context(settings.tls) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(
        verify=context,
        proxy=httpx.Proxy(proxy, ssl_context=context if proxy.startswith("https:") else None) if proxy else None,
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=_IDLE_KEPT),
    )


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


def lay_headers(*groups: Iterable[tuple[str, str]]) -> httpx.Headers:
    """Lay groups of headers over each other; where two have a name in common, the later one wins."""
    laid = {name.lower(): (name, value) for group in groups for name, value in group}
    return httpx.Headers([(name.encode(), value.encode(errors="surrogateescape")) for name, value in laid.values()])
