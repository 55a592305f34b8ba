"""A server of 2025-11-25 whose tools do what a panel of tools has to show. Calls run beside each other.

`wait` reports progress and logs, and answers when `release` is called or it is cancelled; `broken` breaks its output schema.
`--tools N` lists so many tools more.
"""

import json
import sys
import threading
from base64 import b64encode
from struct import pack
from zlib import compress, crc32

RECORDS = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}}},
    "required": ["items"],
}
ANY = {"type": "object"}
lock, released, cancelled = threading.Lock(), threading.Event(), {}


def png():
    def chunk(name, data):
        return pack(">I", len(data)) + name + data + pack(">I", crc32(name + data))

    rows = b"".join(b"\0" + bytes([200, 60, 20]) * 8 for _ in range(8))
    head = pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b""))


TOOLS = [
    {
        "name": "records",
        "title": "Records",
        "description": "Gives a list of records",
        "inputSchema": {"type": "object", "properties": {"count": {"type": "integer"}}},
        "outputSchema": RECORDS,
        "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": True},
        "icons": [{"src": f"data:image/png;base64,{png().decode()}", "mimeType": "image/png"}],
    },
    {"name": "broken", "description": "Breaks its schema", "inputSchema": ANY, "outputSchema": RECORDS},
    {"name": "wait", "description": "Takes its time", "inputSchema": ANY, "execution": {"taskSupport": "optional"}},
    {"name": "release", "description": "Ends the waiting", "inputSchema": ANY},
    {"name": "wipe", "description": "Destroys", "inputSchema": ANY, "annotations": {"destructiveHint": True}},
    {"name": "refuse", "description": "Says no", "inputSchema": ANY},
    {"name": "fail", "description": "Answers with an error", "inputSchema": ANY},
    {"name": "echo", "description": "Gives back the params", "inputSchema": ANY},
    {
        "name": "kinds",
        "description": "Gives every kind of content",
        "inputSchema": ANY,
        "icons": [{"src": "https://example.com/icon.png"}],
    },
    {"name": "wipe", "description": "The same name once more", "inputSchema": ANY},
    {"name": "shapeless", "description": "Has no schema"},
    "a bare text",
]
KINDS = [
    {"type": "text", "text": '{"json": true}', "annotations": {"audience": ["assistant"], "priority": 1}},
    {"type": "image", "data": png().decode(), "mimeType": "image/png"},
    {"type": "audio", "data": "UklGRiQAAABXQVZF", "mimeType": "audio/wav"},
    {"type": "resource_link", "uri": "bench://linked", "name": "the link"},
    {"type": "resource", "resource": {"uri": "bench://inside", "text": "embedded text"}},
    {"type": "resource", "resource": {"uri": "bench://bytes", "blob": "AAEC"}},
    {"type": "hologram", "depth": 3},
]


def send(message):
    with lock:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def notify(method, params):
    send({"method": method, "params": params})


def text(words, **more):
    return {"content": [{"type": "text", "text": words}], **more}


def wait(ident, params):
    token = params.get("_meta", {}).get("progressToken")
    for step in (1, 2):
        notify(
            "notifications/progress", {"progressToken": token, "progress": step, "total": 4, "message": f"part {step}"}
        )
    notify("notifications/message", {"level": "warning", "logger": "bench", "data": "it takes long"})
    mine = cancelled.setdefault(ident, threading.Event())
    while not released.wait(0.01):
        if mine.is_set():
            return None
    return text("released")


def call(ident, params):
    name, arguments = params["name"], params.get("arguments") or {}
    if name == "records":
        items = [{"n": n, "name": f"row {n}"} for n in range(arguments.get("count", 3))]
        return text("records", structuredContent={"items": items})
    if name == "broken":
        return text("broken", structuredContent={"items": [{"n": 1}, {"n": "two"}]})
    if name == "wait":
        return wait(ident, params)
    if name == "release":
        released.set()
        return text("done")
    if name == "refuse":
        return text("It was refused.", isError=True)
    if name == "echo":
        return text(json.dumps(params, sort_keys=True))
    if name == "kinds":
        return {"content": KINDS}
    return text(name)


def work(ident, params):
    if params["name"] == "fail":
        send({"id": ident, "error": {"code": -32050, "message": "It failed on purpose."}})
        return
    result = call(ident, params)
    if result is not None:
        send({"id": ident, "result": result})


def answer(message):
    method, params, ident = message["method"], message.get("params", {}), message["id"]
    if method == "initialize":
        info = {"name": "bench", "version": "1"}
        capabilities = {"tools": {}, "logging": {}, "tasks": {"requests": {"tools": {"call": {}}}}}
        result = {"protocolVersion": "2025-11-25", "serverInfo": info, "capabilities": capabilities}
        send({"id": ident, "result": result})
    elif method == "tools/list":
        more = int(sys.argv[sys.argv.index("--tools") + 1]) if "--tools" in sys.argv else 0
        extra = [{"name": f"tool_{n}", "description": f"number {n}", "inputSchema": ANY} for n in range(more)]
        send({"id": ident, "result": {"tools": TOOLS + extra}})
    elif method == "tools/call":
        threading.Thread(target=work, args=(ident, params), daemon=True).start()
    else:
        send({"id": ident, "error": {"code": -32601, "message": method}})


for line in sys.stdin:
    message = json.loads(line)
    if message.get("method") == "notifications/cancelled":
        cancelled.setdefault(message["params"]["requestId"], threading.Event()).set()
    elif "id" in message and "method" in message:
        answer(message)
