"""What a server says of itself, its tools, their schemas, and what they give."""

from typing import Any

from inspector.lint.context import Context
from tests.unit.lint.build import LEGACY, MODERN, Cases, answer, asked, received, told

_INFO = {"name": "weather", "version": "1"}
_HELLO = {"protocolVersion": LEGACY, "capabilities": {"tools": {"listChanged": True}}, "serverInfo": _INFO}


def hello(revision: str = LEGACY, **members: Any) -> Context:
    return answer("initialize", _HELLO | members, revision, params={"protocolVersion": LEGACY})


def discovered(**members: Any) -> Context:
    told_of = {"io.modelcontextprotocol/serverInfo": _INFO}
    result = {"supportedVersions": [MODERN], "capabilities": {"tools": {}}, "_meta": told_of}
    return answer("server/discover", result | members, MODERN)


LIFECYCLE: Cases = {
    "version-missing": (hello(protocolVersion=None), hello()),
    "version-unknown": (hello(protocolVersion="2025-01-01"), hello()),
    "version-differs": (hello(protocolVersion="2025-06-18"), hello()),
    "version-stateless": (hello(protocolVersion=MODERN), hello()),
    "server-info-missing": (hello(serverInfo={"name": "weather"}), hello()),
    "server-info-empty": (hello(serverInfo={"name": " ", "version": "1"}), hello()),
    "server-info-unsaid": (discovered(_meta={}), discovered()),
    "capabilities-missing": (hello(capabilities=None), hello()),
    "capability-shape": (hello(capabilities={"tools": True}), hello()),
    "capability-option": (hello(capabilities={"tools": {"listChanged": "yes"}}), hello()),
    "capability-unknown": (hello(capabilities={"extensions": {}}), discovered(capabilities={"extensions": {}})),
    "capability-of-clients": (hello(capabilities={"sampling": {}}), hello()),
    "extension-name": (
        discovered(capabilities={"extensions": {"tasks": {}}}),
        discovered(capabilities={"extensions": {"io.modelcontextprotocol/tasks": {}}}),
    ),
    "supported-versions": (discovered(supportedVersions=[]), discovered()),
    "supported-versions-unknown": (discovered(supportedVersions=[MODERN, "2030-01-01"]), discovered()),
    "supported-versions-current": (discovered(supportedVersions=[LEGACY]), discovered()),
}

_TOOL = {"name": "add", "description": "Adds.", "inputSchema": {"type": "object"}}


def tool(revision: str = LEGACY, **members: Any) -> Context:
    return answer("tools/list", {"tools": [_TOOL | members]}, revision)


def taking(schema: Any, revision: str = LEGACY) -> Context:
    return tool(revision, inputSchema={"type": "object"} | schema)


def header(name: Any, kind: str = "string") -> Any:
    return {"type": kind, "x-mcp-header": name}


_HEADERS_OK = taking({"properties": {"a": header("Region"), "b": header("Zone", "integer")}}, MODERN)
TOOLS: Cases = {
    "tool-shape": (answer("tools/list", {"tools": ["add"]}), tool()),
    "tool-name-missing": (tool(name=""), tool()),
    "tool-name-twice": (answer("tools/list", {"tools": [_TOOL, _TOOL]}), tool()),
    "tool-name-characters": (tool(name="add numbers"), tool(name="Add_1.x-y")),
    "tool-name-length": (tool(name="a" * 129), tool(name="a" * 128)),
    "tool-description": (tool(description=""), tool()),
    "tool-schema-missing": (tool(inputSchema=None), tool()),
    "tool-schema-type": (tool(inputSchema={}), tool()),
    "tool-output-type": (tool(outputSchema={"type": "array"}), tool(MODERN, outputSchema={"type": "array"})),
    "tool-annotations-contradict": (
        tool(annotations={"readOnlyHint": True, "destructiveHint": True}),
        tool(annotations={"readOnlyHint": True}),
    ),
    "tool-task-support": (tool(execution={"taskSupport": "yes"}), tool(execution={"taskSupport": "optional"})),
    "tool-header-name": (taking({"properties": {"a": header("my header")}}, MODERN), _HEADERS_OK),
    "tool-header-twice": (taking({"properties": {"a": header("Region"), "b": header("region")}}, MODERN), _HEADERS_OK),
    "tool-header-type": (taking({"properties": {"a": header("Region", "number")}}, MODERN), _HEADERS_OK),
    "tool-header-place": (
        taking({"properties": {"a": {"type": "array", "items": header("Region")}}}, MODERN),
        taking({"properties": {"a": {"type": "object", "properties": {"b": header("Region")}}}}, MODERN),
    ),
}


def nested(levels: int) -> Any:
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


_DEFINED = {"$defs": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/$defs/n"}}}
SCHEMAS: Cases = {
    "schema-dialect": (
        taking({"$schema": "https://example.com/mine"}),
        taking({"$schema": "http://json-schema.org/draft-07/schema#"}),
    ),
    "schema-invalid": (taking({"properties": {"a": {"type": "text"}}}), taking(_DEFINED)),
    "schema-remote-reference": (
        taking({"properties": {"a": {"$ref": "https://example.com/a.json"}}}),
        taking(_DEFINED),
    ),
    "schema-reference": (taking({"properties": {"a": {"$ref": "#/$defs/m"}}}), taking(_DEFINED)),
    "schema-depth": (taking(nested(40)), taking(nested(10))),
    "schema-size": (taking({"description": "x" * 300_000}), taking({"description": "x" * 1_000})),
    "schema-required": (
        taking({"properties": {"a": {}}, "required": ["b"]}),
        taking({"properties": {"a": {}}, "required": ["a"]}),
    ),
}

_TEXT = {"type": "text", "text": '{"sum": 3}'}
_SUM = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}


def called(revision: str = LEGACY, schema: Any = None, **members: Any) -> Context:
    known = {"output_schema": schema} if schema is not None else {}
    return answer("tools/call", {"content": [_TEXT]} | members, revision, params={"name": "add"}, **known)


def page(**members: Any) -> Context:
    return answer("tools/list", {"tools": []} | members, params={"cursor": "2"})


def completed(**members: Any) -> Context:
    return answer("completion/complete", {"completion": {"values": ["a", "b"]} | members})


_TASK = {"taskId": "t", "status": "working", "ttl": 1, "createdAt": "2026-01-01T00:00:00Z"}
_UNKNOWN_TOOL = {"type": "text", "text": "Unknown tool: add"}
RESULTS: Cases = {
    "list-shape": (answer("tools/list", {"tools": {"add": _TOOL}}), page()),
    "cursor-type": (page(nextCursor=3), page(nextCursor="3")),
    "cursor-null": (page(nextCursor=None), page()),
    "cursor-empty": (page(nextCursor=""), page(nextCursor="3")),
    "cursor-repeated": (page(nextCursor="2"), page(nextCursor="3")),
    "content-list": (called(content="3"), called()),
    "content-empty": (called(content=[]), called()),
    "structured-missing": (called(schema=_SUM), called(schema=_SUM, structuredContent={"sum": 3})),
    "structured-mismatch": (
        called(schema=_SUM, structuredContent={"sum": "3"}),
        called(schema=_SUM, structuredContent={"sum": 3}),
    ),
    "structured-shape": (called(structuredContent=[3]), called(MODERN, structuredContent=[3])),
    "structured-text": (called(structuredContent={"sum": 4}), called(structuredContent={"sum": 3})),
    "unknown-tool-as-result": (called(content=[_UNKNOWN_TOOL], isError=True), called(isError=True)),
    "completion-shape": (answer("completion/complete", {"values": ["a"]}), completed()),
    "completion-many": (completed(values=["a"] * 101), completed(values=["a"] * 100)),
    "completion-total": (completed(total=1), completed(total=2)),
    "task-shape": (
        answer("tools/call", {"task": {"taskId": "", "status": "busy"}}),
        answer("tools/call", {"task": _TASK}),
    ),
}

METHODS: Cases = {
    "method-unknown": (asked("window/show", {}), asked("ping", {})),
    "method-revision": (asked("elicitation/create", {}, "2025-03-26"), asked("roots/list", {}, "2025-03-26")),
    "method-side": (asked("tools/list", {}), asked("ping", {})),
    "notification-unknown": (told("notifications/hello", {}), told("notifications/tools/list_changed", {})),
    "notification-revision": (
        told("notifications/elicitation/complete", {"elicitationId": "1"}, "2025-06-18"),
        told("notifications/elicitation/complete", {"elicitationId": "1"}),
    ),
    "notification-side": (told("notifications/initialized", {}), told("notifications/tools/list_changed", {})),
    "request-without-id": (told("roots/list", {}), asked("roots/list", {})),
    "request-from-server": (asked("roots/list", {}, MODERN), asked("roots/list", {})),
}

_ICON = {"src": "https://example.com/a.png", "mimeType": "image/png", "sizes": ["48x48", "any"], "theme": "dark"}


def icon(**members: Any) -> Context:
    return tool(icons=[_ICON | members])


ICONS: Cases = {
    "icon-shape": (icon(src=None), icon()),
    "icon-scheme": (icon(src="javascript:alert(1)"), icon()),
    "icon-insecure": (icon(src="http://example.com/a.png"), icon()),
    "icon-data": (icon(src="data:text/html,hello"), icon(src="data:image/png;base64,aGVsbG8=")),
    "icon-mime": (icon(mimeType="text/html"), icon()),
    "icon-sizes": (icon(sizes="48x48"), icon()),
    "icon-theme": (icon(theme="blue"), icon()),
}

MEMBERS: Cases = {
    "member-spelling": (tool(input_schema={"type": "object"}, inputSchema=None), tool()),
    "member-revision": (tool("2025-03-26", title="Add"), tool("2025-06-18", title="Add")),
    "member-boolean": (called(isError="false"), called(isError=False)),
}
_MISSPELT = {k: v for k, v in _TOOL.items() if k != "inputSchema"} | {"input_schema": {"type": "object"}}
MEMBERS["member-spelling"] = (answer("tools/list", {"tools": [_MISSPELT]}), tool())


def typed(**members: Any) -> Context:
    return answer("ping", members, MODERN)


_NO_TYPE = received({"jsonrpc": "2.0", "id": 1, "result": {}}, MODERN)


def needing(method: str = "tools/call", **members: Any) -> Context:
    call = answer(method, {}, MODERN).call
    result = {"resultType": "input_required", "requestState": "s"} | members
    return received({"jsonrpc": "2.0", "id": 1, "result": result}, MODERN, call=call)


_LOGIN = {"type": "object", "properties": {"name": {"type": "string"}}}
_ASK = {"method": "elicitation/create", "params": {"mode": "form", "message": "Who", "requestedSchema": _LOGIN}}
_CLOSED = {"_meta": {"io.modelcontextprotocol/subscriptionId": 1}}
_NO_STATE = received({"jsonrpc": "2.0", "id": 1, "result": {"resultType": "input_required"}}, MODERN)
MODERN_CASES: Cases = {
    "result-type-missing": (_NO_TYPE, typed()),
    "result-type-unknown": (typed(resultType="partial"), typed()),
    "result-type-early": (answer("ping", {"resultType": "complete"}), answer("ping", {})),
    "cache-ttl": (answer("tools/list", {"tools": [], "ttlMs": -1}, MODERN), tool(MODERN)),
    "cache-scope": (answer("tools/list", {"tools": [], "cacheScope": "all"}, MODERN), tool(MODERN)),
    "cache-interim": (needing(ttlMs=3), needing()),
    "input-method": (needing("tools/list"), needing()),
    "input-empty": (_NO_STATE, needing()),
    "input-shape": (needing(inputRequests=[_ASK]), needing(inputRequests={"a": _ASK})),
    "input-request": (needing(inputRequests={"a": {"method": "ping"}}), needing(inputRequests={"a": _ASK})),
    "input-state": (needing(requestState={"a": 1}), needing()),
    "listen-result-id": (answer("subscriptions/listen", {}, MODERN), answer("subscriptions/listen", _CLOSED, MODERN)),
    "feature-deprecated": (needing(inputRequests={"a": {"method": "roots/list"}}), needing(inputRequests={"a": _ASK})),
}

SHAPES: Cases = {
    "schema-shape": (tool(title=5), tool(title="Add")),
}

CASES: Cases = LIFECYCLE | TOOLS | SCHEMAS | RESULTS | METHODS | ICONS | MEMBERS | MODERN_CASES | SHAPES
