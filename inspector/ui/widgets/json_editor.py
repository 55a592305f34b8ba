"""An editor for JSON: numbered lines, colours, indenting, a mark at the line that is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget
from typing_extensions import override

from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_highlighter import JsonHighlighter, SyntaxColours, syntax_colours_for
from inspector.ui.widgets.plain_text import plain_tool_tip

_INDENT: Final = "  "
_OPEN: Final = "{["
_CLOSE: Final = "}]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text that something is wrong with; places as Qt counts them."""

    start: int
    end: int
    words: str


class JsonEditor(QPlainTextEdit):
    """Edits JSON of any kind, broken JSON too. Tab moves on to the next widget."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        numbered: bool = True,
        colours: SyntaxColours | None = None,
        document: QTextDocument | None = None,
    ) -> None:
        super().__init__(parent)
        if document is not None:
            self.setDocument(document)
        self._fixed_colours = colours
        self._error_line = 0
        self._marks: tuple[Mark, ...] = ()
        self._marked_lines: frozenset[int] = frozenset()
        self.setFont(monospaced_font())
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)  # wrapping at words freezes on a long line
        self._highlighter = JsonHighlighter(self.document(), self.palette(), colours)
        self._highlighter.follow(self)
        self._numbers = _LineNumbers(self) if numbered else None
        if self._numbers is not None:
            self.blockCountChanged.connect(self._make_room)
            self.updateRequest.connect(self._scroll_numbers)
            self._make_room()

    def text(self) -> str:
        """Give the text as it is; `toPlainText` makes blanks of no-break spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    @property
    def error_line(self) -> int:
        """The line that is marked as broken, counted from one; zero for none."""
        return self._error_line

    def mark_error(self, line: int) -> None:
        """Mark a line as broken, counted from one; zero takes the mark away."""
        self._error_line = line
        self._show_marks()

    def mark_problems(self, marks: Sequence[Mark]) -> None:
        """Underline parts of the text, and say at the pointer what is wrong with them."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._show_marks()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is underlined."""
        return self._marks

    def _show_marks(self) -> None:
        line = self._error_line
        found = [] if line <= 0 else [self._mark(self.document().findBlockByNumber(line - 1))]
        underlined = [self._underlined(mark) for mark in self._marks]
        self._marked_lines = frozenset(each.cursor.document().findBlock(mark.start).blockNumber() + 1
                                       for each, mark in zip(underlined, self._marks, strict=True))  # fmt: skip
        self.setExtraSelections([*found, *underlined])
        if self._numbers is not None:
            self._numbers.update()

    def _underlined(self, mark: Mark) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        found.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        found.format.setUnderlineColor(QColor(self.syntax_colours().error))
        last = self.document().characterCount() - 1
        found.cursor = QTextCursor(self.document())
        found.cursor.setPosition(min(mark.start, last))
        found.cursor.setPosition(min(max(mark.end, mark.start + 1), last), QTextCursor.MoveMode.KeepAnchor)
        return found

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self.cursorForPosition(event.pos()).position()
            words = "\n".join(mark.words for mark in self._marks if mark.start <= at <= mark.end)
            QToolTip.showText(event.globalPos(), plain_tool_tip(words), self)
            return True
        return super().viewportEvent(event)

    def _mark(self, block: QTextBlock) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        colour = QColor(self.syntax_colours().error)
        colour.setAlpha(40)
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(block if block.isValid() else self.document().lastBlock())
        return mark

    def syntax_colours(self) -> SyntaxColours:
        """Give the colours in use."""
        return self._fixed_colours or syntax_colours_for(self.palette())

    # -- indenting ----------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        else:
            if plain and event.text() and event.text() in _CLOSE:
                self._outdent()
            super().keyPressEvent(event)

    def _break_line(self) -> None:
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        before = cursor.block().text()[: cursor.positionInBlock()]
        after = cursor.block().text()[cursor.positionInBlock() :]
        indent = before[: len(before) - len(before.lstrip())]
        opens = before.rstrip()[-1:] in tuple(_OPEN)
        cursor.insertText(f"\n{indent}{_INDENT if opens else ''}")
        if opens and after.lstrip()[:1] in tuple(_CLOSE):
            place = cursor.position()
            cursor.insertText(f"\n{indent}")
            cursor.setPosition(place)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _outdent(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if not cursor.hasSelection() and before and not before.strip() and before.endswith(_INDENT):
            for _ in _INDENT:
                cursor.deletePreviousChar()

    # -- line numbers -------------------------------------------------------------------------------------------

    def number_width(self) -> int:
        """Give the room the line numbers need, in pixels."""
        digits = 1 + max(2, len(str(self.blockCount())))  # with the mark of a line that something is wrong with
        return 10 + self.fontMetrics().horizontalAdvance("9") * digits

    def _make_room(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def _scroll_numbers(self, rect: QRect, dy: int) -> None:
        if self._numbers is None:
            return
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._numbers is not None:
            inside = self.contentsRect()
            self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.number_width(), inside.height()))

    def paint_numbers(self, painter: QPainter, until: int) -> None:
        """Paint the numbers of the lines that are seen, down to `until` pixels."""
        block, width = self.firstVisibleBlock(), self.number_width() - 6
        colours = self.syntax_colours()
        height = self.fontMetrics().height()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > until:
                return
            number = block.blockNumber() + 1
            wrong = number == self._error_line or number in self._marked_lines
            painter.setPen(QColor(colours.error if wrong else colours.punctuation))
            text = f"✕{number}" if wrong else str(number)
            painter.drawText(0, top, width, height, Qt.AlignmentFlag.AlignRight, text)
            block = block.next()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._fixed_colours is None:
            self._highlighter.use_palette(self.palette())
            self.mark_error(self._error_line)
        super().changeEvent(event)


class _LineNumbers(QWidget):
    def __init__(self, editor: JsonEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._editor.number_width(), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        self._editor.paint_numbers(painter, event.rect().bottom())
