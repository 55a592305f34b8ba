"""What came while a call ran: its log messages and the server's questions."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from inspector.traffic.exchanges import CallNote
from inspector.ui.figures import format_duration
from inspector.ui.theme import Colours, colours_for, monospaced_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_SEQ: Final = Qt.ItemDataRole.UserRole
_GRAVE: Final = ("error", "critical", "alert", "emergency")


class CallNotesView(QTreeWidget):
    """Lists notes by time. What came in no stream of the call's own is marked as come meanwhile."""

    chosen = Signal(int)  # the number of a record

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notes: Sequence[CallNote] = ()
        self.setHeaderLabels(["after", "level", "", "message"])
        self.setFont(monospaced_font())
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setProperty("spaced", True)
        self.setAccessibleName("Log of the call")
        self.setToolTip("Enter or a double click selects the record in the message log")
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(0, _SEQ)))

    def show_notes(self, notes: Sequence[CallNote]) -> None:
        """Show notes; those that were there already stay where they are."""
        colours = colours_for(self.palette())
        kept = len(self._notes)
        if tuple(notes[:kept]) != tuple(self._notes):
            self.clear()
            kept = 0
        self._notes = tuple(notes)
        self.addTopLevelItems([_item(note, colours) for note in notes[kept:]])
        if len(notes) > kept:
            self.scrollToBottom()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            notes, self._notes = self._notes, ()
            self.clear()
            self.show_notes(notes)


def _item(note: CallNote, colours: Colours) -> QTreeWidgetItem:
    meanwhile = "" if note.is_its_own else "meanwhile"
    text = visible_text(note.text, 400, one_line=True)
    item = QTreeWidgetItem([f"+{format_duration(note.after_ns)}", visible_text(note.level, 20), meanwhile, text])
    item.setData(0, _SEQ, note.seq)
    shade = colours.error if note.level in _GRAVE else colours.finding if note.level == "warning" else colours.muted
    item.setForeground(1, QColor(colours.waiting if note.level == "question" else shade))
    for column in (0, 2):
        item.setForeground(column, QColor(colours.muted))
    item.setToolTip(2, "It came while the call ran; nothing tells which call it belongs to" if meanwhile else "")
    item.setToolTip(3, plain_tool_tip(note.text))
    item.setTextAlignment(0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
