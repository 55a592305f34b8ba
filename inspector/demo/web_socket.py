"""A WebSocket to a demo server: one message a text frame, subprotocol "mcp" or none.

The SDK has no such transport any more; servers without it have one, so there must be something to try it on.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import ServerMessageMetadata, SessionMessage
from mcp_types import jsonrpc_message_adapter
from starlette.websockets import WebSocket, WebSocketDisconnect

from inspector.demo.server import DemoServer

SUBPROTOCOL: Final = "mcp"
_LOOPBACK: Final[Collection[str | None]] = ("localhost", "127.0.0.1", "::1")


async def talk(server: DemoServer, socket: WebSocket) -> None:
    """Serve one client until it goes."""
    if not _may_talk(socket):
        await socket.close()  # before it was accepted, which makes it a 403
        return
    await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope["subprotocols"] else None)
    into, incoming = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    outgoing, out_of = anyio.create_memory_object_stream[SessionMessage](0)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_read, socket, into)
        tasks.start_soon(_write, socket, out_of)
        await server.serve_streams(incoming, outgoing)
        tasks.cancel_scope.cancel()


def _may_talk(socket: WebSocket) -> bool:
    """Refuse the pages of strangers: a browser lets any page open a WebSocket to this machine, and says its origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).hostname in _LOOPBACK


async def _read(socket: WebSocket, into: MemoryObjectSendStream[SessionMessage | Exception]) -> None:
    async with into:
        while True:
            frame = await socket.receive()
            if frame["type"] != "websocket.receive":
                return
            payload = frame.get("text") or frame.get("bytes") or ""
            try:
                message = jsonrpc_message_adapter.validate_json(payload, by_name=False)
            except ValueError as error:
                await into.send(error)
                continue
            metadata = ServerMessageMetadata(request_context=socket)  # its headers tell clients apart
            await into.send(SessionMessage(message, metadata))


async def _write(socket: WebSocket, out_of: MemoryObjectReceiveStream[SessionMessage]) -> None:
    async with out_of:
        async for sent in out_of:
            try:
                await socket.send_text(sent.message.model_dump_json(by_alias=True, exclude_unset=True))
            except (WebSocketDisconnect, RuntimeError):  # it went in the meantime
                return
