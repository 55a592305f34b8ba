"""A server as guides on the web teach them: it works, and keeps to almost nothing.

sloppy_server.py stdio | http | ws      says its address on standard error where it listens
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = "2025-06-18" if sys.argv[1] == "http" else "2024-11-05"  # and never what was asked for
TOOLS = [{"name": "add", "description": "Adds", "inputSchema": {"type": "object", "properties": {"a": {}, "b": {}}}}]
RESOURCES = [{"name": "readme", "description": "What this is"}]


def result_of(method, params):
    if method == "initialize":
        info = {"name": "sloppy", "version": "1"}
        capabilities = {"tools": True, "resources": True}
        return {"protocolVersion": VERSION, "serverInfo": info, "capabilities": capabilities}
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return {"content": str(params["arguments"]["a"] + params["arguments"]["b"])}
    if method == "resources/list":
        return {"resources": RESOURCES}
    if method == "resources/read":
        return {"contents": [{"text": f"The text of {params['name']}."}]}
    raise LookupError(method)


def reply_to(text):
    message = json.loads(text)
    reply = {"jsonrpc": "2.0", "id": message.get("id"), "result": None, "error": None}
    try:
        reply["result"] = result_of(message["method"], message.get("params", {}))
    except LookupError:
        reply["error"] = {"code": -32601, "message": "Method not found"}
    return json.dumps(reply)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = reply_to(self.rfile.read(int(self.headers["Content-Length"]))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve_http():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}/mcp", file=sys.stderr, flush=True)
    server.serve_forever()


def serve_ws():
    from websockets.sync.server import serve

    def talk(connection):
        for text in connection:
            connection.send(reply_to(text))

    with serve(talk, "127.0.0.1", 0) as server:
        print(f"ws://127.0.0.1:{server.socket.getsockname()[1]}/", file=sys.stderr, flush=True)
        server.serve_forever()


def serve_stdio():
    for line in sys.stdin:
        print(reply_to(line), flush=True)


{"stdio": serve_stdio, "http": serve_http, "ws": serve_ws}[sys.argv[1]]()
