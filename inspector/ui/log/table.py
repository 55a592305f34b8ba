"""The table of the message log."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolButton, QWidget
from typing_extensions import override

from inspector.ui.delegates.record_delegate import RecordDelegate
from inspector.ui.log.header import LogHeader
from inspector.ui.models.records_model import RecordsModel
from inspector.ui.theme import monospaced_font

ROW_HEIGHT: Final = 20


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
        self.header = LogHeader(model, self)
        self.setHorizontalHeader(self.header)
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
