"""The tasks of one server as rows, the newest first."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication
from typing_extensions import override

from inspector.sessions.tasks import UNKNOWN, Task, TaskStatus
from inspector.ui.models.titled_model import Index, TitledModel
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

STATUS, WHAT, MESSAGE, PROGRESS, CREATED, UPDATED, EXPIRES, POLL, ID = range(9)


_SEARCHED: Final = 2_000
"""Characters of each text that are searched."""


class TasksModel(TitledModel):
    """Takes a server's tasks; a search over call, message, status and id hides the others."""

    titles = ("status", "call", "message", "progress", "created", "updated", "expires", "poll", "id")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, Task] = {}
        self._shown: list[str] = []
        self._search = ""

    @property
    def total(self) -> int:
        """How many tasks there are, found or not."""
        return len(self._all)

    def set_tasks(self, tasks: dict[str, Task]) -> None:
        """Take the tasks of another server."""
        self.beginResetModel()
        self._all = dict(tasks)
        self._shown = self._found()
        self.endResetModel()

    def take(self, tasks: Collection[Task]) -> None:
        """Take tasks that are new or changed, in order; they are one change of the rows."""
        self._all.update({task.id: task for task in tasks})
        shown = set(self._shown)
        new = [task.id for task in tasks if task.id not in shown and self._matches(task)]
        if new:
            self.beginInsertRows(QModelIndex(), 0, len(new) - 1)
            self._shown[:0] = reversed(new)
            self.endInsertRows()
        changed = {task.id for task in tasks}.intersection(shown)
        rows = [row for row, ident in enumerate(self._shown) if ident in changed] if changed else []
        if rows:
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], len(self.titles) - 1))

    def search(self, text: str) -> None:
        """Show only tasks with all words of a text."""
        self.beginResetModel()
        self._search = text
        self._shown = self._found()
        self.endResetModel()

    def tick(self) -> None:
        """Have what depends on the time painted again."""
        if self._shown:
            self.dataChanged.emit(self.index(0, UPDATED), self.index(len(self._shown) - 1, EXPIRES))

    def task(self, row: int) -> Task | None:
        """Give the task of a row."""
        return self._all.get(self._shown[row]) if 0 <= row < len(self._shown) else None

    def row_of(self, ident: str) -> int:
        """Give the row of a task, or -1."""
        return self._shown.index(ident) if ident in self._shown else -1

    def _found(self) -> list[str]:
        return [ident for ident in reversed(self._all) if self._matches(self._all[ident])]

    def _matches(self, task: Task) -> bool:
        said = (task.id, task.status, task.message, task.method, task.subject)
        text = " ".join(words[:_SEARCHED] for words in said).casefold()
        return all(word in text for word in self._search.casefold().split())

    # -- Qt's questions -----------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        task = self.task(index.row()) if index.isValid() else None
        if task is None:
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = colours_for(QGuiApplication.palette())
            return QColor(_colour(task, colours)) if index.column() == STATUS else None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(task, index.column())
        if role != Qt.ItemDataRole.ToolTipRole:
            return None
        times = {CREATED: task.created, UPDATED: task.updated}
        said = times.get(index.column())
        return plain_tool_tip(cell_text(task, index.column()) if said is None else _clock(said, whole=True))


def cell_text(task: Task, column: int) -> str:
    """Give the text of one cell."""
    if column == PROGRESS:
        return say_progress(task)
    if column == EXPIRES:
        return say_expiry(task)
    plain = {
        STATUS: say_status(task),
        WHAT: " ".join(filter(None, (task.method, task.subject))),
        MESSAGE: task.message,
        CREATED: _clock(task.created),
        UPDATED: _clock(task.updated),
        POLL: f"{task.poll_interval / 1000:g} s" if task.poll_interval is not None else "",
        ID: task.id,
    }
    return visible_text(plain[column], 300, one_line=True)


def say_status(task: Task) -> str:
    """Say a task's state in words."""
    words = {TaskStatus.INPUT_REQUIRED.value: "input required", UNKNOWN: "not known any more", "": "not asked yet"}
    return words.get(task.status, visible_text(task.status, 60, one_line=True))


def say_progress(task: Task) -> str:
    """Say how far it is, as far as that is known."""
    if task.progress is None:
        return ""
    return f"{task.progress:g} of {task.total:g}" if task.total else f"{task.progress:g}"


def say_expiry(task: Task) -> str:
    """Say how long the server keeps it, from the time it was created."""
    if task.ttl is None:
        return ""
    created = _time(task.created)
    if created is None:
        return f"kept for {_span(task.ttl / 1000)}"
    left = task.ttl / 1000 - (datetime.now(UTC) - created).total_seconds()
    return f"in {_span(left)}" if left > 0 else f"{_span(-left)} ago"


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _clock(text: str, *, whole: bool = False) -> str:
    """Write a time by the clock here; the day alone where that is another one. What is no time stays as it came."""
    time = _time(text)
    if time is None:
        return text
    try:
        here = time.astimezone()
    except (OverflowError, OSError):
        return text
    is_today = here.date() == datetime.now(here.tzinfo).date()
    return here.strftime("%Y-%m-%d %H:%M:%S" if whole else "%H:%M:%S" if is_today else "%Y-%m-%d")


def _colour(task: Task, colours: Colours) -> str:
    known = {
        TaskStatus.WORKING: colours.waiting,
        TaskStatus.INPUT_REQUIRED: colours.finding,
        TaskStatus.COMPLETED: colours.ok,
        TaskStatus.FAILED: colours.error,
    }
    return next((colour for status, colour in known.items() if status == task.status), colours.muted)
