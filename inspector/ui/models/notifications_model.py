"""Log messages and other notifications as rows, read from the capture when they are painted."""

import json
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication
from typing_extensions import override

from inspector.protocol import methods
from inspector.traffic.capture import CaptureReader
from inspector.traffic.record import payload_of
from inspector.ui.figures import format_size
from inspector.ui.models.titled_model import Index, RecordNumbersModel
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.json_tree import preview
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

TIME, LEVEL, LOGGER, DATA = range(4)
_KEPT: Final = 1_000
_READ_AT_MOST: Final = 5_000_000
_READ_IN_LIST: Final = 100_000
_READ_OF_BATCH: Final = 500_000
_SHOWN: Final = 300
_ITEMS: Final = 1_000
"""Messages of one batch that have a row."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. `what` is its level, or its method where it is no log message; `data` what it says."""

    seq: int
    elapsed_ns: int
    what: str
    logger: str
    data: Any
    problem: str = ""


class NotificationsModel(RecordNumbersModel):
    """Notifications by their records; what is painted is kept for a while."""

    titles = ("time", "level", "logger", "data")
    right = (TIME,)

    def __init__(self, reader: CaptureReader, parent: QObject | None = None) -> None:
        super().__init__(reader, parent)
        self._read: OrderedDict[tuple[int, int], Notice] = OrderedDict()
        self._items: dict[int, list[int]] = {}
        """By the number of a batch: which of its messages have a row, in order; their rows follow one another."""
        self._start_ns: int | None = None

    @override
    def clear(self) -> None:
        self._read.clear()
        self._items.clear()
        super().clear()

    def notice(self, row: int, *, whole: bool = False) -> Notice:
        """Give what stands in a row; big ones are read for the list only as far as their size, unless `whole`."""
        number = self._numbers[row]
        items = self._items.get(number)
        item = items[row - bisect_left(self._numbers, number)] if items is not None else -1
        found = None if whole else self._read.get((number, item))
        if found is None:
            found = self._fetch(number, _READ_AT_MOST if whole else _READ_IN_LIST, item)
            self._read[number, item] = found
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return found

    def add_batch(self, number: int, passes: Callable[[dict[str, Any]], bool]) -> None:
        """Add those messages of a batch that pass, each in a row of its own; one that is too large has none."""
        rows = self._reader.rows(number, number)
        messages = self._messages(number, rows[0].kind) if rows and rows[0].size <= _READ_OF_BATCH else []
        items = [at for at, each in enumerate(messages) if isinstance(each, dict) and passes(each)][:_ITEMS]
        if items:
            first = bisect_left(self._numbers, number)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._items[number] = items
            self._numbers[first:first] = array("I", [number] * len(items))
            self.endInsertRows()

    def _messages(self, number: int, kind: str) -> list[Any]:
        """Give the messages in a record; none where it cannot be read."""
        try:
            found = json.loads(payload_of(kind, self._reader.raw(number)))
        except (ValueError, RecursionError):
            return []
        return found if isinstance(found, list) else [found]

    def _fetch(self, number: int, limit: int, item: int) -> Notice:
        rows = self._reader.rows(number, number)
        if not rows:
            return Notice(number, 0, "", "", None, "The record is not there.")
        row = rows[0]
        if self._start_ns is None:
            first = self._reader.rows(1, 1)
            self._start_ns = first[0].mono_ns if first else row.mono_ns
        elapsed = row.mono_ns - self._start_ns
        is_log = row.method == methods.LOG_MESSAGE
        what = (row.subject or "") if is_log else (row.method or "")
        if row.size > limit and item < 0:
            return Notice(number, elapsed, what, "", None, f"{format_size(row.size)}: see it in the message log")
        messages = self._messages(number, row.kind)[max(0, item) :]
        if not messages:
            return Notice(number, elapsed, what, "", None, "It cannot be read.")
        message = messages[0]
        params = message.get("params") if isinstance(message, dict) else None
        if item >= 0:
            method = message.get("method")
            is_log = method == methods.LOG_MESSAGE
            said = params.get("level") if is_log and isinstance(params, dict) else method
            what = said if isinstance(said, str) else ""
        if not is_log or not isinstance(params, dict):
            return Notice(number, elapsed, what, "", params)
        logger = params.get("logger")
        return Notice(number, elapsed, what, logger if isinstance(logger, str) else "", params.get("data"))

    # -- Qt's questions -----------------------------------------------------------------------------------------

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column()) | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole):
            return None
        notice = self.notice(index.row())
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = colours_for(QGuiApplication.palette())
            return QColor(_colour(notice.what, colours)) if index.column() == LEVEL else None
        text = cell_text(notice, index.column())
        return text if role == Qt.ItemDataRole.DisplayRole else plain_tool_tip(text)


def cell_text(notice: Notice, column: int) -> str:
    """Give the text of one cell."""
    if column == TIME:
        return f"+{notice.elapsed_ns / 1e9:.3f}"
    if column == DATA:
        return notice.problem or one_line(notice.data)
    return visible_text(notice.what if column == LEVEL else notice.logger, 200, one_line=True)


def one_line(data: Any) -> str:
    """Write data on one line: text as it is, all else as JSON, cut where it is long."""
    if isinstance(data, str):
        return visible_text(data[:_SHOWN], one_line=True) + ("…" if len(data) > _SHOWN else "")
    try:
        text = json.dumps(data, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = preview(data)
    return visible_text(text, _SHOWN, one_line=True)


def _colour(what: str, colours: Colours) -> str:
    if what in ("error", "critical", "alert", "emergency"):
        return colours.error
    if what in ("warning", "notice"):
        return colours.finding
    return colours.muted if what == "debug" else colours.text
