"""What a small server of the handshake era replies: the counterpart of transports whose server is in the test itself."""

import json
from typing import Any

TOOLS = [
    {"name": name, "description": f"The tool {name}", "inputSchema": {"type": "object"}}
    for name in ("echo", "never", "big")
]


def reply_to(line: bytes | str) -> bytes | None:
    """Give the reply to a message, without line feed, or None where none is due. "never" is never answered."""
    message = json.loads(line)
    if "id" not in message or message.get("params", {}).get("name") == "never":
        return None
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], **_outcome(message)}).encode()


def _outcome(message: dict[str, Any]) -> dict[str, Any]:
    method, params = message["method"], message.get("params", {})
    if method == "initialize":
        return {
            "result": {
                "protocolVersion": params["protocolVersion"],
                "serverInfo": {"name": "plain", "version": "1"},
                "capabilities": {"tools": {}},
            }
        }
    if method == "tools/list":
        return {"result": {"tools": TOOLS}}
    if method == "tools/call":
        text = "x" * params["arguments"]["size"] if params["name"] == "big" else json.dumps(params["arguments"])
        return {"result": {"content": [{"type": "text", "text": text}]}}
    return {"error": {"code": -32601, "message": "not found"}}
