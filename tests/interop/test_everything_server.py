"""The reference server over its three transports."""

import os
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, SseSettings
from inspector.sessions.outcome import ResultReply

from .conftest import ROOTS, Cell, stdio
from .talk import PATIENCE, talk

pytestmark = pytest.mark.anyio

LATEST_LEGACY = "2025-11-25"
TEXT = "demo://resource/dynamic/text/1"


@contextmanager
def everything(command: list[str], transport: str) -> Iterator[Settings]:
    """Serve the reference server over one of its transports."""
    if transport == "stdio":
        yield stdio(command)
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = [*command[:-1], transport]
    environment = {**os.environ, "PORT": str(port)}
    with subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        try:
            while str(port).encode() not in process.stderr.readline():
                assert process.poll() is None
            address = f"http://127.0.0.1:{port}"
            yield SseSettings(f"{address}/sse") if transport == "sse" else HttpSettings(f"{address}/mcp")
        finally:
            process.terminate()
            process.communicate(timeout=20)


@pytest.fixture(scope="module", params=["stdio", "streamableHttp", "sse"])
async def cell(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    everything_command: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Cell]:
    path = tmp_path_factory.mktemp("everything") / "session.mcpcap"
    with everything(everything_command, request.param) as settings:
        async with talk(ServerDefinition("everything", settings, roots=ROOTS), path) as opened:
            assert opened.session.state.is_open, opened.session.state
            shared = Cell(request.param, LATEST_LEGACY, opened)
            yield shared
    assert shared.unjustified() == []


def text_of(value: Any, part: int = 0) -> str:
    return str(value["content"][part]["text"])


async def call(cell: Cell, tool: str, status: str = "ok", **arguments: Any) -> Any:
    with anyio.fail_after(PATIENCE):
        outcome = await cell.talk.session.call_tool(tool, arguments)
    return cell.talk.check_exchange(outcome, "tools/call", tool, status)


async def test_the_latest_handshake_revision_is_found_and_all_lists_are_read(cell: Cell) -> None:
    session = cell.talk.session
    assert session.state.revision == LATEST_LEGACY
    assert session.state.server_info["name"] == "mcp-servers/everything"
    wanted = {"echo", "get-sum", "get-roots-list", "trigger-sampling-request", "trigger-elicitation-request"}
    await cell.talk.until(lambda: wanted <= {tool["name"] for tool in session.catalog.tools})
    assert len(session.catalog.resources) == 7
    assert len(session.catalog.templates) == 2
    assert len(session.catalog.prompts) == 4
    assert (session.catalog.errors, session.catalog.notes) == ((), ())


async def test_calls_give_text_structure_pictures_and_links(cell: Cell) -> None:
    assert "5" in text_of(await call(cell, "get-sum", a=2, b=3))
    weather = await call(cell, "get-structured-content", location="Chicago")
    assert {"temperature", "conditions", "humidity"} <= weather["structuredContent"].keys()
    picture = await call(cell, "get-tiny-image")
    assert "image" in {part["type"] for part in picture["content"]}
    links = await call(cell, "get-resource-links", count=2)
    assert [part["type"] for part in links["content"]].count("resource_link") == 2


async def test_arguments_that_do_not_fit_are_an_error_of_the_tool(cell: Cell) -> None:
    value = await call(cell, "get-sum", "error", a="two", b=3)
    assert value["isError"] is True
    assert "-32602" in text_of(value)


async def test_progress_is_heard_and_a_cancelled_call_harms_no_other(cell: Cell) -> None:
    heard: list[Any] = []
    with anyio.fail_after(PATIENCE):
        outcome = await cell.talk.session.call_tool(
            "trigger-long-running-operation", {"duration": 0.1, "steps": 3}, on_progress=heard.append
        )
    assert isinstance(outcome, ResultReply)
    assert [one["progress"] for one in heard] == [1, 2, 3]
    begun = anyio.Event()
    async with anyio.create_task_group() as tasks:
        endless = {"duration": 1000, "steps": 20_000}
        tasks.start_soon(
            lambda: cell.talk.session.call_tool(
                "trigger-long-running-operation", endless, on_progress=lambda _params: begun.set()
            )
        )
        with anyio.fail_after(PATIENCE):
            await begun.wait()
        tasks.cancel_scope.cancel()
    assert text_of(await call(cell, "echo", message="still there")) == "Echo: still there"
    assert cell.talk.sent("notifications/cancelled")


async def test_a_subscriber_hears_of_updates(cell: Cell) -> None:
    mark = cell.talk.count()
    assert isinstance(await cell.talk.session.subscribe(TEXT), ResultReply)
    await call(cell, "toggle-subscriber-updates")
    await cell.talk.until(lambda: cell.talk.received("notifications/resources/updated", mark))
    assert {row.subject for row in cell.talk.received("notifications/resources/updated", mark)} == {TEXT}
    await call(cell, "toggle-subscriber-updates")
    assert isinstance(await cell.talk.session.unsubscribe(TEXT), ResultReply)


async def test_log_messages_come_once_a_level_is_set(cell: Cell) -> None:
    mark = cell.talk.count()
    assert isinstance(await cell.talk.session.set_level("debug"), ResultReply)
    await call(cell, "toggle-simulated-logging")
    await cell.talk.until(lambda: cell.talk.received("notifications/message", mark))
    await call(cell, "toggle-simulated-logging")


async def test_an_argument_is_completed_and_a_template_is_read(cell: Cell) -> None:
    session = cell.talk.session
    params = {
        "ref": {"type": "ref/prompt", "name": "completable-prompt"},
        "argument": {"name": "department", "value": "E"},
    }
    outcome = await session.call("completion/complete", params)
    value = cell.talk.check_exchange(outcome, "completion/complete", None, "ok")
    assert value["completion"]["values"] == ["Engineering"]
    read = cell.talk.check_exchange(await session.read_resource(TEXT), "resources/read", TEXT, "ok")
    assert read["contents"][0]["mimeType"] == "text/plain"
    got = await session.get_prompt("args-prompt", {"city": "Oslo"})
    assert "Oslo" in str(cell.talk.check_exchange(got, "prompts/get", "args-prompt", "ok"))


@pytest.mark.parametrize(
    ("tool", "arguments", "method"),
    [
        ("trigger-sampling-request", {"prompt": "Well?", "maxTokens": 5}, "sampling/createMessage"),
        ("trigger-elicitation-request", {}, "elicitation/create"),
        ("get-roots-list", {}, "roots/list"),
    ],
)
async def test_a_question_of_the_server_is_answered(
    cell: Cell, tool: str, arguments: dict[str, Any], method: str
) -> None:
    answers = {"sampling/createMessage": "Hm.", "elicitation/create": "green", "roots/list": "file:///somewhere"}
    await cell.talk.until(lambda: tool in {one["name"] for one in cell.talk.session.catalog.tools})
    value = await call(cell, tool, **arguments)
    assert answers[method] in "".join(part["text"] for part in value["content"])
    rows = cell.talk.received(method)
    assert rows
    assert {row.status for row in rows} == {"ok"}
