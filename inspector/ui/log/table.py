"""The table of the message log."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from inspector.ui.delegates.record_rows import RecordRows
from inspector.ui.log.following_table import FollowingTable
from inspector.ui.log.header import LogHeader
from inspector.ui.models.records_model import RecordsModel


class RecordTable(FollowingTable):
    """Shows records, some of which are selected and one of which is shown beside."""

    def __init__(self, model: RecordsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._rows = RecordRows(self, model)
        self.setAccessibleName("Messages")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.header = LogHeader(model, self)
        self.setHorizontalHeader(self.header)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all rows at once."""
        painter = QPainter(self.viewport())
        try:
            self._rows.paint(painter, event.rect())
        finally:
            painter.end()
