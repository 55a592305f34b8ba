"""Opening, calling, cancelling and closing again and again leaves nothing behind."""

import asyncio
from pathlib import Path

import anyio
import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition, SseSettings
from inspector.sessions.outcome import ResultReply
from tests.servers.scripted_http import Out, Request, Script, SseScript, result, serving, text

from .conftest import Open, until

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CYCLES = 200


class Slow(Script):
    """Answers the tool `echo`, and no other; keeps a stream open."""

    async def get(self, request: Request, out: Out) -> None:
        await out.events()
        await out.gone()

    async def call(self, request: Request, out: Out) -> None:
        if request.message["params"]["name"] == "echo":
            await out.json(result(request, text("done")))
        else:
            await out.events()
            await out.gone()


class SlowSse(SseScript):
    async def call(self, request: Request, out: Out) -> None:
        if request.message["params"]["name"] == "echo":
            await out.json(result(request, text("done")))


def held() -> tuple[int, int]:
    """Count the open descriptors, as far as the system tells, and the tasks."""
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0, len(asyncio.all_tasks())


@pytest.mark.parametrize(("script", "settings"), [(Slow, HttpSettings), (SlowSse, SseSettings)], ids=["http", "sse"])
async def test_two_hundred_cycles_leave_neither_descriptor_nor_task(
    open_session: Open, script: type[Script], settings: type[HttpSettings | SseSettings]
) -> None:
    class Endless(script):  # type: ignore[misc, valid-type]
        session_ids = ()

    own = len(asyncio.all_tasks())
    async with serving(Endless()) as server:
        before = None
        for _ in range(CYCLES):
            async with open_session(ServerDefinition("server", settings(server.url), era="2025-11-25")) as watched:
                assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
                with anyio.move_on_after(0.01):
                    await watched.session.call_tool("never", {})
            if before is None:
                await until(lambda: len(asyncio.all_tasks()) == own)
                before = held()
        await until(lambda: held() == before)
