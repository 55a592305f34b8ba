"""Serve one of them: [--http | --tcp | --ws] NAME."""

import contextlib
import socket
import sys

from . import families, websockets
from .registry import MODERN_WEB, STDIO, WEB
from .server import Server
from .web import WebServer


def main():
    *way, name = sys.argv[1:]
    assert families.__all__, "importing them registers their servers"
    if way == ["--http"]:
        WebServer(WEB[name], name in MODERN_WEB).serve()
    elif way == ["--tcp"]:
        _serve_socket(STDIO[name])
    elif way == ["--ws"]:
        websockets.serve(name)
    else:
        server = Server()
        STDIO[name](server)
        server.serve()


def _serve_socket(make):
    """Serve each connection in its turn; the socket stands where the pipes would."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as source:
            server = Server(source, connection.fileno())
            make(server)
            with contextlib.suppress(OSError):
                server.serve()


main()
