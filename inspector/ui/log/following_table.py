"""A table that follows its newest row until the user looks elsewhere."""

from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QToolButton, QWidget
from typing_extensions import override

from inspector.ui.icons import icon
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.rows_view import RowsView

ROW_HEIGHT: Final = 18


class FollowingTable(RowsView):
    """A table of fixed row height: flat up to twenty million rows. `follower` shows and says whether it follows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(ROW_HEIGHT, parent)
        self._following = True
        self.follower = QToolButton(parent)
        self.follower.setIcon(icon("arrow-down-to-line"))
        self.follower.setCheckable(True)
        self.follower.setChecked(True)
        self.follower.setToolTip("Follow the newest record")
        self.follower.setAccessibleName("Follow the newest record")
        self.follower.toggled.connect(self.set_following)
        self.setFont(monospaced_font())
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: QTimer.singleShot(0, self._judge_position))

    def set_following(self, on: bool) -> None:
        """Follow the newest record, or stay."""
        self._following = on
        self.follow()

    def follow(self) -> None:
        """Go to the newest record, if it is followed."""
        if self._following:
            self.scrollToBottom()

    def go_to_row(self, row: int, column: int) -> None:
        """Select a row, bring it into view, and stay there."""
        self.follower.setChecked(False)
        self.select_again(row, column)

    def select_again(self, row: int, column: int) -> None:
        """Select a row, if there is one, and bring it into view until the newest is followed again."""
        index = self.model().index(row, column)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            side = self.horizontalScrollBar().value()
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.horizontalScrollBar().setValue(side)  # rows are gone to, not columns

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stay where the user points: what he selects must not scroll away."""
        self.follower.setChecked(False)
        super().mousePressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow()

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
        self.follower.setChecked(bar.value() >= bar.maximum())
