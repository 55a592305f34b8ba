"""A server of the handshake era whose resources change as fast as it can tell of it.

Resources: storm://0 … storm://19, each with the count of its changes, and not listed: storm://large with
nine megabytes of text, and storm://silent, of which reading is not answered. The tool `storm` tells of `count` changes a
second for `seconds`; `change` tells of one change of `uri`. A resource is subscribed to or not: all are told of.
"""

import json
import sys
import threading
import time

COUNTS: dict[str, int] = {}
LOCK = threading.Lock()
RESOURCES = [{"uri": f"storm://{n}", "name": str(n), "mimeType": "text/plain"} for n in range(20)]
RESOURCES[19]["title"] = "w" * 500
TOOLS = [{"name": name, "inputSchema": {"type": "object"}} for name in ("storm", "change")]


def send(value):
    with LOCK:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **value}) + "\n")
        sys.stdout.flush()


def tell(uri):
    COUNTS[uri] = COUNTS.get(uri, 0) + 1
    send({"method": "notifications/resources/updated", "params": {"uri": uri}})


def storm(ident, count, seconds):
    started, told = time.monotonic(), 0
    while (spent := time.monotonic() - started) < seconds:
        while told < spent * count:
            tell("storm://0")
            told += 1
        time.sleep(0.001)
    send({"id": ident, "result": {"content": [{"type": "text", "text": str(told)}]}})


def answer(ident, method, params):
    if method == "initialize":
        capabilities = {"tools": {}, "resources": {"subscribe": True}}
        return {
            "protocolVersion": params["protocolVersion"],
            "serverInfo": {"name": "storm", "version": "1"},
            "capabilities": capabilities,
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "resources/list":
        return {"resources": RESOURCES}
    if method == "resources/templates/list":
        return {"resourceTemplates": []}
    if method == "resources/read":
        uri = params["uri"]
        if uri == "storm://silent":
            return None
        if uri == "storm://large":
            return {"contents": [{"uri": uri, "mimeType": "text/plain", "text": "a line of text\n" * 600_000}]}
        return {"contents": [{"uri": uri, "mimeType": "text/plain", "text": f"change {COUNTS.get(uri, 0)}\n"}]}
    if method == "tools/call":
        arguments = params.get("arguments", {})
        if params["name"] == "storm":
            threading.Thread(target=storm, args=(ident, arguments["count"], arguments["seconds"]), daemon=True).start()
            return None
        tell(arguments["uri"])
        return {"content": []}
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if "id" in message and "method" in message:
        result = answer(message["id"], message["method"], message.get("params") or {})
        if result is not None:
            send({"id": message["id"], "result": result})
