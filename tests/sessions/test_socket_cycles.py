"""Opening, calling, cancelling and closing again and again, on each transport over sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from inspector.servers.definition import ServerDefinition
from inspector.sessions.outcome import ResultReply
from tests.sessions import test_line_sockets as lines
from tests.sessions import test_websocket as websocket
from tests.sessions.conftest import Open

CYCLES = 200
OWN_TASKS = 1  # the test itself


@asynccontextmanager
async def serving(kind: str, folder: Path) -> AsyncIterator[ServerDefinition]:
    if kind == "ws":
        async with websocket.serving() as port:
            yield websocket.definition(port)
    else:
        async with lines.serving(path=folder / "socket" if kind == "unix" else None) as settings:
            yield lines.definition(settings)


def held() -> tuple[int, int]:
    """Count the open descriptors, as far as the system tells, and the tasks."""
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0, len(asyncio.all_tasks())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ws", "tcp", "unix"])
async def test_two_hundred_cycles_leave_neither_descriptor_nor_task(
    open_session: Open, tmp_path: Path, kind: str
) -> None:
    async with serving(kind, tmp_path) as definition:
        before = None
        for cycle in range(CYCLES):
            async with open_session(definition) as watched:
                assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
                with anyio.move_on_after(0.001):
                    await watched.session.call_tool("never", {})
            if cycle == 0:
                await settled()
                before = held()
        await settled()
        assert held() == before


async def settled() -> None:
    """Wait until the server, which is in this process too, has put its own end away."""
    with anyio.move_on_after(5):
        while len(asyncio.all_tasks()) > OWN_TASKS:
            await anyio.sleep(0.01)
