"""Heads of HTTP requests and responses as they cross the wire."""

from collections.abc import Iterable

import httpx


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
