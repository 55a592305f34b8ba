"""Captures of earlier runs: offered to be opened again, and let go when they were kept long enough."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFile, QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from inspector.traffic.keeping import StoredCapture, is_let_go, kept_too_long, stored_captures
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.figures import format_size
from inspector.ui.preferences import Preferences

_OFFERED: Final = 15


class RecentCaptures(QMenu):
    """The newest captures of a folder, but for the one that is being written."""

    chosen = Signal(Path)

    def __init__(self, current: Path, parent: QWidget | None = None) -> None:
        super().__init__("Recent Captures", parent)
        self._current = current
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for capture in _others(self._current)[:_OFFERED]:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(capture.changed))
            action = self.addAction(f"{when}   {format_size(capture.size)}", partial(self.chosen.emit, capture.path))
            action.setToolTip(str(capture.path))
        if self.isEmpty():
            self.addAction("There are none yet").setEnabled(False)


class OldCaptures(QObject):
    """Lets captures go that are beyond the limits the user has set, and says which."""

    said = Signal(str)

    def __init__(self, current: Path, preferences: Preferences, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = current
        self._preferences = preferences
        self._tasks = tasks

    def look(self) -> None:
        """Look once, beside the window."""
        self._tasks.start(self._look())

    async def _look(self) -> None:
        days = self._preferences.amount("captures.keep-days")
        megabytes = self._preferences.amount("captures.keep-megabytes")
        work = partial(let_go, self._current, days=days, megabytes=megabytes)
        gone = await asyncio.get_running_loop().run_in_executor(None, work)
        if gone:
            size = format_size(sum(capture.size for capture in gone))
            captures = "capture was" if len(gone) == 1 else "captures were"
            self.said.emit(f"{len(gone)} old {captures} moved to the trash ({size}), as the preferences have it.")


def let_go(
    current: Path, *, days: int, megabytes: int, trash: Callable[[str], object] = QFile.moveToTrash
) -> list[StoredCapture]:
    """Move captures to the trash that are beyond the limits; gives those that went. What cannot go stays."""
    captures = stored_captures(current.parent)
    over = kept_too_long(captures, days=days, megabytes=megabytes)
    gone = [capture for capture in over if capture.path != current and is_let_go(capture.path)]
    return [capture for capture in gone if _went(capture.path, trash)]


def _went(path: Path, trash: Callable[[str], object]) -> bool:
    trash(str(path))
    return not path.exists()


def _others(current: Path) -> list[StoredCapture]:
    return [capture for capture in stored_captures(current.parent) if capture.path != current]
