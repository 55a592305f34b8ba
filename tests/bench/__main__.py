"""Compare this program's engine with a thin loop of `json.loads` and with the official SDK, over stdio."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.sessions.serving import serving
from inspector.sessions.session import Session

SERVER = [sys.executable, str(Path(__file__).parent / "flood_server.py")]
CALLS = 3_000
NOTICES = 20_000
ROUNDS = 3


class Thin:
    """What no client can be faster than: a pipe, `json.dumps` and `json.loads`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._id = 0
        self.ask("initialize", {"protocolVersion": "2025-11-25"})

    def ask(self, method: str, params: dict[str, object]) -> None:
        self._id += 1
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        while json.loads(self._process.stdout.readline()).get("id") != self._id:
            pass

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def call(count: int) -> dict[str, object]:
    return {"name": "flood", "arguments": {"count": count}}


def thin() -> tuple[float, float]:
    client = Thin()
    started = time.perf_counter()
    for _ in range(CALLS):
        client.ask("tools/call", call(0))
    calls = time.perf_counter() - started
    started = time.perf_counter()
    client.ask("tools/call", call(NOTICES))
    notices = time.perf_counter() - started
    client.close()
    return calls, notices


async def timed(one: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    started = time.perf_counter()
    for _ in range(CALLS):
        await one(0)
    calls = time.perf_counter() - started
    started = time.perf_counter()
    await one(NOTICES)
    return calls, time.perf_counter() - started


async def ours() -> tuple[float, float]:
    definition = ServerDefinition("bench", StdioSettings(SERVER[0], tuple(SERVER[1:])), era="2025-11-25")
    with tempfile.TemporaryDirectory() as folder:
        async with serving(definition, Path(folder) / "bench.mcpcap", lists=False) as session:
            return await timed(lambda count: _call(session, count))


async def _call(session: Session, count: int) -> object:
    return await session.call("tools/call", call(count))


async def sdk() -> tuple[float, float]:
    parameters = StdioServerParameters(command=SERVER[0], args=SERVER[1:])
    async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
        await session.initialize()
        return await timed(lambda count: session.call_tool("flood", {"count": count}))


def main() -> None:
    clients: dict[str, Callable[[], tuple[float, float]]] = {
        "thin loop": thin,
        "this program": lambda: anyio.run(ours),
        "official SDK": lambda: anyio.run(sdk),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
    for _ in range(ROUNDS):
        for name, run in clients.items():
            times[name].append(run())
    print(f"{CALLS} sequential calls and {NOTICES} notifications over stdio; medians of {ROUNDS} rounds\n")
    print(f"{'':14}{'calls/s':>10}{'to thin':>9}{'notifications':>15}{'to thin':>9}")
    base = [median(column) for column in zip(*times["thin loop"], strict=True)]
    for name, rounds in times.items():
        calls, notices = (median(column) for column in zip(*rounds, strict=True))
        print(f"{name:14}{CALLS / calls:>10.0f}{base[0] / calls:>9.2f}{notices:>14.3f}s{notices / base[1]:>9.2f}")


main()
