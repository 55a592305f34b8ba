"""Starts a demo server: `python -m inspector.demo NAME [--transport stdio|http|ws] [--host ADDRESS] [--port N]`."""

import argparse
import importlib
import logging
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from inspector.demo.server import DemoServer

SERVERS: Final[Mapping[str, str]] = {
    "calculator": "numbers, an enum, structured output, errors of a tool, tools that come and go",
    "weather": "a resource that changes, a template, pictures",
    "tasks": "a task list: add, complete, delete",
    "mailbox": "a small mailbox and a table of users",
    "files": "made-up files of several types, with a search",
    "greeting": "the smallest server there is",
    "assistant": "prompts, a slow tool with progress, tools that ask back",
}
"""Each server's module here, and what it shows off."""


def build(name: str) -> "DemoServer":
    """Make one server; only its own module is loaded."""
    server: DemoServer = importlib.import_module(f"inspector.demo.{name}").build()
    return server


def run(argv: Sequence[str]) -> int:
    """Serve until the client goes; gives the exit code. An interrupt ends the process, as a signal does."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.list:
        print("\n".join(f"{name}\t{about}" for name, about in SERVERS.items()))
        return 0
    if arguments.name is None:
        parser.error("NAME is missing: " + ", ".join(SERVERS))
    # A thread waits in a read of standard input that nothing can call back: let the signal end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        server = build(arguments.name)
    except ModuleNotFoundError as error:
        print(
            f'The demo servers need the official SDK ({error}). Install it with: pip install "mcp-loupe[demo]"',
            file=sys.stderr,
        )
        return 2
    if arguments.transport == "stdio":
        server.run("stdio")
        return 0
    from inspector.demo.listening import serve  # uvicorn, only where it is needed

    return serve(server, arguments.transport, arguments.host, arguments.port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m inspector.demo", description="The servers that come with MCP Loupe."
    )
    parser.add_argument("name", nargs="?", choices=SERVERS, metavar="NAME", help=", ".join(SERVERS))
    parser.add_argument(
        "--transport",
        choices=("stdio", "http", "ws"),
        default="stdio",
        help="how to serve (default: stdio); http and ws serve both at one address, and say it one way or the other",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on (default: 0, any free one)")
    parser.add_argument("--list", action="store_true", help="name the servers, and exit")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is no port: give a number from 0 to 65535')
    return int(text)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
