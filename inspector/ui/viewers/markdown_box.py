"""Markdown for reading, painted with formats of characters and lines alone: no HTML, no links, no pictures."""

import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget
from typing_extensions import override

from inspector.content.markdown import Kind, Line, Style, read_markdown
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.plain_text import visible_text

_SLICE: Final = 0.008
_HEADING_SIZES: Final = (1.5, 1.3, 1.15, 1.05, 1.0, 1.0)
_STEP: Final = 18
_MOST_LINES: Final = 14


class MarkdownBox(QTextEdit):
    """Text is inserted as text, so whatever a server writes stays words on a page."""

    def __init__(self, text: str, parent: QWidget, *, alone: bool = True) -> None:
        super().__init__(parent)
        self._source = text
        self._lines: Iterator[Line] = iter(())
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName("formatted text")
        self.document().setDocumentMargin(10)
        if not alone:
            lines = min(_MOST_LINES, 3 + text.count("\n", 0, 10_000))
            self.setFixedHeight(lines * (self.fontMetrics().lineSpacing() + 4) + 20)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._start()

    def _start(self) -> None:
        self.clear()
        self._lines = read_markdown(self._source)
        self._go_on()

    def _go_on(self) -> None:
        until = time.monotonic() + _SLICE
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for line in self._lines:
            self._add(cursor, line)
            if time.monotonic() > until:
                self._timer.start()
                break
        else:
            self._timer.stop()
        cursor.endEditBlock()

    def _add(self, cursor: QTextCursor, line: Line) -> None:
        if not self.document().isEmpty() or cursor.blockNumber():
            cursor.insertBlock()
        cursor.setBlockFormat(self._block(line))
        for text, style in line.spans:
            cursor.insertText(visible_text(text, 4_000), self._format(line, style))
        if line.kind is Kind.RULE:
            cursor.insertText("―" * 24, self._format(line, Style.ASIDE))

    def _block(self, line: Line) -> QTextBlockFormat:
        block = QTextBlockFormat()
        colours = colours_for(self.palette())
        if line.kind is Kind.HEADING:
            block.setTopMargin(10)
            block.setBottomMargin(4)
        elif line.kind is Kind.ITEM:
            block.setLeftMargin(_STEP * (1 + min(line.level, 8)))
            block.setTextIndent(-10)
        elif line.kind is Kind.QUOTE:
            block.setLeftMargin(_STEP)
        elif line.kind is Kind.CODE:
            block.setLeftMargin(8)
            block.setBackground(QColor(colours.alternate if colours.alternate != colours.base else colours.window))
        return block

    def _format(self, line: Line, style: Style) -> QTextCharFormat:
        colours = colours_for(self.palette())
        font = QFont(monospaced_font() if style is Style.CODE else self.font())
        if line.kind is Kind.HEADING:
            font.setPointSizeF(self.font().pointSizeF() * _HEADING_SIZES[line.level - 1])
            font.setBold(True)
        font.setBold(font.bold() or style is Style.STRONG)
        font.setItalic(style is Style.EMPHASIS)
        found = QTextCharFormat()
        found.setFont(font)
        muted = style is Style.ASIDE or line.kind is Kind.QUOTE
        found.setForeground(QColor(colours.muted if muted else colours.text))
        return found

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_timer"):
            self._start()
