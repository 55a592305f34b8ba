"""A server of the handshake era that asks: what it sends beside its answers, the client says in a tool's arguments.

Tools: ask (sends `method` and `params`, answers with the reply), say (writes `lines`, each a JSON value),
take_back (asks, and takes the question back), refuse (answers with `error`), greeting (answers with what came in
`initialize`), heard (answers with the methods of all notifications), ask_many (asks `count` times at once), ask_and_die
(asks and ends), ask_when_cancelled (asks when the call is cancelled, and answers nothing).
"""

import json
import sys

NAMES = ("ask", "say", "take_back", "refuse", "heard", "ask_many", "ask_and_die", "ask_when_cancelled")
TOOLS = [{"name": name, "inputSchema": {"type": "object"}} for name in NAMES]
FORM = {"type": "object", "properties": {"name": {"type": "string", "default": "Ada"}}}
heard = []
greeting = {}


def send(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def read():
    for line in sys.stdin:
        message = json.loads(line)
        if isinstance(message, dict) and "id" not in message:
            heard.append(message["method"])
            continue
        return message
    sys.exit()


def wait_for(ident):
    while True:
        message = read()
        if message.get("id") == ident and "method" not in message:
            return message
        handle(message)


def elicit(ident):
    params = {"message": f"Question {ident}", "requestedSchema": FORM}
    send({"jsonrpc": "2.0", "id": ident, "method": "elicitation/create", "params": params})


def ask_many(count):
    """Ask at once, and take the answers in whatever order they come."""
    idents = {f"many-{number}" for number in range(count)}
    for ident in sorted(idents):
        elicit(ident)
    actions = []
    while idents:
        message = read()
        if "method" in message:
            handle(message)
        elif message["id"] in idents:
            idents.remove(message["id"])
            actions.append(message.get("result", {}).get("action", "error"))
    return {"content": [], "structuredContent": {"actions": actions}}


def ask_and_die():
    elicit("dying")
    send({"jsonrpc": "2.0", "id": "marker", "method": "ping"})
    wait_for("marker")
    sys.exit(3)


def ask_when_cancelled():
    for line in sys.stdin:
        if json.loads(line).get("method") == "notifications/cancelled":
            elicit("late")
            return


def call(name, arguments):
    if name == "ask_many":
        return ask_many(arguments["count"])
    if name == "ask_and_die":
        ask_and_die()
    if name == "ask":
        send({"jsonrpc": "2.0", "id": "q", "method": arguments["method"], "params": arguments.get("params", {})})
        reply = wait_for("q")
        return {"content": [], "structuredContent": {"reply": reply.get("result", reply.get("error"))}}
    if name == "take_back":
        send({"jsonrpc": "2.0", "id": "gone", "method": "sampling/createMessage", "params": {"messages": []}})
        send({"jsonrpc": "2.0", "id": "marker", "method": "ping"})
        wait_for("marker")
        send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "gone"}})
    if name == "say":
        for line in arguments["lines"]:
            send(line)
    return {"content": [], "structuredContent": {"heard": heard, "greeting": greeting}}


def answer(method, params):
    if method == "initialize":
        greeting.update(params)
        return {
            "protocolVersion": params["protocolVersion"],
            "serverInfo": {"name": "asking", "version": "1"},
            "capabilities": {"tools": {}, "completions": {}},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "completion/complete":
        return {"completion": {"values": [json.dumps(params, sort_keys=True)]}}
    if method == "ping":
        return {}
    if method == "tools/call":
        return call(params["name"], params.get("arguments") or {})
    raise LookupError(method)


def handle(message):
    if isinstance(message, list):
        send([reply_to(item) for item in message if "id" in item])
    elif "method" in message:
        send(reply_to(message))


def reply_to(message):
    params = message.get("params", {})
    if params.get("name") == "ask_when_cancelled":
        ask_when_cancelled()
        return {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "no answer"}}
    reply = {"jsonrpc": "2.0", "id": message["id"]}
    if params.get("name") == "refuse":
        return {**reply, "error": params["arguments"]["error"]}
    try:
        return {**reply, "result": answer(message["method"], params)}
    except LookupError as error:
        return {**reply, "error": {"code": -32601, "message": f"not found: {error}"}}


while True:
    handle(read())
