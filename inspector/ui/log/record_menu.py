"""What can be done with a record of the log, as a menu."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from inspector.traffic.capture import CaptureReader, Row
from inspector.ui.log.cell_filter import filter_for, menu_text
from inspector.ui.log.copies import copies_of
from inspector.ui.log.resending import RESENDABLE
from inspector.ui.log.selected import message_text


class RecordMenu(QMenu):
    """The menu of one cell. What is chosen is said by signals; copying it does itself."""

    filter_wanted = Signal(str)
    narrowing_wanted = Signal(str)
    conversation_wanted = Signal()
    """All that belongs to it, and its story beside the list."""

    resend_wanted = Signal()
    partner_wanted = Signal()
    mark_wanted = Signal()
    note_wanted = Signal()

    def __init__(self, row: Row, column: int, cell: str, reader: CaptureReader, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_copies(row, cell, reader)
        self.addSeparator()
        self.addAction("Take Mark Away\tM" if row.marked else "Mark\tM", self.mark_wanted.emit)
        self.addAction("Write Note\tN" if row.note is None else "Change Note\tN", self.note_wanted.emit)
        self.addSeparator()
        first = reader.rows(1, 1)
        self._add_filters(filter_for(row, column, first[0].mono_ns if first else row.mono_ns))
        if row.exchange is not None or row.kind == "http-request":
            self.addAction("Its Conversation\tCtrl+Shift+J", self.conversation_wanted.emit)
        if row.exchange is not None:
            self.addSeparator()
            self.addAction(
                "Go to Reply\tCtrl+J" if row.exchange == row.seq else "Go to Request\tCtrl+J", self.partner_wanted.emit
            )

    def _add_copies(self, row: Row, cell: str, reader: CaptureReader) -> None:
        self.addAction("Copy Message\tCtrl+C", lambda: _copy(lambda: message_text(reader.raw(row.seq))))
        for text, copy in copies_of(row, reader).items():
            self.addAction(text, partial(_copy, copy))
        if row.kind in RESENDABLE:
            self.addAction("Edit and Resend…\tCtrl+Shift+B", self.resend_wanted.emit)
        if cell:
            self.addAction("Copy Cell", lambda: _copy(lambda: cell))

    def _add_filters(self, by_cell: str) -> None:
        if by_cell:
            self.addAction(f"Only {menu_text(by_cell)}", lambda: self.filter_wanted.emit(by_cell))
            self.addAction(f"Without {menu_text(by_cell)}", lambda: self.narrowing_wanted.emit(f"not {by_cell}"))
            self.addAction(f"And {menu_text(by_cell)}", lambda: self.narrowing_wanted.emit(by_cell))


def _copy(text_of: Callable[[], str]) -> None:
    QGuiApplication.clipboard().setText(text_of())
