"""Messages with what is known around them, made short."""

import json
from typing import Any

from inspector.jsonrpc.message import classify, parse
from inspector.jsonrpc.sse import EventStreamParser
from inspector.lint.context import Context

LEGACY = "2025-11-25"
MODERN = "2026-07-28"

Cases = dict[str, tuple[Context, Context]]
"""By rule: what breaks it, and what does not."""


def received(message: Any, revision: str | None = LEGACY, **known: Any) -> Context:
    raw = message if isinstance(message, bytes) else json.dumps(message).encode()
    return Context(parse(raw), raw, revision, **known)


def answer(method: str, result: Any, revision: str | None = LEGACY, *, params: Any = None, **known: Any) -> Context:
    if revision == MODERN and isinstance(result, dict):
        result = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"} | result
    call = classify({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}})
    return received({"jsonrpc": "2.0", "id": 1, "result": result}, revision, call=call, **known)


def refusal(error: Any, revision: str | None = LEGACY, *, method: str = "tools/call", **known: Any) -> Context:
    call = classify({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}})
    return received({"jsonrpc": "2.0", "id": 1, "error": error}, revision, call=call, **known)


def told(method: str, params: Any, revision: str | None = LEGACY, **known: Any) -> Context:
    return received({"jsonrpc": "2.0", "method": method, "params": params}, revision, **known)


def asked(method: str, params: Any, revision: str | None = LEGACY, **known: Any) -> Context:
    return received({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}, revision, **known)


def head(status: int, headers: dict[str, str], revision: str = LEGACY, *, posted: str = "request") -> Context:
    call = {"jsonrpc": "2.0", "method": "tools/list"} | ({"id": 1} if posted == "request" else {})
    return Context(parse(b""), b"", revision, classify(call), status=status, headers=tuple(headers.items()))


def block(raw: bytes, revision: str = LEGACY) -> Context:
    parser = EventStreamParser()
    blocks = parser.feed(raw)
    event = blocks[0] if blocks else parser.finish()
    assert event is not None
    data = event.data or b""
    return Context(parse(data), data, revision, event=event)
