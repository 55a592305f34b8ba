"""The answers of a server without a vice, in the handshake era and in the stateless one."""

import json

TEXT = "All is well: ä, 漢, 😀."
TOOLS = [
    {"name": "echo", "description": "Gives the text back", "inputSchema": {"type": "object"}},
    {"name": "vice", "description": "Does what this server is here for", "inputSchema": {"type": "object"}},
]
RESOURCE = {"uri": "hostile://text", "name": "text", "mimeType": "text/plain"}
PROMPT = {"name": "ask", "description": "Asks", "arguments": [{"name": "topic", "required": True}]}
LISTS = {
    "tools/list": {"tools": TOOLS},
    "resources/list": {"resources": [RESOURCE]},
    "resources/templates/list": {"resourceTemplates": []},
    "prompts/list": {"prompts": [PROMPT]},
}
INFO = {"name": "hostile", "version": "1"}
CAPABILITIES = {"tools": {"listChanged": True}, "resources": {}, "prompts": {}}
CACHING = ("server/discover", "resources/read", *LISTS)


def line(message):
    """Give a message as a line."""
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def reply(request, result):
    return {"jsonrpc": "2.0", "id": request["id"], "result": result}


def text(words):
    return {"content": [{"type": "text", "text": words}]}


def key_of(message):
    """Give what a server decides by: the tool's name in a call, else the method."""
    params = message.get("params")
    if message.get("method") == "tools/call" and isinstance(params, dict):
        return params.get("name")
    return message.get("method")


def is_modern(request):
    meta = request.get("params", {}).get("_meta", {})
    return "io.modelcontextprotocol/protocolVersion" in meta


def good(request, modern=False):
    """Give the right reply to a request; `modern` servers know no handshake, the others nothing else."""
    method = request["method"]
    result = _result(request, modern)
    if result is None:
        return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": f"No method {method}."}}
    if modern:
        result = {"resultType": "complete", **result}
        result["_meta"] = {"io.modelcontextprotocol/serverInfo": INFO}
        if method in CACHING:
            result |= {"ttlMs": 0, "cacheScope": "private"}
    return reply(request, result)


def _result(request, modern):
    method, params = request["method"], request.get("params", {})
    if method == "initialize" and not modern:
        return {"protocolVersion": params["protocolVersion"], "serverInfo": INFO, "capabilities": CAPABILITIES}
    if method == "server/discover" and modern:
        return {"supportedVersions": ["2026-07-28"], "capabilities": CAPABILITIES}
    if method == "tools/call":
        return text(TEXT)
    if method == "resources/read":
        return {"contents": [{"uri": params["uri"], "mimeType": "text/plain", "text": TEXT}]}
    if method == "prompts/get":
        return {"messages": [{"role": "user", "content": {"type": "text", "text": TEXT}}]}
    if method == "ping":
        return {}
    return LISTS.get(method)
