"""Changed lines, coloured by what became of them; a sign stands before each, so colour alone says nothing."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.plain_text import visible_text


class ChangesView(QPlainTextEdit):
    """Shows lines as `inspector.content.changes` gives them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(monospaced_font())
        self.setAccessibleName("Changes")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def show_changes(self, lines: Sequence[str]) -> None:
        """Show changed lines; without any, that nothing changed."""
        self.clear()
        tints = colours_for(self.palette()).tints
        grounds = {"+": tints["green"], "-": tints["red"], "@": tints["blue"]}
        cursor = self.textCursor()
        for number, line in enumerate(lines or ["Nothing has changed."]):
            if number:
                cursor.insertBlock()
            block = QTextBlockFormat()
            if lines and line[:1] in grounds:
                block.setBackground(QColor(grounds[line[:1]]))
            cursor.setBlockFormat(block)
            cursor.insertText(visible_text(line, 2_000, one_line=True))
        self.moveCursor(QTextCursor.MoveOperation.Start)
