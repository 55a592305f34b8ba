"""A stdio server that answers at once and floods on demand; nothing but the standard library.

Replies to calls are made of ready bytes, so that the clients are measured and not this.
"""

import json
import sys
import time
from functools import cache
from typing import Any, BinaryIO, Final

NOTICE: Final = b'{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}\n'
DONE: Final = b'{"content":[{"type":"text","text":"done"}]}'
TOOLS: Final = 5_000


def initialized(params: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "protocolVersion": params["protocolVersion"],
            "serverInfo": {"name": "flood", "version": "1"},
            "capabilities": {"tools": {}},
        }
    ).encode()


def discovered() -> bytes:
    return json.dumps(
        {
            "resultType": "complete",
            "supportedVersions": ["2026-07-28"],
            "capabilities": {"tools": {}},
            "_meta": {"io.modelcontextprotocol/serverInfo": {"name": "flood", "version": "1"}},
        }
    ).encode()


@cache
def many_tools() -> bytes:
    """4.4 MB of tools; made before anyone's time runs, at the first asking."""
    properties = {f"argument_{n}": {"type": "string", "description": "What it is for. " * 6} for n in range(5)}
    schema = {"type": "object", "properties": properties, "required": ["argument_0"]}
    tools = [{"name": f"tool_{n}", "description": f"Tool {n}.", "inputSchema": schema} for n in range(TOOLS)]
    return json.dumps({"tools": [{"name": "flood", "inputSchema": {"type": "object"}}, *tools]}).encode()


def text(size: int) -> bytes:
    return b'{"content":[{"type":"text","text":"' + b"x" * size + b'"}]}'


def structure(size: int) -> bytes:
    """Give a result of about so many bytes that is no single text but many small values."""
    item = b'{"name":"item","values":[1,2.5,null,true],"text":"some words of a text"}'
    return b'{"content":[],"structuredContent":{"items":[' + b",".join([item] * (size // len(item))) + b"]}}"


def called(params: dict[str, Any]) -> tuple[int, bytes]:
    """Give how many notices come first, and the result."""
    arguments = params["arguments"]
    size = arguments.get("size", 0)
    if "json" in arguments:
        return 0, structure(arguments["json"])
    return arguments.get("count", 0), text(size) if size else DONE


def answer(message: dict[str, Any]) -> tuple[int, bytes | None]:
    """Give how many notices come first, and the result; None for a method that is not there."""
    method, params = message["method"], message.get("params", {})
    if method == "tools/call":
        return called(params)
    if method == "initialize":
        return 0, initialized(params)
    if method == "server/discover":
        return 0, discovered()
    if method == "tools/list":
        return 0, many_tools()
    return 0, None


def is_left_open(message: dict[str, Any]) -> bool:
    """Tell whether a request is one that is never answered."""
    return bool(message["method"] == "tools/call" and message["params"]["name"] == "block")


def reply(ident: int, result: bytes | None) -> bytes:
    if result is None:
        return b'{"jsonrpc":"2.0","id":%d,"error":{"code":-32601,"message":"no"}}' % ident
    return b'{"jsonrpc":"2.0","id":%d,"result":%b}' % (ident, result)


def paced(write: BinaryIO, count: int, rate: int) -> None:
    """Write so many notices at so many a second."""
    started, sent = time.monotonic(), 0
    while sent < count:
        due = min(count, int((time.monotonic() - started) * rate) + 1)
        write.write(NOTICE * (due - sent))
        write.flush()
        sent = due
        time.sleep(0.01)


def main() -> None:
    read, write = sys.stdin.buffer, sys.stdout.buffer
    for line in read:
        message = json.loads(line)
        if "id" in message and not is_left_open(message):
            count, result = answer(message)
            rate = message["params"].get("arguments", {}).get("rate") if message["method"] == "tools/call" else None
            if rate:
                paced(write, count, rate)
                count = 0
            write.write(NOTICE * count + reply(message["id"], result) + b"\n")
            write.flush()


if __name__ == "__main__":
    main()
