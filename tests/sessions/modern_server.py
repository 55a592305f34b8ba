"""A server of the stateless era over HTTP that a test plays itself: what it does is a function in the test."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.abc import SocketAttribute, SocketStream

from inspector.servers.definition import HttpSettings, ServerDefinition

VERSION = "2026-07-28"
SERVER = "io.modelcontextprotocol/serverInfo"
SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId"


class Posted:
    """One POST, as it arrived."""

    def __init__(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.verb = first.split(" ")[0]
        self.headers = [(name.strip().lower(), value.strip()) for name, _, value in (x.partition(":") for x in lines)]
        self.message: dict[str, Any] = json.loads(body) if body else {}

    @property
    def method(self) -> str:
        return str(self.message.get("method"))

    @property
    def params(self) -> dict[str, Any]:
        return self.message.get("params") or {}

    @property
    def meta(self) -> dict[str, Any]:
        return self.params.get("_meta") or {}

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)


class Reply:
    """How one POST is answered: with a body, or with an event stream that may break."""

    def __init__(self, stream: SocketStream, posted: Posted) -> None:
        self._stream = stream
        self.posted = posted
        self.begun = False
        self.finished = False
        self.gone = anyio.Event()
        """Set when the client closed the connection."""

    async def body(self, status: int, value: Any, kind: str = "application/json", extra: str = "") -> None:
        self.begun = self.finished = True
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(raw)}\r\n{extra}\r\n"
        await self._stream.send(head.encode() + raw)

    async def result(self, value: dict[str, Any]) -> None:
        full = {"resultType": "complete", "_meta": {SERVER: {"name": "test", "version": "1"}}, **value}
        await self.body(200, {"jsonrpc": "2.0", "id": self.posted.message.get("id"), "result": full})

    async def error(self, code: int, text: str = "no", status: int = 400, data: Any = None) -> None:
        error: dict[str, Any] = {"code": code, "message": text}
        if data is not None:
            error["data"] = data
        await self.body(status, {"jsonrpc": "2.0", "id": self.posted.message.get("id"), "error": error})

    async def open_stream(self) -> None:
        self.begun = True
        await self._stream.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
            b"X-Accel-Buffering: no\r\n\r\n"
        )

    async def event(self, message: dict[str, Any]) -> None:
        if not self.begun:
            await self.open_stream()
        block = b"data: " + json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n\n"
        await self._stream.send(f"{len(block):x}\r\n".encode() + block + b"\r\n")

    async def tell(self, method: str, params: dict[str, Any]) -> None:
        await self.event({"method": method, "params": params})

    async def acknowledge(self, granted: dict[str, Any] | None = None) -> None:
        """Acknowledge a subscription; all that was asked for if `granted` is not given."""
        filters = self.posted.params["notifications"] if granted is None else granted
        await self.tell(
            "notifications/subscriptions/acknowledged",
            {"notifications": filters, "_meta": {SUBSCRIPTION: self.posted.message["id"]}},
        )

    async def end_stream(self) -> None:
        self.finished = True
        await self._stream.send(b"0\r\n\r\n")

    async def wait_until_gone(self) -> None:
        await self.gone.wait()


Handler = Callable[[Posted, Reply], Awaitable[None]]


class ModernServer:
    """What the server is and what it heard. `on` holds what a test wants done otherwise, by method."""

    def __init__(self) -> None:
        self.capabilities: dict[str, Any] = {"tools": {}}
        self.tools: list[dict[str, Any]] = []
        self.resources: list[dict[str, Any]] = []
        self.on: dict[str, Handler] = {}
        self.posts: list[Posted] = []
        self.url = ""
        self._changed = anyio.Event()

    @property
    def definition(self) -> ServerDefinition:
        return ServerDefinition("modern", HttpSettings(self.url), era=VERSION)

    def posted(self, method: str) -> list[Posted]:
        return [post for post in self.posts if post.method == method]

    async def until(self, method: str, count: int) -> Posted:
        """Wait until a method was posted so often; gives the last of them."""
        await self.until_true(lambda: len(self.posted(method)) >= count)
        return self.posted(method)[count - 1]

    async def until_true(self, fact: Callable[[], Any]) -> None:
        """Wait until something is so; whether it is, is asked again whenever `news` is called."""
        with anyio.fail_after(10):
            while not fact():
                await self._changed.wait()

    def news(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()

    async def answer(self, posted: Posted, reply: Reply) -> None:
        self.posts.append(posted)
        self.news()
        handler = self.on.get(posted.method)
        if handler is not None:
            await handler(posted, reply)
        elif "id" not in posted.message:
            await reply.body(202, b"")
        elif posted.method == "server/discover":
            await reply.result({"supportedVersions": [VERSION], "capabilities": self.capabilities, **HINTS})
        elif posted.method in LISTS:
            member, items = LISTS[posted.method], getattr(self, LISTS[posted.method], [])
            await reply.result({member: items, **HINTS})
        elif posted.method == "tools/call":
            await reply.result({"content": [{"type": "text", "text": json.dumps(posted.params.get("arguments"))}]})
        else:
            await reply.error(-32601, f"no {posted.method}", 404)


HINTS = {"ttlMs": 1000, "cacheScope": "private"}
LISTS = {
    "tools/list": "tools",
    "resources/list": "resources",
    "resources/templates/list": "resourceTemplates",
    "prompts/list": "prompts",
}


@asynccontextmanager
async def modern_server() -> AsyncIterator[ModernServer]:
    """Serve on a free port of this machine, in the test's own loop."""
    server = ModernServer()

    async def connected(stream: SocketStream) -> None:
        async with stream:
            await _serve(server, stream)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        port = listener.extra(SocketAttribute.local_port)
        server.url = f"http://127.0.0.1:{port}/mcp"
        tasks.start_soon(listener.serve, connected)
        yield server
        tasks.cancel_scope.cancel()


async def _serve(server: ModernServer, stream: SocketStream) -> None:
    """Take one request after the other from a connection."""
    buffer = b""
    while True:
        try:
            while b"\r\n\r\n" not in buffer:
                buffer += await stream.receive()
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            length = next(_lengths(head), 0)
            while len(buffer) < length:
                buffer += await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return
        posted = Posted(head, buffer[:length])
        buffer = buffer[length:]
        reply = Reply(stream, posted)
        async with anyio.create_task_group() as answering:
            answering.start_soon(_watch, stream, reply, answering.cancel_scope)
            try:
                await server.answer(posted, reply)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                return
            finally:
                answering.cancel_scope.cancel()
        if reply.gone.is_set() or not reply.finished:
            return  # a test that answers nothing, or half, wants the connection broken


async def _watch(stream: SocketStream, reply: Reply, scope: anyio.CancelScope) -> None:
    """Tell a reply that the client went away; clients send nothing while they wait."""
    try:
        await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        reply.gone.set()


def _lengths(head: bytes) -> Iterator[int]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            yield int(value)
