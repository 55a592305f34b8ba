"""What else the SDK's server can be: found out by the program, plain over HTTP, and resumed in the middle of a call."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from inspector.protocol.revisions import LATEST_LEGACY, LATEST_MODERN, REVISIONS
from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, SseSettings
from inspector.sessions.outcome import ResultReply

from .conftest import served
from .matrix import TRANSPORTS, UNPROBED
from .talk import PATIENCE, talk

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_the_newest_revision_is_found_out_over_every_transport(tmp_path: Path, transport: str) -> None:
    with served(transport) as settings:
        async with talk(ServerDefinition("SDK", settings), tmp_path / "capture") as opened:
            expected, opening = (
                (LATEST_LEGACY, "initialize") if transport in UNPROBED else (LATEST_MODERN, "server/discover")
            )
            assert opened.session.state.revision == expected
            greetings = [*opened.sent("server/discover"), *opened.sent("initialize")]
            assert [(row.method, row.status) for row in greetings] == [(opening, "ok")]
            outcome = await opened.session.call_tool("add", {"a": 1, "b": 2})
            opened.check_exchange(outcome, "tools/call", "add", "ok")
            assert opened.unjustified({}) == []


async def test_an_address_of_the_older_transport_is_spoken_to_in_it(tmp_path: Path) -> None:
    with served("sse") as settings:
        assert isinstance(settings, SseSettings)
        async with talk(ServerDefinition("SDK", HttpSettings(settings.url)), tmp_path / "capture") as opened:
            assert opened.session.state.revision == LATEST_LEGACY
            outcome = await opened.session.call_tool("add", {"a": 1, "b": 2})
            opened.check_exchange(outcome, "tools/call", "add", "ok")
            assert opened.unjustified({}) == []


@pytest.fixture(scope="module")
def with_bodies() -> Iterator[Settings]:
    with served("http-json") as settings:
        yield settings


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_server_that_answers_with_bodies_and_keeps_no_session_works(
    tmp_path: Path, with_bodies: Settings, revision: str
) -> None:
    async with talk(ServerDefinition("SDK", with_bodies, era=revision), tmp_path / "capture") as opened:
        assert opened.session.state.revision == revision
        assert len(opened.session.catalog.resources) == 6
        outcome = await opened.session.call_tool("add", {"a": 1, "b": 2})
        opened.check_exchange(outcome, "tools/call", "add", "ok")
        assert isinstance(outcome, ResultReply)
        (reply,) = [row for row in opened.rows() if row.seq == outcome.reply_seq]
        assert reply.kind == "message"
        assert opened.unjustified({}) == []


async def test_a_reply_whose_stream_was_closed_is_fetched_with_the_id_of_the_last_event(tmp_path: Path) -> None:
    with served("http-resume") as settings:
        async with talk(ServerDefinition("SDK", settings, era="2025-11-25"), tmp_path / "capture") as opened:
            with anyio.fail_after(PATIENCE):
                outcome = await opened.session.call_tool("drop", {})
            value = opened.check_exchange(outcome, "tools/call", "drop", "ok")
            assert value["content"][0]["text"] == "after the drop"
            assert isinstance(outcome, ResultReply)
            assert len(opened.sent("tools/call")) == 1
            (reply,) = [row for row in opened.rows() if row.seq == outcome.reply_seq]
            (head,) = [row for row in opened.rows() if row.seq == reply.http]
            asked = opened.raw(head).lower()
            assert asked.startswith(b"get ")
            assert b"last-event-id: " in asked
            assert opened.unjustified({}) == []
