"""The reference server over WebSocket, by way of a gateway that others wrote."""

import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from inspector.lint.finding import Severity
from inspector.servers.definition import ServerDefinition, WebSocketSettings
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Phase
from tests.conftest import TESTS, absent
from tests.sessions.conftest import Open

GATEWAY = TESTS / "npm/node_modules/supergateway/dist/index.js"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="its child is ended with its process group")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@asynccontextmanager
async def gateway(server: list[str]) -> AsyncIterator[str]:
    """Run the gateway before a server over stdio; gives its address once it listens."""
    if not GATEWAY.exists():
        absent("supergateway")
    port, nothing = free_port(), subprocess.DEVNULL
    how = ["--stdio", " ".join(server), "--outputTransport", "ws", "--port", str(port), "--messagePath", "/message"]
    command = [server[0], str(GATEWAY), *how, "--logLevel", "none"]
    async with await anyio.open_process(command, start_new_session=True, stdin=nothing, stdout=nothing) as process:
        try:
            with anyio.fail_after(30):
                while not await _listens(port):
                    await anyio.sleep(0.05)
            yield f"ws://127.0.0.1:{port}/message"
        finally:
            os.killpg(process.pid, signal.SIGKILL)


async def _listens(port: int) -> bool:
    try:
        await (await anyio.connect_tcp("127.0.0.1", port)).aclose()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(("era", "subprotocol"), [("auto", None), ("auto", "mcp"), ("2025-03-26", None)])
async def test_the_reference_server_works_through_a_gateway(
    open_session: Open, everything_command: list[str], era: str, subprotocol: str | None
) -> None:
    async with gateway(everything_command) as url:
        settings = WebSocketSettings(url, subprotocol=subprotocol)
        async with open_session(ServerDefinition("everything", settings, era=era)) as watched:
            session = watched.session
            assert session.state.phase is Phase.CONNECTED
            assert len(session.catalog.tools) >= 10
            echo = await session.call_tool("echo", {"message": "Grüße"})
            assert isinstance(echo, ResultReply)
            assert echo.value["content"][0]["text"] == "Echo: Grüße"
            assert isinstance(await session.read_resource(session.catalog.resources[0]["uri"]), ResultReply)
            progress: list[object] = []
            long = {"duration": 0.3, "steps": 3}
            slow = await session.call_tool("trigger-long-running-operation", long, on_progress=progress.append)
            assert isinstance(slow, ResultReply)
            assert len(progress) == 3
            with anyio.move_on_after(0.2):
                await session.call_tool("trigger-long-running-operation", {"duration": 20, "steps": 2})
            assert isinstance(await session.call_tool("get-sum", {"a": 1, "b": 2}), ResultReply)
            assert [finding for finding in session.findings() if finding.severity is Severity.ERROR] == []


async def test_a_path_the_gateway_does_not_have_is_refused_with_its_status(
    open_session: Open, everything_command: list[str]
) -> None:
    async with gateway(everything_command) as url:
        wrong = ServerDefinition("everything", WebSocketSettings(url.replace("/message", "/wrong")))
        async with open_session(wrong) as watched:
            assert watched.session.state.failure is not None
            assert watched.session.state.failure.status == 400
