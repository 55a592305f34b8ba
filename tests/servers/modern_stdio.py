"""A small server without any SDK, of the stateless era, over standard streams. Arguments choose a vice.

modern_stdio.py [--versions V,…] [--cancel-listen] [--mute] [--ask-forever] [--chatty] [--silent-on METHOD] [--exit-on METHOD]
    [--request] [--tasks FILE]

With `--tasks` every call becomes a task, which asks and is done when it was answered; the file keeps tasks for the
next run.
"""

import json
import sys
from pathlib import Path

ID = "io.modelcontextprotocol/subscriptionId"
LEVEL = "io.modelcontextprotocol/logLevel"
VERSIONS = sys.argv[sys.argv.index("--versions") + 1].split(",") if "--versions" in sys.argv else ["2026-07-28"]
HINTS = {"ttlMs": 60000, "cacheScope": "private"}
TOOL = {"name": "echo", "description": "Gives back what it was sent", "inputSchema": {"type": "object"}}
HEARD = []
if "--bad-header" in sys.argv:
    TOOL["inputSchema"]["properties"] = {"n": {"type": "number", "x-mcp-header": "two words"}}


KEPT = Path(sys.argv[sys.argv.index("--tasks") + 1]) if "--tasks" in sys.argv else None
TASKS = json.loads(KEPT.read_text()) if KEPT is not None and KEPT.exists() else {}


def send(message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def tell(method, params):
    send({"method": method, "params": params})


def complete(value):
    meta = {"io.modelcontextprotocol/serverInfo": {"name": "modern", "version": "1"}}
    return {"resultType": "complete", "_meta": meta, **value}


def listen(ident, params):
    """Acknowledge, and stay open: the reply comes never, or when something is posted on the stream."""
    mine = {ID: ident}
    if "--mute" in sys.argv:
        return
    tell("notifications/subscriptions/acknowledged", {"notifications": params["notifications"], "_meta": mine})
    for uri in params["notifications"].get("resourceSubscriptions", []):
        tell("notifications/resources/updated", {"uri": uri, "_meta": mine})
    if "--cancel-listen" in sys.argv:
        tell("notifications/cancelled", {"requestId": ident})


def call(params):
    if "--ask-forever" in sys.argv:
        question = {"method": "elicitation/create", "params": {"message": "Again?", "requestedSchema": {}}}
        state = str(int(params.get("requestState", "0")) + 1)
        return {"resultType": "input_required", "inputRequests": {"again": question}, "requestState": state}
    if "--chatty" in sys.argv:
        tell("notifications/message", {"level": "info", "data": "chat"})
    text = json.dumps({"arguments": params.get("arguments"), "level": params["_meta"].get(LEVEL)})
    return complete({"content": [{"type": "text", "text": text}]})


def begin_task():
    ident = f"m{len(TASKS)}"
    TASKS[ident] = {"taskId": ident, "status": "input_required", "createdAt": "2026-11-25T10:30:00Z"}
    TASKS[ident] |= {"lastUpdatedAt": "2026-11-25T10:30:00Z", "ttlMs": 60000, "pollIntervalMs": 50}
    question = {"method": "elicitation/create", "params": {"message": "Go on?", "requestedSchema": {"type": "object"}}}
    TASKS[ident]["inputRequests"] = {"go": question}
    return TASKS[ident]


def about_task(method, params):
    task = TASKS[params["taskId"]]
    if method == "tasks/update":
        text = json.dumps(params["inputResponses"])
        task |= {"status": "completed", "result": {"content": [{"type": "text", "text": text}]}}
        task.pop("inputRequests", None)
    elif method == "tasks/cancel":
        task["status"] = "cancelled"
    KEPT.write_text(json.dumps(TASKS))
    return complete(task if method == "tasks/get" else {})


def answer(method, params):
    if KEPT is not None and method == "tools/call":
        task = begin_task()
        KEPT.write_text(json.dumps(TASKS))
        return {**complete(task), "resultType": "task"}
    if params.get("taskId") in TASKS:
        return about_task(method, params)
    if method == "server/discover":
        capabilities = {"tools": {"listChanged": True}, "resources": {"subscribe": True}, "logging": {}}
        if KEPT is not None:
            capabilities["extensions"] = {"io.modelcontextprotocol/tasks": {}}
        return complete({"supportedVersions": VERSIONS, "capabilities": capabilities, **HINTS})
    if method == "tools/list":
        return complete({"tools": [TOOL], **HINTS})
    if method == "resources/list":
        return complete({"resources": [], **HINTS})
    if method == "resources/templates/list":
        return complete({"resourceTemplates": [], **HINTS})
    if method == "tools/call":
        return call(params)
    if method == "heard":
        return complete({"heard": HEARD})
    raise LookupError(method)


def reply(message):
    ident, method, params = message["id"], message["method"], message.get("params", {})
    version = params.get("_meta", {}).get("io.modelcontextprotocol/protocolVersion")
    if version not in VERSIONS:
        data = {"supported": VERSIONS, "requested": version}
        send({"id": ident, "error": {"code": -32022, "message": "Unsupported protocol version", "data": data}})
    elif method == "subscriptions/listen":
        listen(ident, params)
    elif "--silent-on" not in sys.argv or sys.argv[sys.argv.index("--silent-on") + 1] != method:
        try:
            send({"id": ident, "result": answer(method, params)})
        except LookupError as error:
            send({"id": ident, "error": {"code": -32601, "message": f"not found: {error}"}})


def main():
    if "--request" in sys.argv:
        send({"id": "q1", "method": "roots/list", "params": {}})
    for line in sys.stdin:
        message = json.loads(line)
        HEARD.append(message)
        if "--exit-on" in sys.argv and sys.argv[sys.argv.index("--exit-on") + 1] == message.get("method"):
            sys.exit(7)
        if "id" in message and "method" in message:
            reply(message)


main()
