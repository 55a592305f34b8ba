"""A server that answers at once and floods on demand; nothing but the standard library."""

import json
import sys


def main() -> None:
    read, write = sys.stdin.buffer, sys.stdout.buffer
    for line in read:
        message = json.loads(line)
        if "id" not in message:
            continue
        method, ident = message["method"], message["id"]
        if method == "initialize":
            result: object = {
                "protocolVersion": message["params"]["protocolVersion"],
                "serverInfo": {"name": "flood", "version": "1"},
                "capabilities": {"tools": {}},
            }
        elif method == "tools/list":
            result = {"tools": [{"name": "flood", "inputSchema": {"type": "object"}}]}
        elif method == "tools/call":
            count = message["params"].get("arguments", {}).get("count", 0)
            notice = b'{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}\n'
            write.write(notice * count)
            result = {"content": [{"type": "text", "text": "done"}]}
        else:
            write.write(b'{"jsonrpc":"2.0","id":%d,"error":{"code":-32601,"message":"no"}}\n' % ident)
            write.flush()
            continue
        write.write(json.dumps({"jsonrpc": "2.0", "id": ident, "result": result}).encode() + b"\n")
        write.flush()


main()
