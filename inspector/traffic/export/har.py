"""HTTP exchanges as HAR 1.2, for the tools that read it.

http://www.softwareishard.com/blog/har-12-spec/

Of other transports HAR has no idea; their records are counted, so that whoever saves the file can be told.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from inspector import __version__
from inspector.traffic.capture import Row, SessionRow
from inspector.traffic.export.selection import Selection
from inspector.traffic.http_head import read_head
from inspector.traffic.timing import Timing

_UNKNOWN: Final = -1
"""What HAR writes for times and sizes that are not known."""


@dataclass
class _Exchange:
    """One HTTP request with all that came back."""

    row: Row
    head: bytes
    body: bytes = b""
    response: bytes = b""
    response_row: Row | None = None
    content: list[bytes] = field(default_factory=list)
    last_row: Row | None = None


@dataclass(frozen=True, slots=True)
class Har:
    """A HAR document, and how many records it could not hold."""

    document: dict[str, Any]
    left_out: int


def to_har(selection: Selection) -> Har:
    """Give the HTTP exchanges among some records."""
    exchanges: dict[int, _Exchange] = {}
    left_out = 0
    for row, raw in selection.records():
        left_out += not _take(exchanges, row, raw)
    sessions = selection.reader.sessions()
    entries = [_entry(exchange, sessions, selection) for exchange in exchanges.values()]
    creator = {"name": "MCP Loupe", "version": __version__}
    return Har({"log": {"version": "1.2", "creator": creator, "entries": entries}}, left_out)


def _take(exchanges: dict[int, _Exchange], row: Row, raw: bytes) -> bool:
    """Take a record to the exchange it belongs to; tells whether it has one."""
    if row.kind == "http-request":
        exchanges[row.seq] = _Exchange(row, raw)
        return True
    exchange = exchanges.get(row.http or 0)
    if exchange is None:
        return False
    if row.kind == "http-response":
        exchange.response, exchange.response_row = raw, row
    elif row.direction == "sent":
        exchange.body += raw
    else:
        exchange.content.append(raw)
    exchange.last_row = row
    return True


def _entry(exchange: _Exchange, sessions: Iterable[SessionRow], selection: Selection) -> dict[str, Any]:
    row = exchange.row
    timings = _timings(exchange, selection.reader.timing(row.seq) or Timing())
    comment = {} if row.note is None else {"comment": selection.text(row.note)}
    return {
        **comment,
        "startedDateTime": _milliseconds(row.wall_ns),
        "time": sum(max(time, 0) for step, time in timings.items() if step != "ssl"),
        "request": _request(exchange, sessions, selection),
        "response": _response(exchange),
        "cache": {},
        "timings": timings,
        "_session": row.session,
        "_seq": row.seq,
    }


def _timings(exchange: _Exchange, timing: Timing) -> dict[str, float]:
    """Give what each step took, in ms; where the steps were not timed, by the times of the records."""
    row, last, answered = exchange.row, exchange.last_row, exchange.response_row
    receive = last.mono_ns - answered.mono_ns if answered is not None and last is not None else 0
    wait = answered.mono_ns - row.mono_ns if answered is not None else 0
    if not timing.is_known:
        return {"send": 0, "wait": max(wait, 0) / 1e6, "receive": max(receive, 0) / 1e6}
    connect = None if timing.connect_ns is None else timing.connect_ns + (timing.tls_ns or 0)
    return {
        "blocked": _UNKNOWN,
        "dns": _ms(timing.dns_ns),
        "connect": _ms(connect),  # with TLS in it, as the specification has it
        "ssl": _ms(timing.tls_ns),
        "send": max(_ms(timing.send_ns), 0),
        "wait": max(_ms(timing.wait_ns), 0),
        "receive": max(receive, 0) / 1e6,
    }


def _ms(ns: int | None) -> float:
    return _UNKNOWN if ns is None else ns / 1e6


def _request(exchange: _Exchange, sessions: Iterable[SessionRow], selection: Selection) -> dict[str, Any]:
    head = read_head(exchange.head)
    method, _, rest = head.first.partition(" ")
    path, _, version = rest.rpartition(" ")
    url = _url(path, head.value("host"), next((s.target for s in sessions if s.name == exchange.row.session), ""))
    url = selection.text(url)
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": version,
        "cookies": [],
        "headers": _pairs(head.headers),
        "queryString": _pairs(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "headersSize": len(exchange.head),
        "bodySize": len(exchange.body),
    }
    if exchange.body:
        text = exchange.body.decode("utf-8", errors="replace")
        request["postData"] = {"mimeType": head.value("content-type"), "text": text}
    return request


def _url(path: str, host: str, target: str) -> str:
    """Put the address together: the head has path and host, the session's target the scheme."""
    scheme = urlsplit(target).scheme or "http"
    return f"{scheme}://{host}{path}"


def _response(exchange: _Exchange) -> dict[str, Any]:
    head = read_head(exchange.response)
    version, _, rest = head.first.partition(" ")
    status, _, phrase = rest.partition(" ")
    body = b"".join(exchange.content)
    return {
        "status": int(status) if status.isdigit() else 0,
        "statusText": phrase,
        "httpVersion": version,
        "cookies": [],
        "headers": _pairs(head.headers),
        "content": _content(body, head.value("content-type")),
        "redirectURL": head.value("location"),
        "headersSize": len(exchange.response) or _UNKNOWN,
        "bodySize": len(body) if exchange.response else _UNKNOWN,
    }


def _content(body: bytes, mime_type: str) -> dict[str, Any]:
    content: dict[str, Any] = {"size": len(body), "mimeType": mime_type}
    try:
        return {**content, "text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {**content, "text": base64.b64encode(body).decode("ascii"), "encoding": "base64"}


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _milliseconds(wall_ns: int) -> str:
    seconds, nanoseconds = divmod(wall_ns, 1_000_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds // 1_000_000:03d}Z"
