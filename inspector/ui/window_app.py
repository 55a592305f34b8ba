"""From nothing to a window, and back to nothing: Qt, the loop, the workspace, in order."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from types import TracebackType

import platformdirs
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from inspector.sessions.era_memory import user_era_file
from inspector.sessions.terms_memory import TermsFile
from inspector.traffic.capture import CaptureError
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.collector import Collector
from inspector.ui.dialogs.unexpected_error import UnexpectedErrorDialog
from inspector.ui.icons import icon
from inspector.ui.main_window import MainWindow
from inspector.ui.settings import Settings
from inspector.ui.theme import SYSTEM, Theme
from inspector.ui.window_launch import WindowLaunch

_SIGNAL_POLL_MS = 200


class WindowApp:
    """One run of the program with a window."""

    def __init__(self, app: QApplication, launch: WindowLaunch) -> None:
        self._app = app
        self._launch = launch
        settings = Settings(platformdirs.user_config_path("mcp-loupe") / "window.ini")
        theme = Theme(app, launch.theme or settings.text("theme", SYSTEM))
        self._ended = asyncio.Event()
        self._ending = False
        self._errors: list[UnexpectedErrorDialog] = []
        self.tasks = Tasks(self.report)
        self._collector = Collector(app)
        self.workspace = Workspace(
            launch.capture or default_capture(), eras=user_era_file(), terms=TermsFile(settings.folder / "terms.json")
        )
        self.workspace.start()
        for definition in launch.definitions:
            self.workspace.add(definition)
        with theme.building():
            self.window = MainWindow(self.workspace, theme, settings, self.tasks)
        self.window.setWindowIcon(icon("search"))
        self.window.closing.connect(lambda: self.tasks.start(self._end()))

    async def run(self) -> None:
        """Show the window and stay until it is closed."""
        self.window.show()
        for server in self.workspace.servers:
            if server.definition.name == self._launch.selected:
                self.window.servers.select(server)
            if server.definition.name in self._launch.connect:
                self.tasks.start(server.open())
        if self._launch.capture is None:  # in a folder of the user's own, nothing is ours to remove
            self.window.old_captures.look()
        self.window.captures.open_all(self._launch.opened)
        if self._launch.problems:
            self.window.statusBar().showMessage("  ".join(self._launch.problems))
        await self._ended.wait()

    def stop(self) -> None:
        """End the program, as closing the window does."""
        self.window.close()

    async def _end(self) -> None:
        if self._ending:
            return
        self._ending = True
        await self.workspace.close_sessions()  # before the tasks: a call that is cancelled would take its task along
        await self.tasks.finish()
        await self.workspace.stop()
        self.window.let_close()
        self._collector.stop()
        self._ended.set()

    def report(self, error: BaseException) -> None:
        """Show an error of our own."""
        sys.__excepthook__(type(error), error, error.__traceback__)
        dialog = UnexpectedErrorDialog(error, self.window)
        self._errors.append(dialog)
        dialog.destroyed.connect(lambda: self._errors.remove(dialog) if dialog in self._errors else None)
        dialog.show()

    def hook(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """Take what a slot raised; it does not reach whoever emitted the signal."""
        if isinstance(error, KeyboardInterrupt):
            self.stop()
        else:
            self.report(error)


def default_capture() -> Path:
    """Give the file of a new capture in the user's data directory."""
    name = f"{time.strftime('%Y-%m-%d %H.%M.%S')}-{time.time_ns() % 1_000_000:06d}.mcpcap"
    return platformdirs.user_data_path("mcp-loupe") / "captures" / name


def run_window(launch: WindowLaunch) -> int:
    """Open the window and stay until it is closed; gives the exit code."""
    missing = no_display()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    app = make_application()
    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        try:
            running = WindowApp(app, launch)
        except CaptureError as error:
            print(error, file=sys.stderr)
            return 2
        sys.excepthook = running.hook
        _end_on_signals(running)
        try:
            loop.run_until_complete(running.run())
        except RuntimeError as error:  # Qt has ended the loop itself, as it does when the display is gone
            print(f"The window was lost: {error}", file=sys.stderr)
            return 1
        sys.excepthook = sys.__excepthook__
    return 0


def no_display() -> str:
    """Say that there is no screen to draw on, or nothing. Qt itself would abort and blame a library."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names):
        return ""
    return (
        "The window cannot open, because there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). "
        "Start it in a desktop session, or use a command without a window, such as probe."
    )


def make_application() -> QApplication:
    """Make the application object, or take the one there is."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["mcp-loupe"])
    app.setApplicationName("MCP Loupe")
    app.setApplicationDisplayName("MCP Loupe")
    app.setDesktopFileName("mcp-loupe")
    app.setQuitOnLastWindowClosed(False)
    return app


def _end_on_signals(running: WindowApp) -> None:
    """Let Ctrl-C, SIGTERM and the end of the terminal end the program in order.

    Python handles signals between two of its own instructions only, and Qt may wait for long without one: a
    timer gives it the chance.
    """
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: running.stop())
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # else `nohup` started it
        signal.signal(signal.SIGHUP, lambda *_: running.stop())
    timer = QTimer(running.window)
    timer.timeout.connect(lambda: None)
    timer.start(_SIGNAL_POLL_MS)
