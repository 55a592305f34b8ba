"""How every demo server is made: named, described, and telling clients of every revision what changes."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.mcpserver import MCPServer
from mcp.server.runner import serve_dual_era_loop
from mcp.shared.message import SessionMessage

from inspector.demo.clients import Clients, answer_unknown_prompts

Lifespan = Callable[[MCPServer], AbstractAsyncContextManager[None]]
"""What runs beside the server: entered before the first message, left after the last."""


class DemoServer(MCPServer[Any]):
    """The SDK's server, which can also be spoken to over streams of our own."""

    async def serve_streams(
        self,
        incoming: MemoryObjectReceiveStream[SessionMessage | Exception],
        outgoing: MemoryObjectSendStream[SessionMessage],
    ) -> None:
        """Serve one client until `incoming` closes. The lifespan is the application's, which runs meanwhile."""
        lowlevel = self._lowlevel_server
        options = lowlevel.create_initialization_options()
        await serve_dual_era_loop(lowlevel, incoming, outgoing, lifespan_state=None, init_options=options)


def new_server(
    name: str,
    *,
    title: str,
    description: str,
    instructions: str | None = None,
    clients: Clients | None = None,
    lifespan: Lifespan | None = None,
) -> DemoServer:
    """Make a server without tools; `clients` is given when something else wants to tell them too."""
    told = clients or Clients()
    return DemoServer(
        name,
        title=title,
        version="1.1.0",
        description=description,
        instructions=instructions,
        log_level="WARNING",
        subscriptions=told,
        middleware=(told, answer_unknown_prompts),
        lifespan=lifespan,
    )
