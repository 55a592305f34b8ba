"""Wrong shapes at every level: each server answers one method with one wrong result."""

from .good import CAPABILITIES, INFO, PROMPT, RESOURCE, TOOLS, good, reply, text
from .registry import STDIO, stdio

HELLO = {"protocolVersion": "2025-11-25", "serverInfo": INFO, "capabilities": CAPABILITIES}


def _without(result, member):
    return {name: value for name, value in result.items() if name != member}


def _tool(**members):
    """Give a tools/list result with one odd tool before the good ones."""
    return {"tools": [{"name": "odd", "description": "Odd", "inputSchema": {"type": "object"}, **members}, *TOOLS]}


def _schema(schema):
    return _tool(inputSchema=schema)


def _deep(levels):
    schema = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def _doubling(levels):
    """Give a schema of references that double at each level."""
    defs = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": {**defs, f"d{levels}": {}}}


RECURSIVE = {
    "type": "object",
    "properties": {"child": {"$ref": "#"}, "self": {"$ref": "#/properties/self"}, "loop": {"$ref": "#/$defs/a"}},
    "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
}

RESULTS = {
    # the handshake
    "initialize-null": ("initialize", None),
    "initialize-text": ("initialize", "welcome"),
    "initialize-list": ("initialize", [HELLO]),
    "initialize-number": ("initialize", 1),
    "initialize-empty": ("initialize", {}),
    "capabilities-missing": ("initialize", _without(HELLO, "capabilities")),
    "capabilities-list": ("initialize", {**HELLO, "capabilities": ["tools"]}),
    "capabilities-text": ("initialize", {**HELLO, "capabilities": "all"}),
    "capabilities-true": ("initialize", {**HELLO, "capabilities": {"tools": True, "resources": 1, "prompts": []}}),
    "capabilities-unknown": ("initialize", {**HELLO, "capabilities": {**CAPABILITIES, "magic": {}, "sampling": {}}}),
    "server-info-missing": ("initialize", _without(HELLO, "serverInfo")),
    "server-info-list": ("initialize", {**HELLO, "serverInfo": ["hostile", 1]}),
    "server-info-numbers": ("initialize", {**HELLO, "serverInfo": {"name": 1, "version": None}}),
    "revision-missing": ("initialize", _without(HELLO, "protocolVersion")),
    "revision-number": ("initialize", {**HELLO, "protocolVersion": 20251125}),
    "revision-unknown": ("initialize", {**HELLO, "protocolVersion": "1999-01-01"}),
    "revision-stateless": ("initialize", {**HELLO, "protocolVersion": "2026-07-28"}),
    "revision-markup": ("initialize", {**HELLO, "protocolVersion": "<b>\r\nX-Evil: 1\u202e"}),
    "instructions-list": ("initialize", {**HELLO, "instructions": ["be", "good"]}),
    # tools
    "tools-null": ("tools/list", None),
    "tools-missing": ("tools/list", {}),
    "tools-object": ("tools/list", {"tools": {"echo": TOOLS[0]}}),
    "tools-text": ("tools/list", {"tools": "echo"}),
    "tools-bare-list": ("tools/list", TOOLS),
    "tools-of-all-types": ("tools/list", {"tools": [None, 1, "echo", True, [], {}, *TOOLS]}),
    "tool-name-number": ("tools/list", _tool(name=7)),
    "tool-name-empty": ("tools/list", _tool(name="")),
    "tool-name-list": ("tools/list", _tool(name=["a"])),
    "tool-name-control": ("tools/list", _tool(name="a\0\x1b[31m\u202eb\n")),
    "tool-name-huge": ("tools/list", _tool(name="n" * 1_000_000)),
    "tool-name-twice": ("tools/list", {"tools": [*TOOLS, *TOOLS]}),
    "tool-description-number": ("tools/list", _tool(description=12)),
    "tool-annotations-text": ("tools/list", _tool(annotations="read-only")),
    "tool-icons-odd": ("tools/list", _tool(icons=[1, {"src": "file:///etc/passwd"}, {"src": "javascript:1"}, {}])),
    "tool-meta-list": ("tools/list", _tool(_meta=[1])),
    "schema-missing": ("tools/list", {"tools": [{"name": "odd", "description": "Odd"}, *TOOLS]}),
    "schema-text": ("tools/list", _schema("object")),
    "schema-list": ("tools/list", _schema([])),
    "schema-number": ("tools/list", _schema(3)),
    "schema-false": ("tools/list", _schema(False)),
    "schema-invalid": ("tools/list", _schema({"type": "object", "properties": [], "required": "a"})),
    "schema-type-unknown": ("tools/list", _schema({"type": "thing"})),
    "schema-recursive": ("tools/list", _schema(RECURSIVE)),
    "schema-doubling": ("tools/list", _schema(_doubling(60))),
    "schema-deep": ("tools/list", _schema(_deep(300))),
    "schema-huge": ("tools/list", _schema({"type": "object", "properties": {f"p{n}": {"type": "string", "description": "x" * 80} for n in range(20_000)}})),
    "schema-huge-enum": ("tools/list", _schema({"type": "object", "properties": {"a": {"enum": list(range(100_000))}}})),
    "schema-remote": ("tools/list", _schema({"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:1/schema.json"}}})),
    "schema-local-file": ("tools/list", _schema({"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}})),
    "schema-nowhere": ("tools/list", _schema({"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}})),
    "schema-pattern-broken": ("tools/list", _schema({"type": "object", "properties": {"a": {"type": "string", "pattern": "(["}}})),
    "schema-pattern-catastrophic": ("tools/list", _schema({"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}})),
    "schema-dialect-unknown": ("tools/list", _schema({"$schema": "urn:no-such-dialect", "type": "object"})),
    "output-schema-list": ("tools/list", _tool(outputSchema=[])),
    "cursor-number": ("tools/list", {"tools": TOOLS, "nextCursor": 2}),
    "cursor-null": ("tools/list", {"tools": TOOLS, "nextCursor": None}),
    "cursor-object": ("tools/list", {"tools": TOOLS, "nextCursor": {"page": 2}}),
    "cursor-same": ("tools/list", {"tools": TOOLS, "nextCursor": "again"}),
    "cursor-empty": ("tools/list", {"tools": TOOLS, "nextCursor": ""}),
    # the other lists
    "resources-list-object": ("resources/list", {"resources": {}}),
    "resources-of-all-types": ("resources/list", {"resources": [None, 1, {}, {"uri": 5, "name": []}, {"uri": "no scheme", "name": "x"}, RESOURCE]}),
    "templates-of-all-types": ("resources/templates/list", {"resourceTemplates": [None, {}, {"uriTemplate": "x://{", "name": 1}]}),
    "prompts-of-all-types": ("prompts/list", {"prompts": [None, "ask", {}, {"name": 1}, {"name": "a", "arguments": {}}, {"name": "b", "arguments": [1, {}, {"name": 2}]}, PROMPT]}),
    "prompts-missing": ("prompts/list", {"items": [PROMPT]}),
    # what a call gives
    "content-missing": ("vice", {}),
    "content-text": ("vice", {"content": "just a text"}),
    "content-object": ("vice", {"content": {"type": "text", "text": "x"}}),
    "content-of-all-types": ("vice", {"content": [None, 1, "text", [], {}, {"type": 3}, {"type": "hologram"}, {"type": "text"}]}),
    "content-text-number": ("vice", {"content": [{"type": "text", "text": 5}]}),
    "image-without-data": ("vice", {"content": [{"type": "image"}]}),
    "image-not-base64": ("vice", {"content": [{"type": "image", "data": "*** no ***", "mimeType": "image/png"}]}),
    "image-not-what-it-says": ("vice", {"content": [{"type": "image", "data": "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "mimeType": "image/png"}]}),
    "embedded-resource-text": ("vice", {"content": [{"type": "resource", "resource": "x"}]}),
    "resource-link-empty": ("vice", {"content": [{"type": "resource_link"}]}),
    "is-error-text": ("vice", {**text("x"), "isError": "yes"}),
    "structured-list": ("vice", {**text("[]"), "structuredContent": [1]}),
    "result-meta-text": ("vice", {**text("x"), "_meta": "meta"}),
    "task-of-nothing": ("vice", {"task": {"taskId": 4}}),
    # reading and prompting
    "contents-missing": ("resources/read", {}),
    "contents-text": ("resources/read", {"contents": "text"}),
    "contents-of-all-types": ("resources/read", {"contents": [None, 1, {}, {"uri": 1}, {"uri": "a:b", "text": 5}, {"uri": "a:b", "blob": "*"}]}),
    "messages-missing": ("prompts/get", {}),
    "messages-of-all-types": ("prompts/get", {"messages": [None, 1, {}, {"role": "boss", "content": []}, {"role": "user", "content": "x"}]}),
}  # fmt: skip
"""Name to the method, or tool, that is answered wrongly, and how."""


def _make(key, result):
    def make(s):
        s.result(key, result)

    make.__doc__ = f'Answers "{key}" with {str(result)[:200]}.'
    return make


STDIO.update({name: _make(*answer) for name, answer in RESULTS.items()})


@stdio
def cursor_endless(s):
    """Has always one more page of tools."""

    def page(request):
        number = int(request.get("params", {}).get("cursor", 0))
        s.say(reply(request, {"tools": [{**TOOLS[0], "name": f"t{number}"}], "nextCursor": str(number + 1)}))

    s.on("tools/list", page)


@stdio
def cursor_megabytes(s):
    """Has cursors of a megabyte."""

    def page(request):
        cursor = request.get("params", {}).get("cursor", "")
        more = {} if len(cursor) > 2_000_000 else {"nextCursor": cursor + "c" * 1_000_000}
        s.say(reply(request, {"tools": TOOLS, **more}))

    s.on("tools/list", page)


@stdio
def all_lists_refused(s):
    """Declares everything, and refuses every list."""
    for method in ("tools/list", "resources/list", "resources/templates/list", "prompts/list"):
        s.on(method, lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": {"code": -32601, "message": "No."}}))


@stdio
def all_lists_silent(s):
    """Declares everything, and answers no list."""
    for method in ("tools/list", "resources/list", "resources/templates/list", "prompts/list"):
        s.on(method, lambda r: None)


@stdio
def refuses_initialize(s):
    """Answers the handshake with an error."""
    s.on("initialize", lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": {"code": -32603, "message": "No."}}))


@stdio
def output_breaks_schema(s):
    """Gives structured content that breaks its own schema."""
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    tool = {**TOOLS[1], "outputSchema": schema}
    s.result("tools/list", {"tools": [TOOLS[0], tool]})
    s.result("vice", {**text("{}"), "structuredContent": {"n": "many"}})


@stdio
def output_against_doubling_schema(s):
    """Gives structured content for a schema whose checking would take for ever."""
    tool = {**TOOLS[1], "outputSchema": _doubling(60)}
    s.result("tools/list", {"tools": [TOOLS[0], tool]})
    s.result("vice", {**text("{}"), "structuredContent": {"a": {"b": "x" * 1000}}})


@stdio
def five_thousand_tools(s):
    """Has 5 000 tools, of which none but the last is right."""
    odd = [{"name": n, "inputSchema": {"type": "array"}, "title": None} for n in range(5_000)]
    s.result("tools/list", {"tools": [*odd, *TOOLS]})


@stdio
def mostly_right(s):
    """Answers everything with all members of everything."""
    s.on(None, lambda r: s.say(reply(r, {**HELLO, **good(r).get("result", {}), "tools": TOOLS})) if "id" in r else None)
