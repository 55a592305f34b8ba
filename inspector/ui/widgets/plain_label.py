"""A label for a few words; what a server says at length has `WrappedText`."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from typing_extensions import override

from inspector.ui.widgets.plain_text import BREAK, breakable, visible_text


class PlainLabel(QLabel):
    """Plain text of as many lines as it needs; a long word of a server is broken, and widens no window.

    What is copied has none of the marks that takes.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    @override
    def setText(self, text: str) -> None:
        super().setText(breakable(text))

    @override
    def text(self) -> str:
        return super().text().replace(BREAK, "")

    def copy(self) -> None:
        """Copy what is selected."""
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText().replace(BREAK, ""))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self.copy).setEnabled(self.hasSelectedText())
        menu.addAction("Select All", lambda: self.setSelection(0, len(super(PlainLabel, self).text())))
        menu.popup(event.globalPos())


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Make a label: plain, wrapped, to be selected and copied."""
    label = PlainLabel(parent)
    label.setText(visible_text(text))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
