"""JSON in colours, by pygments' lexer."""

from typing import Any, Final

from pygments.lexers.data import JsonLexer
from pygments.token import Comment, Error, Keyword, Name, Number, Punctuation, String, Token
from PySide6.QtGui import QColor, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

_LIGHT: Final = {
    Name.Tag: "#2457c5",
    String: "#1a6b33",
    Number: "#8a3b12",
    Keyword: "#8a2bb0",
    Punctuation: "#5a6370",
    Comment: "#5a6370",
    Error: "#b3261e",
}
_DARK: Final = {
    Name.Tag: "#86aefb",
    String: "#6fd08c",
    Number: "#f2a97e",
    Keyword: "#d9a2f5",
    Punctuation: "#9ca5b2",
    Comment: "#9ca5b2",
    Error: "#ff8a80",
}
_LONGEST_LINE: Final = 12_000


class JsonHighlighter(QSyntaxHighlighter):
    """Colours one line at a time: JSON as it is written here has no token that spans lines."""

    def __init__(self, document: QTextDocument, palette: QPalette) -> None:
        super().__init__(document)
        self._lexer = JsonLexer(stripnl=False, ensurenl=False)
        self._formats: dict[Any, QTextCharFormat] = {}
        self.enabled = True
        self.use_palette(palette)

    def use_palette(self, palette: QPalette) -> None:
        """Take light or dark colours by the palette, and colour again."""
        dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
        self._formats = {token: _format(colour) for token, colour in (_DARK if dark else _LIGHT).items()}
        self.rehighlight()

    @override
    def highlightBlock(self, text: str) -> None:
        if not self.enabled or len(text) > _LONGEST_LINE:
            return
        at = 0
        for token, value in self._lexer.get_tokens(text):
            found = self._format_of(token)
            if found is not None:
                self.setFormat(at, len(value), found)
            at += len(value)

    def _format_of(self, token: Any) -> QTextCharFormat | None:
        while token is not Token:
            if token in self._formats:
                return self._formats[token]
            token = token.parent
        return None


def _format(colour: str) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(QColor(colour))
    return found
