"""JSON in colours, by pygments' lexer."""

from dataclasses import dataclass
from typing import Any, Final

from pygments.lexers.data import JsonLexer
from pygments.token import Comment, Error, Keyword, Name, Number, Punctuation, String, Token
from PySide6.QtGui import QColor, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override


@dataclass(frozen=True, slots=True)
class SyntaxColours:
    """The colours of code."""

    name: str
    string: str
    number: str
    word: str
    punctuation: str
    error: str


LIGHT_SYNTAX: Final = SyntaxColours("#2457c5", "#1a6b33", "#8a3b12", "#8a2bb0", "#5a6370", "#b3261e")
DARK_SYNTAX: Final = SyntaxColours("#86aefb", "#6fd08c", "#f2a97e", "#d9a2f5", "#9ca5b2", "#ff8a80")

SMALL_DOCUMENT: Final = 60_000
"""Characters up to which a document is coloured as a whole; of a larger one, only what is seen."""

COLOURING: Final = "colouring"
"""A property of the document that is true while its colours change, which Qt tells of like a change of its text."""

_LONGEST_LINE: Final = 12_000
_SEEN_AT_MOST: Final = 400


def syntax_colours_for(palette: QPalette) -> SyntaxColours:
    """Give the colours that can be read on the base of a palette."""
    return DARK_SYNTAX if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT_SYNTAX


class JsonHighlighter(QSyntaxHighlighter):
    """Colours one line at a time: JSON as it is written here has nothing that spans lines."""

    def __init__(self, document: QTextDocument, palette: QPalette, colours: SyntaxColours | None = None) -> None:
        super().__init__(document)
        self._lexer: JsonLexer | None = None
        self._colours = colours or syntax_colours_for(palette)
        self._formats = _formats(self._colours)
        self._view: QPlainTextEdit | None = None
        self._coloured: set[int] = set()
        self._now = False
        self.enabled = True
        self.expects_more = False
        """Whether the document is about to become large."""

    def follow(self, view: QPlainTextEdit) -> None:
        """Colour only what this view shows, as soon as the document is large."""
        self._view = view
        view.updateRequest.connect(self._colour_what_is_seen)
        self.document().contentsChange.connect(self._forget)

    def use_palette(self, palette: QPalette) -> None:
        """Take light or dark colours by the palette, and colour again."""
        self.use_colours(syntax_colours_for(palette))

    def use_colours(self, colours: SyntaxColours) -> None:
        """Take these colours, and colour again."""
        if colours == self._colours:
            return
        self._colours = colours
        self._formats = _formats(colours)
        self._coloured.clear()
        if self._in_parts:
            self._colour_what_is_seen()
        else:
            self.rehighlight()

    @override
    def highlightBlock(self, text: str) -> None:
        if not self.enabled or len(text) > _LONGEST_LINE or (self._in_parts and not self._now):
            return
        if self._lexer is None:
            self._lexer = JsonLexer(stripnl=False, ensurenl=False)
        at = 0
        for token, value in self._lexer.get_tokens(text):
            found = self._format_of(token)
            if found is not None:
                self.setFormat(at, len(value), found)
            at += len(value)

    @property
    def _in_parts(self) -> bool:
        if self._view is None:
            return False
        return self.expects_more or self.document().characterCount() > SMALL_DOCUMENT

    def _forget(self, position: int, removed: int, added: int) -> None:
        """Colour again after a change; what is put below leaves that above as it is."""
        if removed or position + added < self.document().characterCount() - 1:
            self._coloured.clear()

    def _colour_what_is_seen(self) -> None:
        if self._view is None or not self._in_parts or not self.enabled or self._now:
            return
        block = self._view.firstVisibleBlock()
        end = self._view.viewport().height()
        for _ in range(_SEEN_AT_MOST):
            if (
                not block.isValid()
                or self._view.blockBoundingGeometry(block).translated(self._view.contentOffset()).top() > end
            ):
                return
            if block.blockNumber() not in self._coloured:
                self._coloured.add(block.blockNumber())
                self._now = True
                self.document().setProperty(COLOURING, True)
                self.rehighlightBlock(block)
                self.document().setProperty(COLOURING, False)
                self._now = False
            block = block.next()

    def _format_of(self, token: Any) -> QTextCharFormat | None:
        while token is not Token:
            if token in self._formats:
                return self._formats[token]
            token = token.parent
        return None


def _formats(colours: SyntaxColours) -> dict[Any, QTextCharFormat]:
    by_token = {
        Name.Tag: colours.name,
        String: colours.string,
        Number: colours.number,
        Keyword: colours.word,
        Punctuation: colours.punctuation,
        Comment: colours.punctuation,
        Error: colours.error,
    }
    return {token: _format(colour) for token, colour in by_token.items()}


def _format(colour: str) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(QColor(colour))
    return found
