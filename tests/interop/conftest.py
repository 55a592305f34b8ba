"""One server and one session for each transport and revision, shared by the cells of a module."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from inspector.lint.finding import Finding
from inspector.servers.definition import (
    HttpSettings,
    Root,
    ServerDefinition,
    Settings,
    SseSettings,
    StdioSettings,
    WebSocketSettings,
)
from inspector.sessions.state import Phase
from tests.conftest import TESTS

from .matrix import JUSTIFIED, PLACES
from .talk import Talk, talk

SERVER = [sys.executable, str(TESTS / "servers/sdk_server.py")]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@dataclass(frozen=True)
class Cell:
    """A place in the matrix, with the session that is open there."""

    transport: str
    revision: str
    talk: Talk

    def unjustified(self, since: int = 0) -> list[Finding]:
        """Give the findings from a place on that no table justifies; notes aside."""
        return self.talk.unjustified(JUSTIFIED.get(self.transport, {}), since)


@contextmanager
def listening(command: list[str]) -> Iterator[str]:
    """Start a server that says its address as the first line of standard error; gives the address."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().strip()
        finally:
            process.terminate()
            process.communicate(timeout=20)


def settings_for(transport: str, address: str) -> Settings:
    """Give the settings of a server that listens."""
    kinds: dict[str, Callable[[str], Settings]] = {"sse": SseSettings, "ws": WebSocketSettings}
    return kinds.get(transport, HttpSettings)(address)


def stdio(command: Sequence[str], **env: str) -> Settings:
    """Give the settings of a server that the session starts itself."""
    return StdioSettings(command[0], tuple(command[1:]), env)


@contextmanager
def served(transport: str) -> Iterator[Settings]:
    """Serve over a transport; over stdio the session starts the server itself."""
    if transport == "stdio":
        yield stdio([*SERVER, "stdio"])
    else:
        with listening([*SERVER, transport]) as address:
            yield settings_for(transport, address)


ROOTS = (Root("file:///somewhere", "somewhere"),)


@pytest.fixture(scope="module", params=PLACES, ids="-".join)
async def cell(
    request: pytest.FixtureRequest, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Cell]:
    transport, revision = request.param
    path = tmp_path_factory.mktemp("matrix") / "session.mcpcap"
    with served(transport) as settings:
        async with talk(ServerDefinition("SDK", settings, era=revision, roots=ROOTS), path) as opened:
            assert opened.session.state.is_open, opened.session.state
            shared = Cell(transport, revision, opened)
            yield shared
    assert opened.session.state.phase is Phase.CLOSED
    assert shared.unjustified() == []


@pytest.fixture(autouse=True)
def _nothing_found_that_is_not_justified(request: pytest.FixtureRequest) -> Iterator[None]:
    """See after each cell that nothing in it was against the specification, but for what a table justifies."""
    if "cell" not in request.fixturenames:
        yield
        return
    cell: Cell = request.getfixturevalue("cell")
    before = len(cell.talk.session.findings())
    yield
    assert cell.unjustified(before) == []
