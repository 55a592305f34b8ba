"""Servers that keep to the specification get no finding of severity error, whatever is done with them.

The official SDK's server is looked at cell by cell in `conftest`, the reference server in `test_everything_server`;
these are the demos, and the oldest revision.
"""

import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, StdioSettings
from inspector.servers.demo import DEMO_NAMES, demo_definition
from inspector.sessions.session import Session

from .conftest import listening
from .talk import PATIENCE, talk

pytestmark = pytest.mark.anyio

JUSTIFIED = {
    "content-type-revision": "The demos give links to resources in revisions that did not have them yet, and so does "
    "the SDK they are made with.",
}
"""Rules of severity error that are broken before 2025-06-18, and why that is so."""

_LONG = ("trigger-long-running-operation", "simulate-research-query", "gzip-file-as-resource", "work_slowly")
"""Tools that work for seconds, or fetch from the network."""


async def use_all(session: Session) -> None:
    """Call each tool with arguments that its schema describes, read each resource, and get each prompt."""
    assert session.state.is_open, session.state
    for tool in session.catalog.tools:
        if tool["name"] not in _LONG:
            arguments = example_for(describe(tool["inputSchema"]))
            await session.call("tools/call", {"name": tool["name"], "arguments": arguments}, on_progress=print)
    for resource in session.catalog.resources:
        await session.read_resource(resource["uri"])
    for prompt in session.catalog.prompts:
        await session.get_prompt(prompt["name"], {argument["name"]: "1" for argument in prompt.get("arguments", [])})
    await session.refresh()
    await session.ping()


async def errors(settings: Settings, era: str, path: Path) -> list[Any]:
    justified = JUSTIFIED if era in ("2024-11-05", "2025-03-26") else {}
    async with talk(ServerDefinition("clean", settings, era=era), path / "session.mcpcap") as heard:
        with anyio.fail_after(2 * PATIENCE):
            await use_all(heard.session)
        heard.session.findings()  # all is checked; what the end brings is added
    return heard.errors(justified)


async def test_the_reference_server_has_no_errors_in_the_oldest_revision(
    everything_command: list[str], tmp_path: Path
) -> None:
    settings = StdioSettings(everything_command[0], tuple(everything_command[1:]))
    assert await errors(settings, "2024-11-05", tmp_path) == []


@pytest.mark.parametrize(
    ("name", "era"),
    [*((name, "auto") for name in DEMO_NAMES), ("mailbox", "2024-11-05"), ("assistant", "2025-11-25")],
)
async def test_a_demo_has_no_errors_over_stdio(name: str, era: str, tmp_path: Path) -> None:
    assert await errors(demo_definition(name).settings, era, tmp_path) == []


@pytest.mark.parametrize(("name", "era"), [("weather", "auto"), ("mailbox", "2025-03-26"), ("assistant", "auto")])
async def test_a_demo_has_no_errors_over_http(name: str, era: str, tmp_path: Path) -> None:
    with listening([sys.executable, "-m", "inspector.demo", name, "--transport", "http"]) as address:
        assert await errors(HttpSettings(address), era, tmp_path) == []
