"""A note on a record: written where it is read."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from inspector.traffic.marks import MAX_NOTE
from inspector.ui.icons import icon
from inspector.ui.theme import colours_for


class NoteLine(QLineEdit):
    """Shows a note and lets it be changed: Enter or leaving keeps it, Esc takes back what was typed.

    `kept` gives the new text; it hides while there is none, until `begin`.
    """

    kept = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self._sign = self.addAction(icon("sticky-note"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMaxLength(MAX_NOTE)
        self.setPlaceholderText("A note on this record: Enter keeps it, Esc takes it back")
        self.setAccessibleName("Note")
        self.hide()

    def show_note(self, text: str | None) -> None:
        """Show what was noted on a record."""
        self._before = text or ""
        self.setText(self._before)
        self.setCursorPosition(0)
        self.setVisible(bool(text))

    def begin(self) -> None:
        """Let the user write."""
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keep(self) -> None:
        """Give the text away, if it is another than before."""
        text = self.text().strip()
        if text != self._before:
            self._before = text
            self.kept.emit(text)
        self.setVisible(bool(text))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_note(self._before)
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.keep()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._sign.setIcon(icon("sticky-note", colours_for(self.palette()).accent))
