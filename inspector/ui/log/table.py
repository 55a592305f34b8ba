"""The table of the message log."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from inspector.ui.delegates.record_delegate import RecordDelegate
from inspector.ui.log.following_table import FollowingTable
from inspector.ui.log.header import LogHeader
from inspector.ui.models.records_model import RecordsModel


class RecordTable(FollowingTable):
    """Shows records, one of which is selected."""

    def __init__(self, model: RecordsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setAccessibleName("Messages")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header = LogHeader(model, self)
        self.setHorizontalHeader(self.header)
