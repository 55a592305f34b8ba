"""Connect, call, cancel and close, again and again: what is left of it in this process."""

import asyncio
import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final, NamedTuple

import anyio

from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, SseSettings, StdioSettings
from inspector.servers.definition import WebSocketSettings as WsSettings
from inspector.sessions.outcome import ResultReply
from inspector.sessions.serving import serving
from tests.conftest import children

TESTS: Final = Path(__file__).parents[1]

KINDS: Final = {
    "stdio": ("stdio", "2025-11-25"),
    "stdio, stateless": ("stdio", "2026-07-28"),
    "Streamable HTTP": ("http", "2025-11-25"),
    "Streamable HTTP, stateless": ("http", "2026-07-28"),
    "HTTP with SSE": ("sse", "2024-11-05"),
    "WebSocket": ("ws", "2025-11-25"),
}
"""How the server of the official SDK is started (`tests/servers/sdk_server.py`), and in which revision it is spoken to.

Over stdio it is the flood server, which starts fast. The sockets without HTTP have cycles in `tests/sessions`.
"""


_IN_CACHES: Final = 100


class Held(NamedTuple):
    """What this process holds on to; `descriptors` is 0 where the system does not tell."""

    processes: int
    descriptors: int
    tasks: int
    threads: int


def held() -> Held:
    listed = Path("/proc/self/fd")
    descriptors = len(list(listed.iterdir())) if listed.exists() else 0
    return Held(len(children()), descriptors, len(asyncio.all_tasks()), threading.active_count())


def objects() -> int:
    """Count what the garbage collector knows and cannot free."""
    gc.collect()
    return len(gc.get_objects())


@contextmanager
def reachable(kind: str) -> Iterator[ServerDefinition]:
    """Start the server a kind is tried with, and say how it is reached."""
    how, era = KINDS[kind]
    if how == "stdio":
        command = [sys.executable, "-m", "tests.bench.flood_server"]
        yield ServerDefinition(kind, StdioSettings(command[0], tuple(command[1:]), cwd=str(TESTS.parent)), era=era)
        return
    command = [sys.executable, str(TESTS / "servers/sdk_server.py"), how]
    with Popen(command, stderr=PIPE, text=True) as server:
        assert server.stderr is not None
        address = server.stderr.readline().strip()
        settings: dict[str, Settings] = {
            "http": HttpSettings(address),
            "sse": SseSettings(address),
            "ws": WsSettings(address),
        }
        yield ServerDefinition(kind, settings[how], era=era)
        server.kill()


async def cycle(definition: ServerDefinition) -> None:
    """Connect, call, cancel a call under way, close."""
    async with serving(definition, None, lists=False) as session:
        with anyio.fail_after(60):
            assert isinstance(await session.call_tool("add", {"a": 1, "b": 2}), ResultReply), session.state
        with anyio.move_on_after(0.005) as patience:
            await session.call_tool("block", {})
        assert patience.cancelled_caught


async def run(kind: str, cycles: int) -> tuple[list[str], int]:
    """Go through cycles; gives what the second half left behind, and by how many objects memory has grown in it.

    The first half fills caches.
    """
    with reachable(kind) as definition:
        for _ in range(cycles // 2):
            await cycle(definition)
        before, objects_before = await settled(), objects()
        for _ in range(cycles - cycles // 2):
            await cycle(definition)
        after = await settled(before)
        grown = objects() - objects_before
        return leaks(before, after, grown, cycles), grown


async def settled(wanted: Held | None = None) -> Held:
    """Wait, within bounds, until no more is held than is wanted; if that is not known, until nothing changes."""
    last, now, steady = None, held(), 0
    for _ in range(100):
        steady = steady + 1 if now == last else 0
        if all(n <= w for n, w in zip(now, wanted, strict=True)) if wanted is not None else steady >= 10:
            break
        await anyio.sleep(0.02)
        last, now = now, held()
    return now


def leaks(before: Held, after: Held, grown: int, cycles: int) -> list[str]:
    """Say what is left.

    A leak keeps objects for each cycle; caches that fill, such as that of `urlsplit`, keep a few at first.
    """
    changes = zip(Held._fields, before, after, strict=True)
    left = [f"{now - then} {name}" for name, then, now in changes if now > then]
    return [*left, f"{grown} objects"] if grown >= max(cycles // 2, _IN_CACHES) else left
