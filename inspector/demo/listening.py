"""Serving at an address: Streamable HTTP, and WebSocket at the same one."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from typing_extensions import override

from inspector.demo.server import DemoServer
from inspector.demo.web_socket import talk

PATH: Final = "/mcp"


class _Server(uvicorn.Server):
    """Leaves signals to the system, which ends the process at once: nothing here has to be put away."""

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(server: DemoServer, scheme: str, host: str, port: int) -> int:
    """Serve until a signal ends the process. The address, with the port that was free, is said on standard error.

    Gives the exit code if there is no listening there.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        print(f"The server cannot listen on {host}, port {port}: {_why(error)}.", file=sys.stderr)
        return 1
    app = server.streamable_http_app(streamable_http_path=PATH, host=host)

    async def converse(web_socket: WebSocket) -> None:
        await talk(server, web_socket)

    app.router.routes.append(WebSocketRoute(PATH, converse))
    config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="websockets-sansio")
    with listening:
        shown = f"[{host}]" if ":" in host else host
        print(f"{scheme}://{shown}:{listening.getsockname()[1]}{PATH}", file=sys.stderr, flush=True)
        _Server(config).run([listening])
    return 0


def _why(error: OSError | UnicodeError) -> str:
    if not isinstance(error, OSError) or not error.errno or error.errno < 0:  # below zero are those of name resolution
        return "it is no address of this machine"
    words = os.strerror(error.errno)  # the error's own text repeats the address
    return f"{words[:1].lower()}{words[1:]}"
