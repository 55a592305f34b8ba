"""One client under measurement, in a process of its own: told what to do on standard input, it answers with seconds.

    python -m tests.bench.rival thin|asyncio|loupe|sdk stdio|URL

`thin` over stdio is the fairest thin loop there is: the same server program as a child process, requests written with
`json.dumps` to its pipe, lines read with `readline`, every one decoded with `json.loads`, nothing kept and nothing
looked at but the id; `asyncio` is the same on asyncio's subprocess streams. Over HTTP `thin` is httpx alone: `AsyncClient.post` with the headers the specification asks for, the
body decoded with `json.loads`. `sdk` is the official client. `loupe` is this program's session, with recording to
a capture on disk and all it does beside. What a client has put off until later it does between two measurements, for
at most half a second.
"""

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import anyio

SERVER: Final = [sys.executable, "-m", "tests.bench.flood_server"]
LEGACY: Final = "2025-11-25"
_LONGEST: Final = 1 << 26

Ask = Callable[[str, dict[str, Any]], Awaitable[object]]


class ThinLoop:
    """A pipe, `json.dumps`, `readline` and `json.loads`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._id = 0
        self.ask("initialize", {"protocolVersion": LEGACY})

    def ask(self, method: str, params: dict[str, Any]) -> None:
        self._id += 1
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        while json.loads(self._process.stdout.readline()).get("id") != self._id:
            pass

    def close(self) -> None:
        self._process.communicate()


@asynccontextmanager
async def thin(target: str) -> AsyncIterator[Ask]:
    if target != "stdio":
        async with bare_httpx(target) as ask:
            yield ask
        return
    loop = ThinLoop()

    async def ask_loop(method: str, params: dict[str, Any]) -> None:
        loop.ask(method, params)

    yield ask_loop
    loop.close()


@asynccontextmanager
async def on_asyncio(_target: str) -> AsyncIterator[Ask]:
    process = await asyncio.create_subprocess_exec(
        *SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=_LONGEST
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    ident = 0

    async def ask(method: str, params: dict[str, Any]) -> None:
        nonlocal ident
        ident += 1
        request = {"jsonrpc": "2.0", "id": ident, "method": method, "params": params}
        stdin.write(json.dumps(request).encode() + b"\n")
        await stdin.drain()
        while json.loads(await stdout.readline()).get("id") != ident:
            pass

    await ask("initialize", {"protocolVersion": LEGACY})
    yield ask
    stdin.close()
    await process.wait()


@asynccontextmanager
async def bare_httpx(url: str) -> AsyncIterator[Ask]:
    import httpx

    ident = 0
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": LEGACY}
    async with httpx.AsyncClient(headers=headers) as client:

        async def ask(method: str, params: dict[str, Any]) -> None:
            nonlocal ident
            ident += 1
            response = await client.post(url, json={"jsonrpc": "2.0", "id": ident, "method": method, "params": params})
            json.loads(response.content)

        yield ask


@asynccontextmanager
async def loupe(target: str) -> AsyncIterator[Ask]:
    from inspector.app import settle_interpreter
    from inspector.servers.definition import HttpSettings, ServerDefinition, StdioSettings
    from inspector.sessions.outcome import ResultReply
    from inspector.sessions.serving import serving

    settings = StdioSettings(SERVER[0], tuple(SERVER[1:])) if target == "stdio" else HttpSettings(target)
    definition = ServerDefinition("bench", settings, era=LEGACY)
    settle_interpreter()  # as the program does when it starts
    with tempfile.TemporaryDirectory() as folder:
        async with serving(definition, Path(folder) / "bench.mcpcap", lists=False) as session:

            async def ask(method: str, params: dict[str, Any]) -> None:
                if method == "tools/list":
                    await session.refresh("tools")
                    assert len(session.catalog.tools) > 1_000
                else:
                    assert isinstance(await session.call(method, params), ResultReply)

            yield ask


@asynccontextmanager
async def sdk(target: str) -> AsyncIterator[Ask]:
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client
    from mcp.client.streamable_http import streamable_http_client

    parameters = StdioServerParameters(command=SERVER[0], args=SERVER[1:])
    opened = stdio_client(parameters) if target == "stdio" else streamable_http_client(target)
    async with opened as streams, ClientSession(streams[0], streams[1]) as session:
        await session.initialize()

        async def ask(method: str, params: dict[str, Any]) -> None:
            if method == "tools/list":
                await session.list_tools()
            else:
                await session.call_tool(params["name"], params["arguments"])

        yield ask


async def measure(ask: Ask, what: str, amount: int) -> tuple[float, float]:
    """Do one piece of work; gives seconds by the clock, and of this process's processor time."""
    gc.collect()
    times = 1
    method, params = "tools/call", {"name": "flood", "arguments": {}}
    if what == "calls":
        times = amount
    elif what == "tools":
        method, params = "tools/list", {}
    else:
        params["arguments"] = {what: amount}
    started, used = time.perf_counter(), time.process_time()
    for _ in range(times):
        await ask(method, params)
    return time.perf_counter() - started, time.process_time() - used


async def main(name: str, target: str) -> None:
    clients: dict[str, Any] = {"thin": thin, "asyncio": on_asyncio, "loupe": loupe, "sdk": sdk}
    async with clients[name](target) as ask:
        for what in ("tools", "calls"):  # the SDK looks at the tools before the first call; the server makes them once
            await measure(ask, what, 1)
        print("ready", flush=True)
        while True:
            await anyio.sleep(0.5)
            line = sys.stdin.readline()
            if not line:
                break
            what, amount = line.split()
            print(*await measure(ask, what, int(amount)), flush=True)


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], sys.argv[2])
