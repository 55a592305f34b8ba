"""The log's rows, fetched from the capture when they are painted.

The model holds numbers only: how many records there are, and, while a filter is on, which ones. A million rows cost
four megabytes, and the garbage collector has nothing to walk.
"""

import json
from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from inspector.content.ansi import without_sequences
from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.filters.syntax import Filter
from inspector.ui.figures import format_duration, format_size
from inspector.ui.models.record_times import TimeMode, clock_time, span
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex

NUMBER, TIME, SERVER, DIRECTION, METHOD, SUBJECT, ID, STATUS, LATENCY, SIZE, FINDINGS, NOTE = range(12)
TITLES: Final = ("#", "time", "server", "", "method", "subject", "id", "status", "latency", "size", "⚑", "note")

_HINTS: Final = {
    NUMBER: "Number of the record; a bookmark where you marked it",
    SUBJECT: "Tool, resource, prompt, or what else it is about",
    LATENCY: "From request to reply, by the monotonic clock",
    FINDINGS: "Findings: what is odd about it",
}

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
"""The `Row` itself, for the delegate."""

TINT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The name of the colour a rule gives to the record, or None."""

_PAGE: Final = 200
_PAGES_KEPT: Final = 30
_AROUND: Final = 50
_PASSED_KEPT: Final = 2_000
_TINTS_KEPT: Final = 500
RIGHT_COLUMNS: Final = {NUMBER, TIME, ID, LATENCY, SIZE, FINDINGS}
_ARROWS: Final = {"sent": "→ sent", "received": "← received", "local": "• local"}


class RecordsModel(QAbstractTableModel):
    """Record numbers as rows. Everything else comes from the capture, a page of 200 at a time."""

    def __init__(self, reader: CaptureReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._total = 0
        self._filter: array[int] | None = None
        self._rules: list[tuple[Filter, str]] = []
        self._tints: dict[int, dict[int, str]] = {}
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._passed: OrderedDict[int, Row] = OrderedDict()
        """Rows that passed the filter, by number: they lie so far apart that pages would hold little else."""
        self._start_ns: int | None = None
        self._time_mode = TimeMode.START

    # -- what is shown ------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many records there are, filtered or not."""
        return self._total

    def grow(self, total: int) -> None:
        """Take the new number of records: one insertion, however many they are."""
        if total <= self._total:
            return
        self._forget_unfinished()
        first, self_total = self._total, total
        if self._filter is not None:
            self._total = self_total
            return
        self.beginInsertRows(QModelIndex(), first, self_total - 1)
        self._total = self_total
        self.endInsertRows()
        self._refresh_waiting(first)

    def show_all(self) -> None:
        """Take the filter off."""
        self.beginResetModel()
        self._filter = None
        self.endResetModel()

    def show_none(self) -> None:
        """Put a filter on that nothing has passed yet."""
        self.beginResetModel()
        self._filter = array("I")
        self._passed.clear()
        self.endResetModel()

    def let_go(self) -> None:
        """Show nothing any more: the capture is about to be closed."""
        self.beginResetModel()
        self._filter, self._total = None, 0
        self._pages.clear()
        self.endResetModel()

    def add_matches(self, numbers: "array[int]") -> None:
        """Take record numbers that passed the filter, in order."""
        if self._filter is None or not numbers:
            return
        first = len(self._filter)
        self.beginInsertRows(QModelIndex(), first, first + len(numbers) - 1)
        self._filter.extend(numbers)
        self.endInsertRows()

    def set_rules(self, rules: list[tuple[Filter, str]]) -> None:
        """Give the filters whose records have a colour of their own; the first that fits wins."""
        self._rules = rules
        self._tints.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(TITLES) - 1))

    def tint_of(self, number: int) -> str | None:
        """Give the name of the colour a record has by the rules; a page of records is asked about at once."""
        if not self._rules:
            return None
        page = (number - 1) // _PAGE
        tints = self._tints.get(page)
        if tints is None:
            first = page * _PAGE + 1
            while len(self._tints) > _TINTS_KEPT:
                del self._tints[next(iter(self._tints))]
            tints = self._tints[page] = {
                found: tint
                for wanted, tint in reversed(self._rules)
                for found in self._reader.matching(wanted, first, first + _PAGE - 1)
            }
        return tints.get(number)

    @property
    def time_mode(self) -> TimeMode:
        """From when times are counted."""
        return self._time_mode

    def set_time_mode(self, mode: TimeMode) -> None:
        """Count times from elsewhere."""
        self._time_mode = mode
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, TIME, TIME)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, TIME), self.index(self.rowCount() - 1, TIME))

    def refresh(self, number: int) -> None:
        """Read a record again, of which something was said."""
        page = (number - 1) // _PAGE
        self._pages.pop(page, None)
        self._tints.pop(page, None)
        self._passed.pop(number, None)
        row = self.row_of(number)
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))

    def number_at(self, row: int) -> int:
        """Give the record number of a row."""
        return self._filter[row] if self._filter is not None else row + 1

    def row_of(self, number: int) -> int:
        """Give the row of a record number, or -1 if the filter hides it."""
        if self._filter is None:
            return number - 1 if 1 <= number <= self._total else -1
        from bisect import bisect_left

        at = bisect_left(self._filter, number)
        return at if at < len(self._filter) and self._filter[at] == number else -1

    def number_of(self, row: int) -> int:
        """Give the number of the record in a row."""
        return row + 1 if self._filter is None else self._filter[row]

    def record(self, row: int) -> Row | None:
        """Give what the log shows of the record in a row."""
        if self._filter is None:
            return self._fetch(row + 1)
        number = self._filter[row]
        if number not in self._passed:
            self._fetch_passed(row)
        return self._passed.get(number)

    # -- Qt's questions -----------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        if parent.isValid():
            return 0
        return self._total if self._filter is None else len(self._filter)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(TITLES)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._time_mode.heading if section == TIME else TITLES[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._time_mode.choice.capitalize() if section == TIME else _HINTS.get(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in RIGHT_COLUMNS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() in RIGHT_COLUMNS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == TINT_ROLE:
            return self.tint_of(self.number_at(index.row()))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ROW_ROLE):
            return None
        row = self.record(index.row())
        if row is None or role == ROW_ROLE:
            return row
        text = self.text(row, index.column(), index.row())
        return text if role == Qt.ItemDataRole.DisplayRole else plain_tool_tip(_with_note(text, row))

    def text(self, row: Row, column: int, place: int) -> str:
        """Give the text of one cell; `place` is the row's number in the table."""
        if column == METHOD:
            return self._what(row)
        if column == TIME:
            return self._time(row, place)
        return visible_text(_TEXTS[column](row), 300, one_line=True)

    def _time(self, row: Row, place: int) -> str:
        if self._time_mode is TimeMode.CLOCK:
            return clock_time(row)
        if self._time_mode is TimeMode.PREVIOUS:
            before = self.record(place - 1) if place > 0 else None
            return span(row.mono_ns - before.mono_ns) if before is not None else ""
        if self._start_ns is None:
            first = self._fetch(1)
            self._start_ns = first.mono_ns if first is not None else row.mono_ns
        return span(row.mono_ns - self._start_ns)

    def _what(self, row: Row) -> str:
        """Say what a record is: its method, or for what is no message its first words."""
        if row.method is not None and row.kind != "failure":
            return visible_text(row.method, 300, one_line=True)
        return describe(row, self._reader.raw(row.seq) if row.size < 4_096 else b"")

    # -- pages --------------------------------------------------------------------------------------------------

    def _fetch_passed(self, row: int) -> None:
        """Fetch a row with those around it that passed as well."""
        if self._filter is None:
            return
        numbers = self._filter[max(0, row - _AROUND) : row + _AROUND]
        for found in self._reader.rows_of(numbers):
            self._passed[found.seq] = found
            self._passed.move_to_end(found.seq)
        while len(self._passed) > _PASSED_KEPT:
            self._passed.popitem(last=False)

    def _fetch(self, number: int) -> Row | None:
        page = (number - 1) // _PAGE
        rows = self._pages.get(page)
        if rows is None:
            first = page * _PAGE + 1
            rows = {row.seq: row for row in self._reader.rows(first, first + _PAGE - 1)}
            self._pages[page] = rows
            self._tints.pop(page, None)
            while len(self._pages) > _PAGES_KEPT:
                self._tints.pop(self._pages.popitem(last=False)[0], None)
        else:
            self._pages.move_to_end(page)
        return rows.get(number)

    def _forget_unfinished(self) -> None:
        """Drop the pages that a new batch may change: not full yet, or with requests that wait for their reply."""
        for page, rows in list(self._pages.items()):
            if len(rows) < _PAGE or any(is_waiting(row) for row in rows.values()):
                del self._pages[page]
        for number in [number for number, row in self._passed.items() if is_waiting(row)]:
            del self._passed[number]

    def _refresh_waiting(self, before: int) -> None:
        """Have the last rows painted again, whose replies may just have come."""
        if before:
            first = max(0, before - _PAGE)
            self.dataChanged.emit(self.index(first, STATUS), self.index(before - 1, FINDINGS))


def _with_note(text: str, row: Row) -> str:
    """Put what was noted on a record below a cell's text."""
    return text if row.note is None or row.note == text else f"{text}\nNote: {row.note}"


def is_waiting(row: Row) -> bool:
    """Tell whether a record is a request that has no reply yet."""
    return row.shape == "request" and row.status is None


def status_of(row: Row) -> str:
    """Say how a record ended, in a word."""
    return "waiting" if is_waiting(row) else row.status or ""


def describe(row: Row, raw: bytes) -> str:
    """Say what a record without method is."""
    text = raw.decode("utf-8", errors="replace").strip()
    if row.kind in ("process", "connection", "failure"):
        return visible_text(_event_text(text), 300, one_line=True)
    if row.kind in ("http-request", "http-response"):
        return visible_text(text.partition("\r\n")[0].removesuffix(" HTTP/1.1").removeprefix("HTTP/1.1 "), 300)
    if row.shape in ("result", "error"):
        return f"({row.shape} without request)"
    if row.kind == "stderr":
        text = without_sequences(text)
    if not raw and row.size:
        return f"({row.shape or row.kind})"
    return visible_text(text, 300, one_line=True) or "(empty line)"


def _event_text(text: str) -> str:
    try:
        facts = json.loads(text)
    except ValueError:
        return text
    if not isinstance(facts, dict):
        return text
    if facts.get("event") == "start":
        return f"process {facts.get('pid')} started: {' '.join(map(str, facts.get('command') or []))}"
    if facts.get("event") == "exit":
        return f"process {facts.get('pid')} ended with {exit_words(facts.get('code'))}"
    return str(facts.get("message", text))


def exit_words(code: Any) -> str:
    """Say a process's end in words."""
    return f"signal {-code}" if isinstance(code, int) and code < 0 else f"exit code {code}"


_TEXTS: Final[Mapping[int, Callable[[Row], str]]] = MappingProxyType(
    {
        NUMBER: lambda row: str(row.seq),
        SERVER: lambda row: row.session,
        DIRECTION: lambda row: _ARROWS.get(row.direction, row.direction),
        SUBJECT: lambda row: row.subject or "",
        ID: lambda row: row.rpc_id or "",
        STATUS: status_of,
        LATENCY: lambda row: format_duration(row.latency_ns),
        SIZE: lambda row: format_size(row.size),
        FINDINGS: lambda row: str(row.findings) if row.findings else "",
        NOTE: lambda row: row.note or "",
    }
)
"""What a cell says, by its column."""
