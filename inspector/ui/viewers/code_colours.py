"""Source code in colours, by pygments, a few milliseconds at a time."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, Generic, Keyword, Name, Number, Operator, Punctuation, String, Token
from pygments.util import ClassNotFound
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from inspector.ui.widgets.json_highlighter import SyntaxColours, syntax_colours_for

_SLICE: Final = 0.008
"""Seconds of work between two turns of the window."""

_LONGEST_LINE: Final = 5_000
_MOST: Final = 300_000
"""Characters that are coloured."""


class CodeColours(QObject):
    """Colours the text of a box, from the top on, until all of it is; the text must not change meanwhile."""

    def __init__(self, box: QPlainTextEdit, language: str) -> None:
        super().__init__(box)
        self._box = box
        self._language = language
        self._tokens: Iterator[tuple[int, Any, str]] = iter(())
        self._lexer: Future[Any] | None = None
        self._has_begun = False
        self._ranges: list[QTextLayout.FormatRange] = []
        self._block = QTextBlock()
        self._formats: dict[Any, QTextCharFormat] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._go_on)
        box.installEventFilter(self)
        self.start()

    def start(self) -> None:
        """Begin again at the top."""
        text = self._box.toPlainText()
        if len(text) > _MOST or max(map(len, text.split("\n"))) > _LONGEST_LINE:
            return
        self._formats = _formats(syntax_colours_for(self._box.palette()))
        self._block, self._ranges = self._box.document().firstBlock(), []
        if self._lexer is None:  # its module, and those it needs, take a tenth of a second to load
            loader = ThreadPoolExecutor(1)
            self._lexer = loader.submit(get_lexer_by_name, self._language, stripnl=False, ensurenl=False)
            loader.shutdown(wait=False)
        self._has_begun = False
        self._timer.start()

    def _begin(self) -> bool:
        """Begin as soon as the lexer is there."""
        if self._lexer is None or not self._lexer.done():
            return False
        self._has_begun = True
        with suppress(ClassNotFound, ImportError):  # a packaged program has not all of them
            self._tokens = iter(self._lexer.result().get_tokens_unprocessed(self._box.toPlainText()))
        return True

    def _go_on(self) -> None:
        if not self._has_begun and not self._begin():
            return
        until = time.monotonic() + _SLICE
        for at, token, value in self._tokens:
            self._take(at, token, value)
            if time.monotonic() > until:
                return
        self._finish_block()
        self._timer.stop()

    def _take(self, at: int, token: Any, value: str) -> None:
        """Take a token, which may reach over several lines."""
        found = self._format_of(token)
        for part in value.split("\n"):
            while self._block.isValid() and at >= self._block.position() + self._block.length():
                self._finish_block()
                self._block = self._block.next()
            if found is not None and part and self._block.isValid():
                span = QTextLayout.FormatRange()
                span.start, span.length, span.format = at - self._block.position(), len(part), found
                self._ranges.append(span)
            at += len(part) + 1

    def _finish_block(self) -> None:
        if self._block.isValid() and self._ranges:
            self._block.layout().setFormats(self._ranges)
            self._box.document().markContentsDirty(self._block.position(), self._block.length())
            self._ranges = []

    def _format_of(self, token: Any) -> QTextCharFormat | None:
        while token is not Token and token is not None:
            if token in self._formats:
                return self._formats[token]
            token = token.parent
        return None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and event.type() == QEvent.Type.PaletteChange:
            self.start()
        return super().eventFilter(watched, event)


def _formats(colours: SyntaxColours) -> dict[Any, QTextCharFormat]:
    by_token = {
        Name.Tag: colours.name,
        Name.Attribute: colours.name,
        Name.Function: colours.name,
        Name.Class: colours.name,
        Name.Decorator: colours.name,
        Name.Builtin: colours.word,
        String: colours.string,
        Number: colours.number,
        Keyword: colours.word,
        Operator.Word: colours.word,
        Punctuation: colours.punctuation,
        Comment: colours.punctuation,
        Generic.Heading: colours.name,
        Generic.Subheading: colours.name,
        Generic.Inserted: colours.string,
        Generic.Deleted: colours.error,
        Generic.Strong: colours.number,
        Generic.Emph: colours.number,
        Error: colours.error,
    }
    found = {}
    for token, colour in by_token.items():
        found[token] = QTextCharFormat()
        found[token].setForeground(QColor(colour))
    return found
