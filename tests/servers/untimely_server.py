"""A small server without any SDK that says the right things at the wrong time. The first argument chooses a vice.

untimely_server.py VICE [--modern]      (VICE "none" for a server that errs in nothing)
"""

import json
import sys
import time

VICE = sys.argv[1]
MODERN = "--modern" in sys.argv
CAPABILITIES = {"tools": {} if MODERN else {"listChanged": True}, "prompts": {}} | ({} if MODERN else {"logging": {}})
TOOL = {"name": "work", "description": "Works.", "inputSchema": {"type": "object"}}
DONE = {"content": [{"type": "text", "text": "done"}]}
META = "io.modelcontextprotocol/"
ENDS = {"unanswered": ("", 0), "crash": ("", 3), "unended": ('{"jsonrpc":"2.0",', 0)}
TOLD = {
    "none": [("progress", {"progressToken": "TOKEN", "progress": number}) for number in (1, 2)],
    "waits": [("progress", {"progressToken": "TOKEN", "progress": 1})],
    "unrequested": [("tools/list_changed", {"_meta": {META + "subscriptionId": 1}})],
    "unsubscribed": [("resources/updated", {"uri": "file:///a"})],
    "log-unrequested": [("message", {"level": "debug", "data": "x"})],
    "log-below": [("message", {"level": "debug", "data": "x"})],
    "progress-unknown": [("progress", {"progressToken": "nobody", "progress": 1})],
    "progress-back": [("progress", {"progressToken": "TOKEN", "progress": 2})] * 2,
    "flood": [("progress", {"progressToken": "nobody", "progress": 1})] * 1_000,
    "cancels-unknown": [("cancelled", {"requestId": 4711})],
    "cancels-ours": [("cancelled", {"requestId": "ID"})],
}


def send(message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def tell(method, **params):
    send({"method": f"notifications/{method}", "params": params})


def reply(ident, result):
    if VICE == "ids-as-texts":
        ident = str(ident)
    if MODERN:
        result = {"resultType": "complete", **result}
    send({"id": ident, "result": result})


def refuse(ident, code=-32601, text="Method not found"):
    send({"id": ident, "error": {"code": code, "message": text}})


def token(params):
    return params.get("_meta", {}).get("progressToken")


def before_reply(ident, params):
    """What goes wrong while a tool works."""
    if VICE in ENDS:
        sys.stdout.write(ENDS[VICE][0])
        sys.stdout.flush()
        sys.exit(ENDS[VICE][1])
    for method, told in TOLD.get(VICE, []):
        own = {"TOKEN": token(params), "ID": ident}
        tell(
            method, **{name: own.get(value, value) if isinstance(value, str) else value for name, value in told.items()}
        )
    if VICE == "id-reused":
        for _ in range(2):
            send({"id": "again", "method": "ping"})


def after_reply(ident, params):
    """What goes wrong once a tool is done."""
    if VICE == "twice":
        reply(ident, DONE)
    elif VICE == "twice-as-text":
        reply(str(ident), DONE)
    elif VICE == "unknown":
        reply(4711, DONE)
    elif VICE == "progress-after":
        tell("progress", progressToken=token(params), progress=3)


def work(ident, params):
    before_reply(ident, params)
    if VICE in ("late", "waits"):
        waiting.append(ident)  # until it is cancelled
        return
    if VICE == "rounds":
        send({"id": ident, "result": {"resultType": "input_required", "requestState": "s"}})
        return
    reply(ident, DONE)
    after_reply(ident, params)


def page(params):
    hints = {"ttlMs": 0, "cacheScope": "private"} if MODERN else {}
    if VICE == "wrong-everywhere":
        return {"tools": [{"name": 1}] * 2_000}
    if VICE == "endless":
        return {"tools": [{**TOOL, "name": str(params.get("cursor"))}], "nextCursor": "on", **hints}
    if "cursor" not in params:
        return {"tools": [TOOL], "nextCursor": "two", **hints}
    if VICE == "scope":
        hints["cacheScope"] = "public"
    return {"tools": [{**TOOL, "name": "work" if VICE == "item-twice" else "rest"}], **hints}


def answer(ident, method, params):
    if method == "initialize":
        if VICE == "early":
            send({"id": "early", "method": "roots/list"})
            tell("tools/list_changed")
        info = {"name": "untimely", "version": "1"}
        version = params["protocolVersion"]
        reply(ident, {"protocolVersion": version, "serverInfo": info, "capabilities": CAPABILITIES})
    elif method == "server/discover" and MODERN and VICE != "undiscovered":
        hints = {"ttlMs": 0, "cacheScope": "private"}
        info = {META + "serverInfo": {"name": "untimely", "version": "1"}}
        reply(ident, {"supportedVersions": ["2026-07-28"], "capabilities": CAPABILITIES, "_meta": info, **hints})
    elif method == "ping":
        reply(ident, {"pong": True}) if VICE == "pong" else reply(ident, {})
    elif method == "tools/list":
        reply(ident, page(params))
    elif method == "tools/call":
        work(ident, params)
    elif method == "logging/setLevel":
        reply(ident, {})
    elif method == "prompts/list" and VICE != "not-found":
        reply(ident, {"prompts": []} | ({"ttlMs": 0, "cacheScope": "private"} if MODERN else {}))
    elif method == "resources/list" and VICE == "not-advertised":
        reply(ident, {"resources": []})
    else:
        refuse(ident)


waiting = []
if VICE == "noise":
    print("[info] server started", flush=True)
for line in sys.stdin:
    message = json.loads(line)
    method, params = message.get("method"), message.get("params", {})
    if method is None:
        continue  # a reply
    if "id" in message:
        answer(message["id"], method, params)
    elif VICE == "answers-notifications":
        refuse(None)
    elif method == "notifications/cancelled":
        for ident in waiting:
            reply(ident, DONE)
        waiting.clear()
if VICE == "stays":
    time.sleep(60)
