"""The reference server over both HTTP transports."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Phase

from .conftest import Open, rules

pytestmark = pytest.mark.anyio


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@asynccontextmanager
async def reference_server(command: list[str], transport: str, port: int) -> AsyncIterator[str]:
    """Run the server; gives its address once it listens."""
    environment = {**os.environ, "PORT": str(port)}
    async with await anyio.open_process([*command[:-1], transport], env=environment) as process:
        try:
            with anyio.fail_after(30):
                while True:
                    try:
                        await (await anyio.connect_tcp("127.0.0.1", port)).aclose()
                        break
                    except OSError:
                        await anyio.sleep(0.05)
            yield f"http://127.0.0.1:{port}/{'sse' if transport == 'sse' else 'mcp'}"
        finally:
            process.kill()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    await stream.aclose()


@pytest.mark.parametrize("era", ["auto", "2025-03-26", "2025-11-25"])
@pytest.mark.parametrize("transport", ["streamableHttp", "sse"])
async def test_the_reference_server_works_from_handshake_to_close(
    open_session: Open, everything_command: list[str], transport: str, era: str
) -> None:
    async with reference_server(everything_command, transport, free_port()) as url:
        definition = ServerDefinition("everything", HttpSettings(url), era=era)
        async with open_session(definition) as watched:
            session = watched.session
            assert session.state.phase is Phase.CONNECTED
            assert len(session.catalog.tools) >= 10
            assert isinstance(await session.call_tool("echo", {"message": "hello"}), ResultReply)
            progress: list[object] = []
            long = {"duration": 0.5, "steps": 3}
            outcome = await session.call_tool("trigger-long-running-operation", long, on_progress=progress.append)
            assert isinstance(outcome, ResultReply)
            assert len(progress) == 3
            found = rules(watched)
            assert not {
                rule for rule in found if rule.startswith(("stream-", "body-", "session-", "endpoint-", "sse-"))
            }
