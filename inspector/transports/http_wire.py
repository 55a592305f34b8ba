"""HTTP as it crosses the wire, and httpx's exceptions as failures."""

import errno
from collections.abc import Iterable
from typing import Final

import httpx

from inspector.transports.failure import Failure, Reason

CONNECT_TIMEOUT: Final = 15.0
"""Seconds a connection may take to open."""

_DETAIL_KEPT: Final = 4_000


def new_client() -> httpx.AsyncClient:
    """Make the client all HTTP transports use: it follows no redirects and never ends a wait, the peer does."""
    return httpx.AsyncClient(
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
    )


def request_head(request: httpx.Request) -> bytes:
    """Give request line and headers as they go out over HTTP/1.1."""
    line = request.method.encode() + b" " + request.url.raw_path + b" HTTP/1.1\r\n"
    return line + _header_lines(request.headers.raw) + b"\r\n"


def response_head(response: httpx.Response) -> bytes:
    """Give status line and headers as they came in."""
    line = f"{response.http_version} {response.status_code} {response.reason_phrase}\r\n".encode()
    return line + _header_lines(response.headers.raw) + b"\r\n"


def _header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)


def check_url(url: str) -> Failure | None:
    """Tell what is wrong with an address, or nothing."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        return Failure(Reason.START, f'"{url}" is not a URL: {error}.', "Write it as http://host:port/path.")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        return Failure(
            Reason.START,
            f'"{url}" is not an address this transport can reach.',
            "Write it as http://host:port/path or https://host/path.",
        )
    return None


def translate(error: httpx.HTTPError | httpx.InvalidURL, url: str) -> Failure:
    """Say what an exception of httpx means for the user."""
    if isinstance(error, httpx.ConnectTimeout):
        return Failure(
            Reason.CONNECT,
            f'Nothing answered at "{url}" within {CONNECT_TIMEOUT:.0f} seconds.',
            "Check host and port, and whether a firewall is in the way.",
        )
    if isinstance(error, httpx.ConnectError):
        return _not_connected(error, url)
    if isinstance(error, httpx.RemoteProtocolError):
        return Failure(
            Reason.CLOSED,
            f'The server at "{url}" broke the connection or HTTP itself: {error}.',
            "What came before is in the message log.",
        )
    return Failure(
        Reason.CLOSED, f'The connection to "{url}" was lost: {str(error) or type(error).__name__}.', "Try again."
    )


def _not_connected(error: httpx.ConnectError, url: str) -> Failure:
    text = _root_text(error)
    if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
        why, helps = (
            f"the TLS connection failed: {text}",
            "Check the certificate, or whether the port speaks HTTPS at all.",
        )
    elif "refused" in text.lower() or str(errno.ECONNREFUSED) in text or "All connection attempts failed" in text:
        why, helps = "nothing listens there", "Start the server, and check host and port."
    elif "name" in text.lower() or "getaddrinfo" in text or "nodename" in text:
        why, helps = "the host name could not be resolved", "Check the spelling of the host."
    else:
        why, helps = text or "the connection failed", "Check host and port."
    return Failure(Reason.CONNECT, f'Nothing could be reached at "{url}": {why}.', helps)


def _root_text(error: BaseException) -> str:
    text = str(error)
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
        text = str(error) or text
    return text


def no_answer(response: httpx.Response, body: bytes, url: str) -> Failure:
    """Say why an HTTP reply holds no answer."""
    status, phrase = response.status_code, response.reason_phrase
    headers = tuple(response.headers.multi_items())
    detail = body[:_DETAIL_KEPT].decode("utf-8", errors="replace")
    if status in (401, 403):
        return Failure(
            Reason.AUTHORIZATION,
            f'The server at "{url}" wants authorization first ({status} {phrase}).',
            'Give credentials, for example with the header "Authorization".',
            status,
            headers,
            detail,
        )
    if response.is_success:
        return Failure(
            Reason.HTTP,
            f'The server at "{url}" ended its reply ({status} {phrase}) without an answer to the request.',
            "The reply is in the message log.",
            status,
            headers,
            detail,
        )
    return Failure(
        Reason.HTTP,
        f'The server at "{url}" answered {status} {phrase}.',
        _STATUS_HELP.get(status, "The reply is in the message log."),
        status,
        headers,
        detail,
    )


_STATUS_HELP: Final = {
    400: "It did not accept the request; the reply in the message log may say why.",
    404: "Check the path of the URL; it is often /mcp.",
    405: "The address exists but does not take this kind of request; check the path of the URL.",
    406: "It did not accept the Accept header.",
    429: "It asks for fewer requests; wait, then try again.",
}
