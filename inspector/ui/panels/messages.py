"""The message log: every record of the workspace, and the selected one beside it."""

from array import array
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.traffic.capture import CaptureReader, Row
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.delegates.record_delegate import RecordDelegate
from inspector.ui.icons import icon
from inspector.ui.models.record_search import RecordSearch
from inspector.ui.models.records_model import (
    DIRECTION,
    FINDINGS,
    ID,
    LATENCY,
    METHOD,
    NUMBER,
    SERVER,
    SIZE,
    STATUS,
    SUBJECT,
    TIME,
    TITLES,
    RecordsModel,
)
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.record_detail import RecordDetail

ROW_HEIGHT: Final = 20
_WIDTHS: Final = {
    NUMBER: 48,
    TIME: 72,
    SERVER: 90,
    DIRECTION: 84,
    METHOD: 186,
    SUBJECT: 120,
    ID: 36,
    STATUS: 58,
    LATENCY: 70,
    SIZE: 62,
    FINDINGS: 30,
}
_FILTER_DELAY_MS: Final = 120


class MessagesPanel(QWidget):
    """Shows the workspace's capture as it grows. Nothing is ever wiped from it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = CaptureReader(workspace.path)
        self._search = RecordSearch(workspace.path, self)
        self._search.found.connect(self._take_found)
        self._searched = 0
        self._filtering = False
        self.model = RecordsModel(self._reader, self)
        self.table = _Table(self.model, self)
        self.detail = RecordDetail(self)
        self.filter_line = QLineEdit(self)
        self._count = QLabel(self)
        self._own = QCheckBox("Own traffic", self)
        self._tail = QToolButton(self)
        self._empty = QLabel("Nothing has crossed the wire yet. Connect to a server to see every byte here.", self)
        self._filter_timer = QTimer(self)
        self._build()
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        workspace.committed.connect(self._grow)
        self._grow(self._reader.count())

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._build_filter()
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar)
        column.addWidget(self._empty, 1)
        column.addWidget(self.table, 1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 5)
        self._splitter.setStretchFactor(1, 3)
        self._splitter.setSizes([900, 500])
        self._splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.table.customContextMenuRequested.connect(self._open_menu)
        for keys, slot in (
            (QKeySequence.StandardKey.Copy, self.copy_message),
            (QKeySequence("Ctrl+J"), self.go_to_partner),
        ):
            shortcut = QShortcut(keys, self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)

    def _build_filter(self) -> None:
        self.filter_line.setPlaceholderText("Filter: text in method, subject, id or body")
        self.filter_line.setClearButtonEnabled(True)
        self.filter_line.setAccessibleName("Filter messages")
        self.filter_line.setFont(monospaced_font())
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(_FILTER_DELAY_MS)
        self._filter_timer.timeout.connect(self._apply_filter)
        self.filter_line.textChanged.connect(lambda _text: self._filter_timer.start())
        self.filter_line.installEventFilter(self)
        self._own.setChecked(True)
        self._own.setToolTip("Show what the program sends on its own account: probe, lists, ping")
        self._own.toggled.connect(lambda _on: self._apply_filter())
        self._tail.setIcon(icon("arrow-down-to-line"))
        self._tail.setCheckable(True)
        self._tail.setChecked(True)
        self._tail.setToolTip("Follow the newest record")
        self._tail.setAccessibleName("Follow the newest record")
        self._tail.toggled.connect(self.table.set_following)
        self.table.follower = self._tail
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(8, 4, 8, 4)
        self._bar.setSpacing(8)
        self._bar.addWidget(self.filter_line, 1)
        self._bar.addWidget(self._count)
        self._bar.addWidget(self._own)
        self._bar.addWidget(self._tail)

    # -- growing and filtering ----------------------------------------------------------------------------------

    def _grow(self, total: int) -> None:
        self.model.grow(total)
        if self._filtering and self._searched < total and not self._busy:
            self._busy = True
            self._search.go_on(self._searched + 1, total)
        self._tell_count()
        self.table.follow()

    def _apply_filter(self) -> None:
        text, own = self.filter_line.text(), self._own.isChecked()
        self._filtering = bool(text) or not own
        self._search.stop()
        if not self._filtering:
            self.model.show_all()
        else:
            self.model.show_none()
            self._searched = 0
            self._busy = True
            self._search.start(text, own=own, last=self.model.total)
        self._tell_count()
        self.table.follow()

    def _take_found(self, numbers: "array[int]", searched: int) -> None:
        self._searched = searched
        self._busy = searched < self.model.total
        self.model.add_matches(numbers)
        if self._busy:
            self._search.go_on(searched + 1, self.model.total)
        self._tell_count()
        self.table.follow()

    _busy = False

    def _tell_count(self) -> None:
        total, shown = self.model.total, self.model.rowCount()
        self._count.setText(f"{shown:,} of {total:,}" if self._filtering else f"{total:,}")
        self._empty.setVisible(shown == 0)
        self.table.setVisible(shown > 0)
        if self._filtering and total:
            self._empty.setText("No record passes the filter.")

    def focus_filter(self) -> None:
        """Put the cursor into the filter line."""
        self.filter_line.setFocus()
        self.filter_line.selectAll()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter_line and event.type() == QEvent.Type.KeyPress:
            key = event.key() if isinstance(event, QKeyEvent) else 0
            if key == Qt.Key.Key_Escape:
                self.filter_line.clear()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    # -- the selected record ------------------------------------------------------------------------------------

    def show_record(self, seq: int) -> None:
        """Select a record and bring it into view; a filter that hides it is taken off."""
        row = self.model.row_of(seq)
        if row < 0 and self._filtering:
            self.filter_line.clear()
            self._own.setChecked(True)
            self._apply_filter()
            row = self.model.row_of(seq)
        if row < 0:
            return
        self._tail.setChecked(False)
        index = self.model.index(row, METHOD)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def current(self) -> Row | None:
        """Give the selected record."""
        index = self.table.currentIndex()
        return self.model.record(index.row()) if index.isValid() else None

    def _show_current(self) -> None:
        row = self.current()
        if row is None:
            self.detail.clear()
        else:
            self.detail.show_record(row, self._reader.raw(row.seq), self._reader.findings(row.seq))

    def copy_message(self) -> None:
        """Copy the selected record as it crossed the wire."""
        row = self.current()
        if row is not None:
            text = self._reader.raw(row.seq).decode("utf-8", errors="replace")
            QGuiApplication.clipboard().setText(text.rstrip("\r\n"))

    def go_to_partner(self) -> None:
        """Go from a request to its reply, or from a reply to its request."""
        row = self.current()
        if row is None or row.exchange is None:
            return
        partner = self._reader.reply_to(row.seq) if row.exchange == row.seq else row.exchange
        if partner is not None:
            self.show_record(partner)

    def _open_menu(self, at: QPoint) -> None:
        row = self.current()
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy Message", self.copy_message)
        if row.method:
            menu.addAction("Copy Method", lambda: QGuiApplication.clipboard().setText(row.method or ""))
            menu.addAction("Filter by This Method", lambda: self.filter_line.setText(row.method or ""))
        if row.exchange is not None:
            menu.addAction("Go to Reply" if row.exchange == row.seq else "Go to Request", self.go_to_partner)
        menu.popup(self.table.viewport().mapToGlobal(at))

    # -- keeping ------------------------------------------------------------------------------------------------

    def save_state(self) -> bytes:
        """Give the widths of columns as bytes to keep."""
        return bytes(self.table.horizontalHeader().saveState().data())

    def restore_state(self, state: bytes) -> None:
        """Take back what `save_state` gave."""
        self.table.horizontalHeader().restoreState(state)

    def close_capture(self) -> None:
        """Let go of the capture's file."""
        self._search.close()
        self._reader.close()


class _Table(QTableView):
    """A table of fixed row height: flat up to twenty million rows."""

    follower: QToolButton | None = None

    def __init__(self, model: RecordsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._following = True
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setFont(monospaced_font())
        self.setAccessibleName("Messages")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        # without a selection model of its own the header walks every row at Ctrl+A
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_header_menu)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: QTimer.singleShot(0, self._judge_position))

    def set_following(self, on: bool) -> None:
        """Follow the newest record, or stay."""
        self._following = on
        self.follow()

    def follow(self) -> None:
        """Go to the newest record, if it is followed."""
        if self._following:
            self.scrollToBottom()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stay where the user points: what he selects must not scroll away."""
        if self.follower is not None:
            self.follower.setChecked(False)
        super().mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self._judge_position()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._judge_position()

    def _judge_position(self) -> None:
        """Stop following when the user scrolls up, and go on when he comes back to the end."""
        bar = self.verticalScrollBar()
        if self.follower is not None:
            self.follower.setChecked(bar.value() >= bar.maximum())

    def _open_header_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.horizontalHeader()
        for column, title in enumerate(TITLES):
            action = menu.addAction(title or "direction")
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.toggled.connect(lambda on, column=column: header.setSectionHidden(column, not on))
        menu.popup(header.mapToGlobal(at))
