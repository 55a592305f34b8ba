"""Servers that people use every day, each with what it is good for."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.servers.definition import ServerDefinition
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Phase
from tests.conftest import TESTS, absent, node_program

from .conftest import stdio
from .talk import PATIENCE, Talk, talk

pytestmark = pytest.mark.anyio

PYPI = TESTS / "pypi/.venv/bin"
NPM = TESTS / "npm/node_modules"
MODERN, LATEST_LEGACY, OLDEST = "2026-07-28", "2025-11-25", "2024-11-05"

OF_THE_NOISE = {
    "not-json": "The server greets the user on standard output.",
    "stdout-noise": "The same, said of the transport.",
}


def pypi(name: str) -> list[str]:
    """Give the command of a server from PyPI."""
    if not (PYPI / name).exists():
        absent(name)
    return [str(PYPI / name)]


def npm(path: str) -> list[str]:
    """Give the command of a server from npm."""
    node = node_program()
    if node is None or not (NPM / path).exists():
        absent(path)
    return [node or "node", str(NPM / path)]


def text_of(value: Any) -> str:
    return str(value["content"][0]["text"])


async def call(opened: Talk, tool: str, status: str = "ok", **arguments: Any) -> Any:
    with anyio.fail_after(PATIENCE):
        outcome = await opened.session.call_tool(tool, arguments)
    return opened.check_exchange(outcome, "tools/call", tool, status)


@pytest.mark.parametrize("revision", [MODERN, OLDEST])
async def test_a_server_with_noise_on_stdout_works_and_its_noise_is_kept(tmp_path: Path, revision: str) -> None:
    definition = ServerDefinition("Word", stdio(pypi("word_mcp_server")), era=revision)
    document = tmp_path / "letter.docx"
    async with talk(definition, tmp_path / "capture") as opened:
        assert opened.session.state.revision == revision
        assert len(opened.session.catalog.tools) == 54
        await call(opened, "create_document", filename=str(document), title="Letter")
        await call(opened, "add_paragraph", filename=str(document), text="Dear inspector")
        assert "Dear inspector" in text_of(await call(opened, "get_document_text", filename=str(document)))
        noise = [opened.raw(row) for row in opened.rows() if row.shape == "not JSON"]
        assert b"Starting Word Document MCP Server with stdio transport...\n" in noise
        assert opened.unjustified(OF_THE_NOISE) == []
        found = [finding.rule for finding in opened.session.findings()]
        assert (found.count("not-json"), found.count("stdout-noise")) == (len(noise), 1)
    assert opened.session.state.phase is Phase.CLOSED
    assert document.exists()


@pytest.mark.parametrize("revision", [MODERN, LATEST_LEGACY])
async def test_the_time_is_converted_in_both_eras(tmp_path: Path, revision: str) -> None:
    async with talk(ServerDefinition("time", stdio(pypi("mcp-server-time")), era=revision), tmp_path / "c") as opened:
        wish = {"source_timezone": "Asia/Tokyo", "time": "12:00", "target_timezone": "Asia/Kolkata"}
        converted = json.loads(text_of(await call(opened, "convert_time", **wish)))
        assert "T08:30:00" in converted["target"]["datetime"]
        refused = await call(opened, "get_current_time", "error", timezone="Nowhere/At All")
        assert refused["isError"] is True
        assert opened.unjustified({}) == []


async def test_a_knowledge_graph_is_watched_while_it_grows(tmp_path: Path) -> None:
    uri = "memory://knowledge-graph"
    command = npm("@modelcontextprotocol/server-memory/dist/index.js")
    definition = ServerDefinition("memory", stdio(command, MEMORY_FILE_PATH=str(tmp_path / "memory.jsonl")))
    async with talk(definition, tmp_path / "capture") as opened:
        assert opened.session.state.revision == LATEST_LEGACY
        assert isinstance(await opened.session.subscribe(uri), ResultReply)
        entity = {"name": "Loupe", "entityType": "inspector", "observations": ["enlarges"]}
        await call(opened, "create_entities", entities=[entity])
        await opened.until(lambda: opened.received("notifications/resources/updated"))
        (row,) = opened.received("notifications/resources/updated")
        assert row.subject == uri
        read = opened.check_exchange(await opened.session.read_resource(uri), "resources/read", uri, "ok")
        assert "enlarges" in read["contents"][0]["text"]
        assert opened.unjustified({}) == []


async def test_a_server_that_answers_with_the_oldest_revision_is_spoken_to_in_it(tmp_path: Path) -> None:
    definition = ServerDefinition("commands", stdio(npm("mcp-server-commands/build/index.js")))
    async with talk(definition, tmp_path / "capture") as opened:
        assert opened.session.state.revision == OLDEST
        assert [row.status for row in opened.sent("server/discover")] == ["error"]
        (initialize,) = opened.sent("initialize")
        assert opened.value(initialize)["params"]["protocolVersion"] == LATEST_LEGACY
        value = await call(opened, "run_command", command="echo from the oldest")
        assert any("from the oldest" in part["text"] for part in value["content"])
        got = await opened.session.get_prompt("run_command", {"command": "echo of a prompt"})
        prompt = opened.check_exchange(got, "prompts/get", "run_command", "ok")
        assert "of a prompt" in json.dumps(prompt["messages"])
        assert opened.unjustified({}) == []
