"""The console: what servers wrote to standard error, and when their processes started and ended."""

from array import array
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.syntax import And, Comparison, Filter, Flag, Or
from inspector.ui.delegates.console_delegate import ConsoleDelegate
from inspector.ui.log.following_table import FollowingTable
from inspector.ui.log.seeker import Seeker
from inspector.ui.models.console_model import SERVER, TEXT, TIME, ConsoleModel
from inspector.ui.models.record_search import RecordSearch
from inspector.ui.widgets.find_bar import FindBar

_OUTPUT: Final[Filter] = Or((Flag("stderr"), Flag("process")))
_ALL: Final = "All servers"
_COPIED_LINES: Final = 20_000


class ConsolePanel(QWidget):
    """Shows the output of all servers or of one, as it grows. Nothing is wiped when a server ends.

    It looks for lines only while it is seen. Raises `CaptureError` where the capture cannot be opened.
    """

    record_requested = Signal(int)
    said = Signal(str)

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = CaptureReader(path)
        self._search = RecordSearch(path, self)
        self._search.found.connect(self._take_found)
        self._closed = False
        self._seen = False
        self._total = 0
        self._searched = 0
        self._target = 0
        self.model = ConsoleModel(self._reader, self)
        self.table = FollowingTable(self)
        self._delegate = ConsoleDelegate(self.table)
        self.servers = QComboBox(self)
        self.servers.setAccessibleName("Servers whose output is shown")
        self.servers.addItem(_ALL)
        self._count = QLabel(self)
        self._empty = QLabel("What servers write to standard error, and the start and end of their processes, "
                             "appear here.", self)  # fmt: skip
        self.find_bar = FindBar("Find in the console", self)
        self._seeker = Seeker(self._search, self.find_bar, self._wanted, self._current, "line")
        self._build()
        self.grow(self._reader.count())

    def _build(self) -> None:
        self._build_table()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.servers.currentIndexChanged.connect(lambda _number: self._begin_anew())
        self._seeker.reached.connect(self._go_to)
        self._seeker.missed.connect(self.said)
        self.find_bar.changed.connect(lambda text, _case: self._mark_text(text))
        self.find_bar.left.connect(self.table.setFocus)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(self.servers)
        bar.addStretch(1)
        bar.addWidget(self._count)
        bar.addWidget(self.table.follower)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.find_bar)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(self._delegate)
        table.setAccessibleName("Console")
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = table.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.model, header))  # or it walks every row at Ctrl+A
        header.hide()
        digit = table.fontMetrics().horizontalAdvance("0")
        table.setColumnWidth(TIME, 14 * digit)
        table.setColumnWidth(SERVER, 14 * digit)
        table.customContextMenuRequested.connect(self._open_menu)
        table.doubleClicked.connect(lambda index: self.record_requested.emit(self.model.number_at(index.row())))
        table.verticalScrollBar().valueChanged.connect(lambda _value: QTimer.singleShot(0, self._fit))
        copying = QShortcut(QKeySequence.StandardKey.Copy, table)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)

    # -- growing ------------------------------------------------------------------------------------------------

    def grow(self, total: int) -> None:
        """Take the number of records there are now."""
        self._total = total
        if not self._closed and self._seen:
            self._catch_up()

    def see(self, seen: bool) -> None:
        """Say whether the user sees this, where that is not told by Qt: behind another dock it counts as shown."""
        self._seen = seen
        self.grow(self._total)

    def look_for_more(self) -> None:
        """Show what somebody else has written since."""
        if not self._closed:
            self.grow(self._reader.count())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.see(True)

    def _catch_up(self) -> None:
        if self._searched < self._target or self._target >= self._total:
            return
        first, self._target = self._target + 1, self._total
        if first == 1:
            self._search.start(self._wanted(), self._total)
        else:
            self._search.go_on(first, self._total)

    def _take_found(self, numbers: "array[int]", searched: int) -> None:
        self._searched = searched
        self.model.add(numbers)
        if numbers:
            self._name_servers()
        self._tell_count()
        self.table.follow()
        if self._seen:
            self._catch_up()

    def _begin_anew(self) -> None:
        self._search.stop()
        self.model.clear()
        self._searched = self._target = 0
        self.table.setColumnHidden(SERVER, self.servers.currentIndex() > 0)
        self._tell_count()
        self.grow(self._total)

    def _wanted(self) -> Filter:
        if self.servers.currentIndex() <= 0:
            return _OUTPUT
        return And((Comparison("session", "==", self.servers.currentText()), _OUTPUT))

    def _name_servers(self) -> None:
        known = {self.servers.itemText(number) for number in range(self.servers.count())}
        for session in self._reader.sessions():
            if session.transport == "stdio" and session.name not in known:
                known.add(session.name)
                self.servers.addItem(session.name)

    def _tell_count(self) -> None:
        rows = self.model.rowCount()
        self._count.setText(f"{rows:,} {'line' if rows == 1 else 'lines'}" if rows else "")
        self._empty.setVisible(rows == 0)
        self.table.setVisible(rows > 0)
        self._fit()

    def _fit(self) -> None:
        """Make the last column as wide as the longest line that was seen, so that one can scroll to its end."""
        table = self.table
        others = sum(table.columnWidth(column) for column in (TIME, SERVER) if not table.isColumnHidden(column))
        needed = table.fontMetrics().horizontalAdvance("0") * (self.model.widest + 2)
        width = max(table.viewport().width() - others, needed)
        if table.columnWidth(TEXT) != width:
            table.setColumnWidth(TEXT, width)

    # -- finding ------------------------------------------------------------------------------------------------

    @property
    def has_focus(self) -> bool:
        """Whether the user is in here."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def find_text(self) -> None:
        """Let the user look for a text."""
        self.find_bar.begin()

    def _mark_text(self, text: str) -> None:
        self._delegate.needle = text
        self.table.viewport().update()

    def _current(self) -> int | None:
        index = self.table.currentIndex()
        return self.model.number_at(index.row()) if index.isValid() else None

    def _go_to(self, number: int) -> None:
        row = self.model.row_of(number)
        if row >= 0:
            self.table.go_to_row(row, TEXT)

    # -- what can be done with lines ----------------------------------------------------------------------------

    def selected_rows(self) -> list[int]:
        """Give the rows that are selected, in order, as many as can be copied."""
        found: list[int] = []
        selection = self.table.selectionModel().selection()
        for part in map(selection.at, range(selection.size())):
            found += range(part.top(), min(part.bottom() + 1, part.top() + _COPIED_LINES))
        return sorted(set(found))[:_COPIED_LINES]

    def copy(self, *, exact: bool = False) -> None:
        """Copy the selected lines as they look, or exactly as they came, with what colours them."""
        rows = self.selected_rows()
        if exact:
            raws = (self._reader.raw(self.model.number_at(row)) for row in rows)
            lines = [raw.decode("utf-8", errors="replace").rstrip("\r\n") for raw in raws]
        else:
            lines = [line.text for row in rows if (line := self.model.line(row)) is not None]
        QGuiApplication.clipboard().setText("\n".join(lines))
        if len(rows) == _COPIED_LINES:
            self.said.emit(f"{_COPIED_LINES:,} lines were copied; Export gives all of them.")

    def _open_menu(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self.copy)
        menu.addAction("Copy with Escape Sequences", partial(self.copy, exact=True))
        menu.addAction("Select All", self.table.selectAll)
        if index.isValid():
            number = self.model.number_at(index.row())
            menu.addSeparator()
            menu.addAction("Show in Messages", lambda: self.record_requested.emit(number))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def close_capture(self) -> None:
        """Let go of the capture's file."""
        self._closed = True
        self._search.close()
        self.model.clear()
        self._reader.close()
