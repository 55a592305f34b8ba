"""A real window on a real workspace, and a loop in which its coroutines run."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.collector import Collector
from inspector.ui.main_window import MainWindow
from inspector.ui.settings import Settings
from inspector.ui.theme import LIGHT, Theme


@pytest.fixture(scope="package", autouse=True)
def collector(qapp: QApplication) -> Iterator[Collector]:
    """Collect garbage in the window's thread alone, as the program does."""
    collector = Collector()
    yield collector
    collector.stop()


@pytest.fixture(autouse=True)
def _collects(collector: Collector) -> Iterator[None]:
    yield
    collector.look()


@pytest.fixture
def qt_loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """Let coroutines run whenever Qt handles events, as in the program."""
    loop = qasync.QEventLoop(qapp, set_running_loop=True, already_running=True)
    asyncio.set_event_loop(loop)
    yield loop
    asyncio.events._set_running_loop(None)
    asyncio.set_event_loop(None)
    loop._QEventLoop__is_running = False  # it was never run by itself, and would not close
    loop.close()


@dataclass
class Desk:
    """A window under test with all that belongs to it."""

    window: MainWindow
    workspace: Workspace
    theme: Theme
    settings: Settings
    qtbot: QtBot

    def connect(self, command: list[str], name: str = "server") -> SessionHandle:
        definition = ServerDefinition(name, StdioSettings(command[0], tuple(command[1:])))
        server = self.window.add_and_open(definition)
        self.until(lambda: server.state is not None and (server.state.phase in ("connected", "failed")))
        return server

    def until(self, fact: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(fact()), timeout=20_000)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, qt_loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Desk]:
    errors: list[BaseException] = []
    tasks = Tasks(errors.append)
    workspace = Workspace(tmp_path / "workspace.mcpcap")
    workspace.start()
    settings = Settings(tmp_path / "window.ini")
    theme = Theme(qapp, LIGHT)
    with theme.building():
        window = MainWindow(workspace, theme, settings, tasks)
    window.show()
    desk = Desk(window, workspace, theme, settings, qtbot)
    yield desk

    ending = qt_loop.create_task(_end(tasks, workspace))
    qtbot.waitUntil(ending.done, timeout=20_000)
    window.let_close()
    window.deleteLater()
    qapp.setStyleSheet("")  # what is tested without a window has none
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # or the next test would style it, too
    assert errors == []


async def _end(tasks: Tasks, workspace: Workspace) -> None:
    await tasks.finish()
    await workspace.stop()


@pytest.fixture
def demo_command() -> Callable[[str], list[str]]:
    return lambda name: [sys.executable, "-m", "inspector.demo", name]
