"""Starts a demo server: `python -m inspector.demo NAME [--transport stdio|http] [--port N]`."""

import argparse
import importlib
import logging
import os
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

SERVERS: Final = {
    "calculator": "numbers, an enum, structured output, errors of a tool",
    "weather": "a resource that changes, a template, pictures",
    "tasks": "a task list: add, complete, delete",
    "mailbox": "a small mailbox and a table of users",
    "files": "made-up files of several types, with a search",
    "greeting": "the smallest server there is",
    "assistant": "prompts, a slow tool with progress, tools that ask back",
}


def build(name: str) -> "MCPServer":
    """Make one server; only its own module is loaded."""
    server: MCPServer = importlib.import_module(f"inspector.demo.{name}").build()
    return server


def run(argv: Sequence[str]) -> int:
    """Serve until the client goes, or the user interrupts; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m inspector.demo", description="The servers that come with MCP Loupe."
    )
    parser.add_argument("name", nargs="?", choices=SERVERS, metavar="NAME", help=", ".join(SERVERS))
    parser.add_argument("--transport", choices=("stdio", "http"), default="stdio", help="how to serve (default: stdio)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    parser.add_argument("--list", action="store_true", help="name the servers, and exit")
    arguments = parser.parse_args(argv)
    if arguments.list:
        for name, about in SERVERS.items():
            print(f"{name}\t{about}")
        return 0
    if arguments.name is None:
        parser.error("NAME is missing: " + ", ".join(SERVERS))
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        if arguments.transport == "stdio":
            build(arguments.name).run("stdio")
        else:
            _serve_http(arguments.name, arguments.host, arguments.port)
    except KeyboardInterrupt:
        return 130
    return 0


def _serve_http(name: str, host: str, port: int) -> None:
    """Serve Streamable HTTP; the address, with the port that was free, is said on standard error."""
    import uvicorn  # only for this transport

    server = build(name)
    app = server.streamable_http_app()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
        print(f"http://{host}:{listening.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1)
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    code = run(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # a thread that still reads standard input must not hold the process
