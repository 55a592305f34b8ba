"""The table of the message log."""

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolButton, QWidget
from typing_extensions import override

from inspector.ui.delegates.record_delegate import RecordDelegate
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


class RecordTable(QTableView):
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
