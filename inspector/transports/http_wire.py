"""Heads of HTTP requests and responses as they cross the wire."""

from collections.abc import Iterable, Sequence

import httpx

RawHeaders = Sequence[tuple[bytes, bytes]]


def request_head(method: str, url: httpx.URL, headers: RawHeaders, forwarding: RawHeaders | None = None) -> bytes:
    """Give request line and headers as they go out over HTTP/1.1.

    A proxy that passes the request on in the clear gets the whole address, and `forwarding` before the headers.
    """
    target = url.raw_path if forwarding is None else str(url).encode("ascii")
    line = method.encode() + b" " + target + b" HTTP/1.1\r\n"
    return line + _header_lines(sorted((*(forwarding or ()), *headers), key=_host_first)) + b"\r\n"


def _host_first(header: tuple[bytes, bytes]) -> bool:
    return header[0].lower() != b"host"


def response_head(response: httpx.Response) -> bytes:
    """Give status line and headers as they came in."""
    line = f"{response.http_version} {response.status_code} {response.reason_phrase}\r\n".encode()
    return line + _header_lines(response.headers.raw) + b"\r\n"


def _header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)
