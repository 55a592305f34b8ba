"""Logs: what the selected server says unasked, log messages by level and logger, or all its notifications."""

import time
from array import array
from collections import deque
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.protocol import methods
from inspector.protocol.capabilities import has
from inspector.protocol.revisions import WITH_BATCHES
from inspector.schema.document import write
from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.syntax import And, Comparison, Filter, Flag, Or, Text
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.log_levels import LEVELS, ask_for_level
from inspector.ui.models.notifications_model import DATA, LEVEL, LOGGER, TIME, NotificationsModel, cell_text
from inspector.ui.models.record_search import RecordSearch
from inspector.ui.tab_panel import SplitPanel
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.rows_view import RowsView
from inspector.ui.widgets.tinted_label import TintedLabel

_ROW: Final = 20
_PAUSE_MS: Final = 200
_TEXT_SHOWN: Final = 200_000
_SLICE: Final = 0.008
_NOTHING, _TREE, _WORDS = range(3)


class LogsPanel(SplitPanel):
    """Reads the capture and keeps nothing but record numbers; looks only while it is in front."""

    title = "Logs"

    def __init__(self, path: Path, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._server: SessionHandle | None = None
        self._reader = CaptureReader(path)
        self._search = RecordSearch(path, self)
        self._search.found.connect(self._take_found)
        self._batches = RecordSearch(path, self)
        self._batches.found.connect(self._take_batches)
        self._pending: deque[int] = deque()
        """Numbers of batches whose messages are not among the rows yet."""
        self._merging = QTimer(self)
        self._searched = self._target = self._total = 0
        self._is_stale = True
        self._is_closed = False
        self.model = NotificationsModel(self._reader, self)
        self.asked = QComboBox(self)
        self.kind = QComboBox(self)
        self.level = QComboBox(self)
        self.logger = QLineEdit(self)
        self.search_line = QLineEdit(self)
        self.count_label = QLabel(self)
        self.said = TintedLabel(lambda colours: colours.muted, self)
        self.table = RowsView(_ROW, self)
        self.empty = QLabel(self)
        self.tree = JsonTreeView(self)
        self.words = QPlainTextEdit(self)
        self.log_button = QToolButton(self)
        self._detail = QStackedWidget(self)
        self._later = QTimer(self)
        self._build()
        self._connect()
        self.set_server(None)

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.asked.addItems(["none", *LEVELS])
        self.asked.setToolTip("From which level on the server is asked for log messages")
        self.asked.setAccessibleName("Ask the server for")
        self.kind.addItems(["Log Messages", "All Notifications"])
        self.kind.setAccessibleName("What is shown")
        self.level.addItems(["any level", *(f"{level} and above" for level in LEVELS[1:])])
        self.level.setAccessibleName("Level")
        self.logger.setPlaceholderText("any logger")
        self.logger.setAccessibleName("Logger")
        self.logger.setClearButtonEnabled(True)
        self.search_line.setPlaceholderText("Search logs")
        self.search_line.setAccessibleName("Search logs")
        self.search_line.setClearButtonEnabled(True)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(QLabel("Ask the server for", self))
        bar.addWidget(self.asked)
        bar.addWidget(self.said, 1)
        for widget in (self.kind, self.level):
            bar.addWidget(widget)
        bar.addWidget(self.logger)
        bar.addWidget(self.search_line, 1)
        bar.addWidget(self.count_label)
        self._build_table()
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty, 1)
        column.addWidget(self.table, 1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_detail())
        self.splitter.setSizes([820, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.splitter, 1)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setFont(monospaced_font())
        table.setAccessibleName("Log messages")
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in ((TIME, 80), (LEVEL, 90), (LOGGER, 130)):
            header.resizeSection(column, width)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(12, 12, 12, 12)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _build_detail(self) -> QWidget:
        self.words.setReadOnly(True)
        self.words.setFont(monospaced_font())
        self.words.setAccessibleName("Text of the log message")
        self._detail.addWidget(QWidget(self))
        self._detail.addWidget(self.tree)
        self._detail.addWidget(self.words)
        self.log_button.setText("Show in Log")
        self.log_button.setToolTip("Select the record in the message log")
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 8, 2)
        row.addStretch(1)
        row.addWidget(self.log_button)
        column.addLayout(row)
        column.addWidget(self._detail, 1)
        return right

    def _connect(self) -> None:
        self.asked.activated.connect(self._ask)
        for box in (self.kind, self.level):
            box.currentIndexChanged.connect(self._again)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._again)
        self._merging.setSingleShot(True)
        self._merging.timeout.connect(self._merge)
        for line in (self.logger, self.search_line):
            line.textChanged.connect(self._later.start)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.table.activated.connect(lambda _index: self._show_record())
        self.log_button.clicked.connect(self._show_record)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.table)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy_rows)

    # -- the server ---------------------------------------------------------------------------------------------

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self._server is not None:
            self._server.state_changed.disconnect(self._show_level)
        self._server = server
        if server is not None:
            server.state_changed.connect(self._show_level)
        self.said.setText("")
        self._show_level()
        self._again()

    def _show_level(self) -> None:
        server = self._server
        is_open = server is not None and server.is_open
        self.asked.setEnabled(is_open)
        self.asked.setCurrentText((server.log_level if server is not None else None) or "none")
        if server is not None and server.state is not None and is_open and not self.said.text():
            announced = has(server.state.capabilities, "logging")
            self.said.setText("" if announced else "The server announces no logging.")
        self._show_emptiness()

    def _ask(self, index: int) -> None:
        server = self._server
        if server is not None and server.is_open:
            self._tasks.start(self._ask_for(server, LEVELS[index - 1] if index else None))

    async def _ask_for(self, server: SessionHandle, level: str | None) -> None:
        sentence = await ask_for_level(server, level)
        if server is self._server:
            self.said.setText(sentence)

    # -- searching ----------------------------------------------------------------------------------------------

    def grow(self, total: int) -> None:
        """Take the number of records there are now."""
        self._total = total
        if self.isVisible() and not self._is_closed:
            self._go_on()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_closed:
            return
        if self._is_stale:
            self._again()
        else:
            self._go_on()

    def _again(self) -> None:
        """Search from the beginning: another server, or another filter."""
        self._later.stop()
        is_log = self.kind.currentIndex() == 0
        self.level.setEnabled(is_log)
        self.logger.setEnabled(is_log)
        self._search.stop()
        self._batches.stop()
        self._pending.clear()
        self.model.clear()
        self._show_detail()
        self._is_stale = not self.isVisible()
        self._searched, self._target = 0, 0
        if self._server is not None and not self._is_stale and self._total:
            self._target = self._total
            self._search.start(self._wanted(self._server), self._target)
            if self._has_batches:
                self._batches.start(And((*_from(self._server), Comparison("shape", "==", "batch"))), self._target)
        self._show_emptiness()

    def _wanted(self, server: SessionHandle) -> Filter:
        """Give the filter of the log for what is to be shown."""
        parts = _from(server)
        if self.kind.currentIndex() == 0:
            parts.insert(0, Comparison("method", "==", methods.LOG_MESSAGE))
            least = self.level.currentIndex()
            if least:
                parts.append(Or(tuple(Comparison("subject", "==", level) for level in LEVELS[least:])))
            if self.logger.text():
                parts.append(Comparison("body", "==", self.logger.text(), ("params", "logger")))
        else:
            parts.insert(0, Flag("notification"))
        if self.search_line.text():
            parts.append(Text(self.search_line.text()))
        return And(tuple(parts))

    def _go_on(self) -> None:
        if self._server is None or self._searched < self._target or self._target >= self._total:
            return
        if self._target == 0:
            self._again()
            return
        first, self._target = self._target + 1, self._total
        self._search.go_on(first, self._target)
        if self._has_batches:
            self._batches.go_on(first, self._target)

    def _take_found(self, numbers: "array[int]", searched: int) -> None:
        bar = self.table.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        self._searched = searched
        self.model.add(numbers)
        if numbers:
            self._show_emptiness()
            if follows:
                self.table.scrollToBottom()
        self._merge()
        self._go_on()

    @property
    def _has_batches(self) -> bool:
        state = self._server.state if self._server is not None else None
        return state is not None and state.revision == WITH_BATCHES

    def _take_batches(self, numbers: "array[int]", _searched: int) -> None:
        self._pending.extend(numbers)
        self._merge()

    def _merge(self) -> None:
        """Put the messages of batches among the rows, as far as all before them are there, for a few milliseconds."""
        end = time.monotonic() + _SLICE
        while self._pending and self._pending[0] <= self._searched:
            if time.monotonic() > end:
                self._merging.start()
                break
            self.model.add_batch(self._pending.popleft(), self._passes)
            self._show_emptiness()

    def _passes(self, message: dict[str, Any]) -> bool:
        """Tell whether a message of a batch is one that is to be shown, as `_wanted` does of whole records."""
        params = message.get("params")
        params = params if isinstance(params, dict) else {}
        if "method" not in message or "id" in message:
            return False
        if self.kind.currentIndex() == 0:
            least, logger = self.level.currentIndex(), self.logger.text()
            if message["method"] != methods.LOG_MESSAGE:
                return False
            if (least and params.get("level") not in LEVELS[least:]) or (logger and params.get("logger") != logger):
                return False
        return self.search_line.text().lower() in write(message, indent=None).lower()

    def _show_emptiness(self) -> None:
        count = self.model.rowCount()
        self.count_label.setText(f"{count:,}" if count else "")
        self.table.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self.empty.setText("" if count else self._why_empty())

    def _why_empty(self) -> str:
        if self._server is None:
            return "Log messages of the selected server appear here."
        if self.search_line.text() or self.logger.text() or self.level.currentIndex():
            return "No message passes the filter."
        if self.kind.currentIndex():
            return "The server has sent no notification yet."
        return "The server has sent no log message yet. It may need to be asked for them: choose a level above."

    # -- the selected one ---------------------------------------------------------------------------------------

    def _show_detail(
        self, index: QModelIndex | QPersistentModelIndex | None = None, _before: QModelIndex | None = None
    ) -> None:
        is_one = index is not None and index.isValid()
        self.log_button.setEnabled(is_one)
        if index is None or not is_one:
            self._detail.setCurrentIndex(_NOTHING)
            return
        notice = self.model.notice(index.row(), whole=True)
        if isinstance(notice.data, str) or notice.problem:
            self.words.setPlainText(visible_text(notice.problem or notice.data, _TEXT_SHOWN))
            self._detail.setCurrentIndex(_WORDS)
        else:
            self.tree.show_value(notice.data)
            self._detail.setCurrentIndex(_TREE)

    def _show_record(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.record_requested.emit(self.model.notice(index.row()).seq)

    def copy_rows(self) -> None:
        """Copy the selected rows as text, the columns parted by tabs."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        lines = (
            "\t".join(cell_text(self.model.notice(row), column) for column in (TIME, LEVEL, LOGGER, DATA))
            for row in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def focus_search(self) -> None:
        self.search_line.setFocus()
        self.search_line.selectAll()

    def close_capture(self) -> None:
        """Let go of the capture; afterwards the panel is not used any more."""
        self._is_closed = True
        self._later.stop()
        self._search.close()
        self._batches.close()
        self._merging.stop()
        self._reader.close()


def _from(server: SessionHandle) -> list[Filter]:
    return [Comparison("session", "==", server.definition.name), Flag("received")]
