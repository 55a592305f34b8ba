"""Bytes, envelope, ids, errors, HTTP, event streams."""

from typing import Any

from tests.unit.lint.build import LEGACY, MODERN, Cases, answer, asked, block, head, received, refusal, told

_REPLY = {"jsonrpc": "2.0", "id": 1, "result": {}}
_OK = answer("ping", {})
_JSON = {"Content-Type": "application/json"}
_EVENTS = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
_LONG_ID = "5b7e0f6e-9ce4-4d6f-a5d5-0d8dd3d4f3c1"


def _reply(**members: Any) -> dict[str, Any]:
    return {**_REPLY, **members}


MESSAGES: Cases = {
    "not-json": (received(b"Server running\n"), _OK),
    "not-utf8": (received(b'{"jsonrpc":"2.0","id":1,"result":{"a":"\xff"}}'), _OK),
    "byte-order-mark": (received(b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"result":{}}'), _OK),
    "content-length-framing": (received(b"Content-Length: 120\r\n"), _OK),
    "pretty-printed": (received(b'  "jsonrpc": "2.0",\n'), _OK),
    "blank-line": (received(b"\r\n"), _OK),
    "duplicate-member": (received(b'{"jsonrpc":"2.0","id":1,"id":1,"result":{}}'), _OK),
    "lone-surrogate": (
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":"\\ud800"}}'),
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":"\\ud83d\\ude00"}}'),
    ),
    "not-a-number": (
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":NaN}}'),
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":"NaN"}}'),
    ),
    "number-range": (
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":1e999}}'),
        received(b'{"jsonrpc":"2.0","id":1,"result":{"a":"1e999"}}'),
    ),
    "not-a-message": (received({"jsonrpc": "2.0", "id": 1}), _OK),
    "method-type": (received({"jsonrpc": "2.0", "method": 5}), told("notifications/progress", {})),
    "jsonrpc-version": (received({"id": 1, "result": {}}), _OK),
    "result-and-error": (received(_reply(error={"code": 1, "message": "x"})), _OK),
    "error-null": (received(_reply(error=None)), _OK),
    "result-null-beside-error": (
        received({"jsonrpc": "2.0", "id": 1, "result": None, "error": {"code": 1, "message": "x"}}),
        refusal({"code": 1, "message": "x"}),
    ),
    "method-and-reply": (received(_reply(method="ping")), _OK),
    "params-shape": (told("notifications/message", ["info"]), told("notifications/message", {})),
    "result-shape": (received(_reply(result="done")), _OK),
    "envelope-member": (received(_reply(type="response")), _OK),
    "batch": (received([_REPLY, _REPLY]), received([_REPLY, _REPLY], "2025-03-26")),
    "batch-empty": (received([], "2025-03-26"), received([_REPLY], "2025-03-26")),
}

_PING = asked("ping", {})
IDS: Cases = {
    "id-null": (received({"jsonrpc": "2.0", "id": None, "method": "ping"}), _PING),
    "id-type": (received({"jsonrpc": "2.0", "id": [1], "method": "ping"}), _PING),
    "id-fraction": (received({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}), _PING),
    "id-range": (received({"jsonrpc": "2.0", "id": 2**53, "method": "ping"}), _PING),
    "notification-id": (
        received({"jsonrpc": "2.0", "id": None, "method": "notifications/progress"}),
        told("notifications/progress", {}),
    ),
    "reply-id-missing": (received({"jsonrpc": "2.0", "result": {}}), _OK),
    "reply-id-null": (received(_reply(id=None), call=_OK.call), _OK),
    "reply-id-type": (received(_reply(id="1"), call=_OK.call), _OK),
    "reply-id-differs": (received(_reply(id=2), call=_OK.call), _OK),
}

_ERROR = {"code": -32602, "message": "No such tool."}
_REFUSED = refusal(_ERROR)
_REFUSED_MODERN = refusal(_ERROR, MODERN)
_URL_ASKED = {"mode": "url", "elicitationId": "e", "url": "https://a.example/", "message": "m"}
ERRORS: Cases = {
    "error-shape": (refusal("went wrong"), _REFUSED),
    "error-code": (refusal({"code": "E1", "message": "x"}), _REFUSED),
    "error-message": (refusal({"code": 1}), _REFUSED),
    "error-message-empty": (refusal({"code": 1, "message": " "}), _REFUSED),
    "error-code-reserved": (refusal({"code": -32050, "message": "x"}, MODERN), _REFUSED_MODERN),
    "error-code-retired": (refusal({"code": -32002, "message": "x"}, MODERN), _REFUSED_MODERN),
    "error-code-old-range": (refusal({"code": -32001, "message": "x"}, MODERN), _REFUSED_MODERN),
    "error-code-jsonrpc": (refusal({"code": -32500, "message": "x"}), _REFUSED),
    "error-supported-versions": (
        refusal({"code": -32022, "message": "x", "data": {}}, MODERN),
        refusal({"code": -32022, "message": "x", "data": {"supported": [MODERN]}}, MODERN),
    ),
    "error-required-capabilities": (
        refusal({"code": -32021, "message": "x"}, MODERN),
        refusal({"code": -32021, "message": "x", "data": {"requiredCapabilities": {"roots": {}}}}, MODERN),
    ),
    "error-elicitations": (
        refusal({"code": -32042, "message": "x", "data": {"elicitations": [{"mode": "form"}]}}),
        refusal({"code": -32042, "message": "x", "data": {"elicitations": [_URL_ASKED]}}),
    ),
}

_META = "notifications/progress"


def _meta(meta: Any, revision: str = MODERN) -> Any:
    return answer("ping", {"_meta": meta}, revision)


METADATA: Cases = {
    "meta-shape": (_meta([]), _meta({})),
    "meta-key": (_meta({"-a/b c": 1}), _meta({"com.example/b_c.d": 1, "plain": 2, "com.example/": 3})),
    "meta-reserved": (_meta({"io.modelcontextprotocol/mine": 1}), _meta({"com.example.mcp/a": 1})),
    "meta-trace": (
        _meta({"traceparent": "00-xyz"}),
        _meta({"traceparent": "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"}),
    ),
}

_NOT_FOUND = {"code": -32601, "message": "Method not found"}
_MISMATCH = {"code": -32020, "message": "Header mismatch"}
HTTP: Cases = {
    "http-content-type": (head(200, {"Content-Type": "text/plain"}), head(200, _JSON)),
    "http-content-type-missing": (head(200, {}), head(200, _JSON)),
    "http-charset": (head(200, {"content-type": "application/json; charset=latin-1"}), head(200, _JSON)),
    "http-notification-status": (head(200, _JSON, posted="notification"), head(202, {}, posted="notification")),
    "http-request-status": (head(202, {}), head(200, _JSON)),
    "http-result-status": (answer("ping", {}, status=500), answer("ping", {}, status=200)),
    "session-id-characters": (
        head(200, _JSON | {"Mcp-Session-Id": "a b"}),
        head(200, _JSON | {"Mcp-Session-Id": _LONG_ID}),
    ),
    "session-id-guessable": (
        head(200, _JSON | {"mcp-session-id": "1"}),
        head(200, _JSON | {"mcp-session-id": _LONG_ID}),
    ),
    "session-id-stateless": (head(200, _JSON | {"MCP-Session-Id": _LONG_ID}, MODERN), head(200, _JSON, MODERN)),
    "http-buffering": (head(200, {"Content-Type": "text/event-stream"}, MODERN), head(200, _EVENTS, MODERN)),
    "http-method-not-found-status": (refusal(_NOT_FOUND, MODERN, status=200), refusal(_NOT_FOUND, MODERN, status=404)),
    "http-refused-status": (refusal(_MISMATCH, MODERN, status=200), refusal(_MISMATCH, MODERN, status=400)),
    "http-authenticate": (head(401, {}), head(401, {"WWW-Authenticate": "Bearer"})),
}

_EVENT = block(b'event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\n\n')
EVENTS: Cases = {
    "sse-event-name": (block(b"event: response\ndata: {}\n\n"), _EVENT),
    "sse-incomplete": (block(b"data: {}\n"), _EVENT),
    "sse-id-stateless": (block(b"id: 7\ndata: {}\n\n", MODERN), block(b"data: {}\n\n", MODERN)),
    "sse-id-nul": (block(b"id: a\0b\ndata: {}\n\n"), _EVENT),
    "sse-retry": (block(b"retry: soon\n\n"), block(b"retry: 500\n\n")),
    "sse-field": (block(b"dta: {}\n\n"), block(b": keep-alive\n\n")),
    "sse-bare-json": (block(b'{"jsonrpc":"2.0"}\n\n'), _EVENT),
    "sse-data-split": (block(b"data: {\ndata: }\n\n"), _EVENT),
    "sse-endpoint-late": (
        block(b"event: endpoint\ndata: /messages\n\n", LEGACY),
        block(b"event: endpoint\ndata: /m\n\n", "2024-11-05"),
    ),
}

CASES: Cases = MESSAGES | IDS | ERRORS | METADATA | HTTP | EVENTS
