"""Text as it is: bounded, with control characters visible, in colours where its language is known."""

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.ui.figures import format_size
from inspector.ui.theme import monospaced_font
from inspector.ui.viewers.code_colours import CodeColours
from inspector.ui.viewers.labels import small_label
from inspector.ui.viewers.room import Room
from inspector.ui.widgets.json_highlighter import JsonHighlighter
from inspector.ui.widgets.json_text import LINE_LIMIT, LaidOut, first_lines, lay_out
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.text_rest import TextRest

_MOST_LINES: Final = 14
_QUICK_LINES: Final = 400
"""Lines that stand there at once: more than a screen has."""


class _Box(QPlainTextEdit):
    """Read-only text in the font of the wire; of JSON in colours."""

    def __init__(self, parent: QWidget, *, is_json: bool) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(monospaced_font())
        self.setAccessibleName("text content")
        self._highlighter = JsonHighlighter(self.document(), self.palette()) if is_json else None
        if self._highlighter is not None:
            self._highlighter.follow(self)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._highlighter is not None:
            self._highlighter.use_palette(self.palette())


class TextBox(QWidget):
    """The beginning of a text, and a sentence about what is left out."""

    def __init__(
        self,
        text: str,
        parent: QWidget,
        room: Room,
        *,
        is_json: bool = False,
        language: str = "",
        alone: bool = True,
        size: int = 0,
    ) -> None:
        """`size` is how much there is, where `text` is the beginning of bytes that are saved and not copied."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.box = _Box(self, is_json=is_json)
        column.addWidget(self.box)
        shown, note = _shown(text, room, size, is_json=is_json)
        if note:
            column.addWidget(small_label(note, self))
        room.take(shown)
        longest = max(map(len, shown.split("\n")))
        # Wrapping at words freezes on a long line.
        modes = QTextOption.WrapMode
        self.box.setWordWrapMode(
            modes.WrapAnywhere if longest > LINE_LIMIT // 4 else modes.WrapAtWordBoundaryOrAnywhere
        )
        self._put(shown, at_once=is_json or language not in ("", "csv"))
        if not alone:
            lines = min(_MOST_LINES, sum(1 + len(line) // 64 for line in shown.split("\n", _MOST_LINES)[:_MOST_LINES]))
            self.box.setFixedHeight(lines * self.box.fontMetrics().lineSpacing() + 12)
        if language and not is_json:
            CodeColours(self.box, language)

    def _put(self, shown: str, *, at_once: bool) -> None:
        """Put a text into the view; where it has many lines, the most of them a few at a time."""
        quick, has_more = first_lines(shown, _QUICK_LINES)
        if at_once or not has_more:
            self.box.setPlainText(shown)
            return
        self.box.setPlainText(quick)
        TextRest(self.box, self).put(LaidOut(shown, is_json=False))


def _shown(text: str, room: Room, size: int, *, is_json: bool) -> tuple[str, str]:
    """Give what is shown of a text, and a sentence about what is not."""
    limit, rest = room.characters, "Save gives the whole." if size else "Copy gives the whole."
    if is_json:
        raw = text[: limit + 1].encode("utf-8", errors="replace")
        laid_out = lay_out(raw, limit, room.lines, max(len(text), len(raw)))
        return laid_out.text, f"{laid_out.note} {rest}" if laid_out.is_cut else laid_out.note
    beginning, has_more_lines = first_lines(visible_text(text, limit), room.lines)
    lines = beginning.split("\n")
    clipped = [line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + " ⋯" for line in lines]
    notes = (
        f"The first {limit // 1000} KB of {format_size(max(size, len(text)))}." if len(text) > limit else "",
        f"The first {len(lines):,} lines." if has_more_lines else "",
        "Long lines are cut." if clipped != lines else "",
    )
    note = " ".join(filter(None, notes))
    return "\n".join(clipped), f"{note} {rest}" if note else ""
