"""The servers that come with the program, over WebSocket."""

import subprocess
import sys
from collections.abc import Iterator

import anyio
import pytest
from websockets.sync.client import connect

from inspector.lint.situations import Situation
from inspector.servers.definition import ServerDefinition, WebSocketSettings
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Phase
from tests.sessions.conftest import Open


def serve(name: str) -> Iterator[str]:
    """Serve a demo server; gives its address, and fails where it said anything else on standard error."""
    command = [sys.executable, "-m", "inspector.demo", name, "--transport", "ws"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().strip()
        finally:
            process.terminate()
            said = process.communicate(timeout=10)[1]
        assert said == ""


@pytest.fixture(scope="module")
def weather() -> Iterator[str]:
    yield from serve("weather")


@pytest.fixture(scope="module")
def mailbox() -> Iterator[str]:
    yield from serve("mailbox")


def definition(url: str, era: str = "auto", subprotocol: str | None = "mcp") -> ServerDefinition:
    return ServerDefinition("demo", WebSocketSettings(url, subprotocol=subprotocol), era=era)


@pytest.mark.parametrize("subprotocol", ["mcp", None])
@pytest.mark.parametrize(
    ("era", "revision"), [("auto", "2026-07-28"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2024-11-05")]
)
async def test_a_demo_server_speaks_every_era_over_websocket_with_subprotocol_and_without(
    open_session: Open, weather: str, era: str, revision: str, subprotocol: str | None
) -> None:
    async with open_session(definition(weather, era, subprotocol)) as watched:
        assert watched.session.state.revision == revision
        assert watched.session.state.facts.get("subprotocol") == subprotocol
        assert len(watched.session.catalog.tools) == 3
        outcome = await watched.session.call_tool("get_forecast", {"city": "Lima", "days": 2})
        assert isinstance(outcome, ResultReply)
        assert Situation.WEBSOCKET_SUBPROTOCOL not in {finding.rule for finding in watched.session.findings()}


async def test_two_clients_over_websocket_hear_of_changes_each_in_the_way_of_its_era(
    open_session: Open, mailbox: str
) -> None:
    letter = {"to": {"email": "ada@example.org"}, "subject": "Slugs", "body": "Too many."}
    async with open_session(definition(mailbox, "2025-06-18")) as old, open_session(definition(mailbox)) as new:
        before = len(old.session.catalog.resources)
        assert isinstance(await new.session.call_tool("send_letter", {"letter": letter}), ResultReply)
        with anyio.fail_after(15):
            await old.hear("notifications/resources/list_changed")
        await old.until(lambda: len(old.session.catalog.resources) == before + 1)


async def test_a_client_that_goes_without_a_word_does_not_keep_the_others_from_hearing(
    open_session: Open, weather: str
) -> None:
    with connect(weather) as socket:  # it subscribes and is cut off
        socket.send(
            '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},'
            '"clientInfo":{"name":"test","version":"1"}}}'
        )
        socket.recv()
        socket.send('{"jsonrpc":"2.0","method":"notifications/initialized"}')
        socket.send('{"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"weather://now"}}')
        socket.recv()
        socket.socket.close()
    async with open_session(definition(weather, "2025-06-18")) as watched:
        assert isinstance(await watched.session.call("resources/subscribe", {"uri": "weather://now"}), ResultReply)
        with anyio.fail_after(15):
            params = await watched.hear("notifications/resources/updated")
        assert params == {"uri": "weather://now"}


async def test_a_page_of_a_stranger_is_refused(open_session: Open, weather: str) -> None:
    settings = WebSocketSettings(weather, headers=(("Origin", "https://example.org"),))
    async with open_session(ServerDefinition("demo", settings)) as watched:
        assert watched.session.state.phase is Phase.FAILED
        assert watched.session.state.failure is not None
        assert watched.session.state.failure.status == 403


async def test_another_path_than_the_servers_is_refused_with_a_status(open_session: Open, weather: str) -> None:
    async with open_session(definition(weather.replace("/mcp", "/elsewhere"))) as watched:
        assert watched.session.state.failure is not None
        assert watched.session.state.failure.status in (403, 404)
