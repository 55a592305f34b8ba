"""Records as JSON lines: one object a record, with its bytes exactly as they crossed.

    {"seq": 41, "time": "2026-11-21T08:00:00.123456789Z", "session": "weather", "direction": "sent", "kind": "message",
     "shape": "request", "method": "tools/call", "subject": "get_forecast", "id": 7, "status": "ok",
     "latency_ms": 38.1, "exchange": 41, "http": null, "own": false, "size": 120, "marked": true,
     "note": "too slow",
     "raw": "{\\"jsonrpc\\": …}\\n", "findings": [{"rule": …, "severity": …, "message": …, "pointer": …, "section": …}]}

HTTP requests have a "timing": {"dns_ns": …, "connect_ns": …, "tls_ns": …, "send_ns": …, "wait_ns": …} if it is known.
Bytes that are no UTF-8 stand in `raw_base64` instead of `raw`.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from inspector.traffic.capture import Row
from inspector.traffic.export.selection import Selection


def json_lines(selection: Selection) -> Iterator[str]:
    """Give the lines, each with its line feed."""
    for row, raw in selection.records():
        findings = [finding._asdict() for finding in selection.reader.findings(row.seq)] if row.findings else []
        fields = {**_fields(row), **_bytes(raw), "findings": findings}
        timing = selection.reader.timing(row.seq) if row.kind == "http-request" else None
        if timing is not None:
            fields["timing"] = asdict(timing)
        if selection.redaction is not None:
            for name in ("subject", "note"):
                fields[name] = None if fields[name] is None else selection.text(fields[name])
            for finding in findings:
                finding["message"] = selection.text(finding["message"])
        yield json.dumps(fields, ensure_ascii=False) + "\n"


def _fields(row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "time": iso_time(row.wall_ns),
        "session": row.session,
        "direction": row.direction,
        "kind": row.kind,
        "shape": row.shape,
        "method": row.method,
        "subject": row.subject,
        "id": _ident(row.rpc_id),
        "status": row.status,
        "latency_ms": None if row.latency_ns is None else row.latency_ns / 1e6,
        "exchange": row.exchange,
        "http": row.http,
        "own": bool(row.own),
        "size": row.size,
        "marked": bool(row.marked),
        "note": row.note,
    }


def _ident(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):  # a long id is kept cut
        return text


def _bytes(raw: bytes) -> dict[str, str]:
    try:
        return {"raw": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"raw_base64": base64.b64encode(raw).decode("ascii")}


def iso_time(wall_ns: int) -> str:
    """Write a wall clock time as RFC 3339 has it, to the nanosecond."""
    seconds, nanoseconds = divmod(wall_ns, 1_000_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"
