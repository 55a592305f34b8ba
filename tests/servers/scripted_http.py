"""An HTTP/1.1 server whose every answer is written by a test, byte for byte if need be.

    async with serving(Script()) as server: ...

A `Script` answers as a well-behaved MCP server with a session id; a test's subclass changes what it is about.
"""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any, TypeVar


class Request:
    def __init__(self, head: bytes, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.head = head
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.message: Any = None
        with contextlib.suppress(ValueError):
            self.message = json.loads(body) if body else None

    @property
    def rpc(self) -> Any:
        return self.message.get("method") if isinstance(self.message, dict) else None

    @property
    def id(self) -> Any:
        return self.message.get("id") if isinstance(self.message, dict) else None


class Out:
    """The way back: whole answers, or bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.close = False

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int = 200, kind: str | None = None, length: int | None = None, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Words"]
        if kind:
            lines.append(f"Content-Type: {kind}")
        if length is None:
            self.close = True
            lines.append("Connection: close")
        else:
            lines.append(f"Content-Length: {length}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def answer(
        self, body: bytes = b"", status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        await self.head(status, kind if body else None, len(body), **headers)
        await self.raw(body)

    async def json(self, value: Any, status: int = 200, **headers: str) -> None:
        await self.answer(json.dumps(value).encode(), status, **headers)

    async def events(self, **headers: str) -> None:
        await self.head(200, "text/event-stream", **headers)

    async def event(
        self, value: Any = None, ident: str | None = None, name: str | None = None, retry: int | None = None
    ) -> None:
        lines = []
        if name is not None:
            lines.append(f"event: {name}")
        if ident is not None:
            lines.append(f"id: {ident}")
        if retry is not None:
            lines.append(f"retry: {retry}")
        if value is not None:
            lines.append("data: " + (value if isinstance(value, str) else json.dumps(value)))
        await self.raw("\n".join([*lines, "", ""]).encode())

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        while await self.reader.read(1024):
            pass


def result(request: Request, value: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request.id, "result": value}


def text(words: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": words}]}


TOOLS = [{"name": "echo", "description": "Echoes", "inputSchema": {"type": "object"}}]


class Script:
    """Answers of a server of a handshake revision. `seen` holds every request."""

    capabilities: tuple[str, ...] = ("tools",)
    session_ids: tuple[str, ...] = ("session-0000000001", "session-0000000002", "session-0000000003")

    def __init__(self) -> None:
        self.seen: list[Request] = []
        self.opened = 0
        self.closed: list[str | None] = []
        self.url = ""

    def posted(self, rpc: str) -> list[Request]:
        return [request for request in self.seen if request.method == "POST" and request.rpc == rpc]

    def got(self, method: str) -> list[Request]:
        return [request for request in self.seen if request.method == method]

    async def handle(self, request: Request, out: Out) -> None:
        if request.method == "POST":
            await self.post(request, out)
        elif request.method == "GET":
            await self.get(request, out)
        else:
            await self.delete(request, out)

    async def post(self, request: Request, out: Out) -> None:
        if request.rpc == "server/discover":
            error = {"code": -32601, "message": "Method not found"}
            await out.json({"jsonrpc": "2.0", "id": request.id, "error": error})
        elif request.rpc == "initialize":
            await self.initialize(request, out)
        elif request.id is None or request.rpc is None:
            await out.answer(status=202)
        elif request.rpc == "tools/list":
            await out.json(result(request, {"tools": TOOLS}))
        else:
            await self.call(request, out)

    async def initialize(self, request: Request, out: Out) -> None:
        ident = self.session_ids[self.opened] if self.session_ids else None
        self.opened += 1
        await out.json(self.greeting(request), **({"Mcp_Session_Id": ident} if ident else {}))

    def greeting(self, request: Request) -> dict[str, Any]:
        return result(
            request,
            {
                "protocolVersion": request.message["params"]["protocolVersion"],
                "capabilities": {name: {} for name in self.capabilities},
                "serverInfo": {"name": "scripted", "version": "1"},
            },
        )

    async def call(self, request: Request, out: Out) -> None:
        await out.json(result(request, text("done")))

    async def get(self, request: Request, out: Out) -> None:
        await out.answer(status=405)

    async def delete(self, request: Request, out: Out) -> None:
        self.closed.append(request.headers.get("mcp-session-id"))
        await out.answer(status=204)


class SseScript(Script):
    """A server of 2024-11-05: one event stream, and an endpoint to post to."""

    endpoint = "/messages?session=1"

    def __init__(self) -> None:
        super().__init__()
        self.stream: Out | None = None

    async def handle(self, request: Request, out: Out) -> None:
        if request.method == "GET":
            await self.get(request, out)
        elif request.target != self.endpoint:
            await out.answer(b"no POST here", 405, "text/plain")
        else:
            await out.answer(b"Accepted", 202, "text/plain")
            await self.post(request, _OnStream(self.stream))

    async def get(self, request: Request, out: Out) -> None:
        await out.events()
        self.stream = out
        await self.open_stream(out)
        await out.gone()

    async def open_stream(self, out: Out) -> None:
        await out.event(self.endpoint, name="endpoint")


class _OnStream(Out):
    """Sends what is meant as the body of an answer as an event instead."""

    def __init__(self, stream: Out) -> None:
        super().__init__(stream.reader, stream.writer)

    async def answer(
        self, body: bytes = b"", status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        if body:
            await self.event(body.decode(), name="message")


ScriptType = TypeVar("ScriptType", bound=Script)


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode().split(" ", 2)
    head, headers = line, {}
    while (line := await reader.readline()).strip():
        head += line
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(head + line, method, target, headers, body)


@contextlib.asynccontextmanager
async def serving(script: ScriptType, tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptType]:
    """Serve on a free port of this machine; `script.url` says where."""
    tasks: set[Any] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            while True:
                request = await _read_request(reader)
                if request is None:
                    break
                script.seen.append(request)
                out = Out(reader, writer)
                await script.handle(request, out)
                if out.close:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()
            tasks.discard(asyncio.current_task())

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    script.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/mcp"
    try:
        yield script
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
