"""A small server without any SDK, of the handshake era. Arguments choose a vice.

plain_server.py [--noise] [--exit-on METHOD] [--silent-on METHOD] [--error-on METHOD] [--endless] [--sloppy] [--odd] [--batch]
"""

import json
import sys

TOOLS = [
    {
        "name": "add",
        "title": "Add",
        "description": "Adds two numbers",
        "inputSchema": {
            "type": "object",
            "properties": {
                "a": {"type": "number"},
                "b": {"type": "integer", "default": 1},
                "label": {"type": "string"},
                "loud": {"type": "boolean"},
                "unit": {"enum": ["none", "metres", 3]},
            },
            "required": ["a"],
        },
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "picture",
        "description": "Gives a picture",
        "inputSchema": {"type": "object"},
    },
    {
        "name": "refuse",
        "description": "Reports an error",
        "inputSchema": {"type": "object"},
        "annotations": {"destructiveHint": True},
    },
    {"name": "crash", "description": "Ends the process", "inputSchema": {"type": "object"}},
]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def call(params):
    name, arguments = params["name"], params.get("arguments") or {}
    if name == "picture":
        return {"content": [{"type": "image", "data": PNG, "mimeType": "image/png"}]}
    if name == "refuse":
        return {"content": [{"type": "text", "text": "It was refused."}], "isError": True}
    if name == "crash":
        print("last words", file=sys.stderr, flush=True)
        sys.exit(3)
    if name != "add":
        raise LookupError(f"no tool {name}")
    return {"content": [{"type": "text", "text": json.dumps(arguments, sort_keys=True)}]}


def answer(method, params):
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "serverInfo": {"name": "plain", "version": "1"},
            "capabilities": {"tools": {}, "resources": {}, "prompts": {}},
            "instructions": "Plain.",
        }
    if method == "tools/list":
        if "--endless" in sys.argv:
            return {"tools": TOOLS[:1], "nextCursor": "again"}
        return {"tools": TOOLS}
    if method == "resources/list":
        return {"resources": [{"uri": "plain://text", "name": "text", "mimeType": "text/plain"}]}
    if method == "resources/templates/list":
        return {"resourceTemplates": []}
    if method == "resources/read":
        return {"contents": [{"uri": params["uri"], "text": "the text"}]}
    if method == "prompts/list":
        return {"prompts": [{"name": "ask", "arguments": [{"name": "topic", "required": True}]}]}
    if method == "prompts/get":
        topic = params.get("arguments", {}).get("topic")
        return {"messages": [{"role": "user", "content": {"type": "text", "text": f"Tell me about {topic}."}}]}
    if method == "tools/call":
        return call(params)
    raise LookupError(method)


def option(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def misbehave():
    if "--noise" in sys.argv:
        print("this is not JSON", flush=True)
    if "--odd" in sys.argv:
        print('{"jsonrpc":"2.0","method":"\\ud800"}')
        print('{"jsonrpc":"2.0","id":' + "[" * 900 + "]" * 900 + ',"result":{}}')
        print('{"jsonrpc":"2.0","id":1e999,"result":{"tools":"\\udfff"}}')
        print('{"jsonrpc":"2.0","id":' + "9" * 5000 + ',"result":{}}', flush=True)
    if "--batch" in sys.argv:
        print('[{"jsonrpc":"2.0","method":"one"},{"jsonrpc":"2.0","method":"two"}]', flush=True)


def main():
    misbehave()
    for line in sys.stdin:
        try:
            message = json.loads(line)
        except ValueError:
            if "--refuse-noise" not in sys.argv:
                raise
            print('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}', flush=True)
            continue
        method = message.get("method")
        if "id" not in message:
            continue
        if option("--exit-on") == method:
            sys.exit(7)
        if option("--silent-on") == method:
            continue
        reply = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            if option("--error-on") == method:
                raise LookupError(method)
            reply["result"] = answer(method, message.get("params", {}))
            if "--sloppy" in sys.argv:
                reply["error"] = None
        except LookupError as error:
            reply["error"] = {"code": -32601, "message": f"not found: {error}"}
        sys.stdout.write(json.dumps([reply] if "--reply-in-batch" in sys.argv else reply) + "\n")
        sys.stdout.flush()


main()
