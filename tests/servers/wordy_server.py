"""A server of 2025-11-25 that says everything in one word of thousands of letters, and has a prompt of many messages."""

import json
import sys

W = "w" * 3_000
TOOL = {"name": W, "title": W, "description": W, "inputSchema": {"type": "object", "properties": {W: {"enum": [W]}}}}
PROMPTS = [{"name": W, "title": W, "description": W, "arguments": [{"name": W, "description": W}]}, {"name": "many"}]
SAID = {"role": W, "content": {"type": "resource_link", "uri": f"x://{W}", "name": W, "description": W}}
LINE = {"role": "user", "content": {"type": "text", "text": "a line of it"}}
RESULTS = {
    "tools/list": {"tools": [TOOL]},
    "prompts/list": {"prompts": PROMPTS},
    "resources/list": {"resources": [{"uri": f"x://{W}", "name": W, "title": W, "description": W, "mimeType": W}]},
    "resources/templates/list": {"resourceTemplates": [{"uriTemplate": "x://{" + W + "}", "name": W}]},
}


def answer(method, params):
    if method == "initialize":
        info = {"name": W, "title": W, "version": W}
        offers = {"tools": {}, "prompts": {}, "resources": {}, "tasks": {"list": {}}, "experimental": {W: {}}}
        version = params["protocolVersion"]
        return {"protocolVersion": version, "serverInfo": info, "instructions": W, "capabilities": offers}
    if method == "prompts/get":
        return {"messages": [LINE] * 20_000} if params["name"] == "many" else {"description": W, "messages": [SAID]}
    return RESULTS.get(method)


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    result = answer(message["method"], message.get("params", {}))
    said = {"error": {"code": -32000, "message": W, "data": W}} if result is None else {"result": result}
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], **said}) + "\n")
    sys.stdout.flush()
