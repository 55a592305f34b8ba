"""A read-only view of JSON, or of what should have been JSON."""

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QTextCursor, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.traffic.stored_bytes import Bytes
from inspector.ui.copying import copy_large, copy_text
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_highlighter import JsonHighlighter, SyntaxColours
from inspector.ui.widgets.json_place import find_place
from inspector.ui.widgets.json_text import ALL_LIMIT, TEXT_LIMIT, LaidOut, lay_out
from inspector.ui.widgets.text_rest import TextRest

_QUICK_LINES: Final = 400
"""Lines that stand there at once: more than a screen has."""


class JsonTextView(QWidget):
    """Shows bytes as indented, coloured JSON. What is left out for size is said, and can be asked for."""

    completed = Signal()
    """All that is to be shown of a long text stands there now."""

    def __init__(self, parent: QWidget | None = None, colours: SyntaxColours | None = None) -> None:
        super().__init__(parent)
        self._raw: Bytes = b""
        self._awaited = ""
        """The place that is shown once the rest of the text is there."""
        self._whole: Callable[[], str] | None = None
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setFont(monospaced_font())
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setAccessibleName("JSON")
        self._colours = colours
        self._highlighter = JsonHighlighter(self.text.document(), self.palette(), colours)
        self._highlighter.follow(self.text)
        self._rest = TextRest(self.text, self)
        self._rest.completed.connect(self._conclude)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._copy = QPushButton("Copy", self)
        self._copy.setToolTip("Copy all of it, as it came")
        self._copy.clicked.connect(self.copy_all)
        self._all = QPushButton("Show All", self)
        self._all.clicked.connect(self._show_all)
        footer = QHBoxLayout()
        footer.setContentsMargins(8, 2, 8, 2)
        footer.addWidget(self._note, 1)
        footer.addWidget(self._copy)
        footer.addWidget(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text, 1)
        layout.addLayout(footer)
        self.show_bytes(b"")

    def show_bytes(self, raw: Bytes, whole: Callable[[], str] | None = None) -> None:
        """Show these bytes: the first page at once; of what is long the rest is laid out aside, and put below it.

        Where they are but the beginning, `whole` gives all of them when they are copied.
        """
        self._raw, self._whole = raw, whole
        self._begin(TEXT_LIMIT)

    def _begin(self, limit: int) -> None:
        self._rest.stop()
        self._awaited = ""
        beginning, size = self._raw[:limit], len(self._raw)
        quick = lay_out(beginning[:TEXT_LIMIT], most_lines=_QUICK_LINES, size=size)
        if quick.text.count("\n") < _QUICK_LINES - 1:
            self._highlighter.expects_more = False
            self._present(lay_out(beginning, limit, size=size))
            return
        self._highlighter.expects_more = True
        self._present(LaidOut(quick.text, quick.is_json))
        self._rest.lay_out(beginning, size, limit)

    @property
    def is_complete(self) -> bool:
        """Whether all that is to be shown stands there."""
        return not self._rest.is_under_way

    def show_place(self, pointer: str) -> None:
        """Select what a JSON pointer names, or the line of the header of that name, once it is there."""
        self._awaited = pointer if self._rest.is_under_way else ""
        text = self.text.toPlainText()
        place = find_place(text, pointer) if pointer.startswith("/") else _header_line(text, pointer)
        if place is not None:
            cursor = self.text.textCursor()
            cursor.setPosition(place[0])
            cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
            self.text.setTextCursor(cursor)
            self.text.centerCursor()

    def copy_all(self) -> None:
        """Copy all of it, as it came, whatever is shown."""
        if self._whole is None:
            copy_text(bytes(self._raw).decode("utf-8", errors="replace"), self)
        else:
            copy_large(self._whole, self)

    def _show_all(self) -> None:
        self._begin(ALL_LIMIT)

    def _present(self, laid_out: LaidOut) -> None:
        self._highlighter.enabled = laid_out.is_json
        self.text.setPlainText(laid_out.text)
        self._tell(laid_out)

    def _conclude(self, laid_out: LaidOut) -> None:
        """Say what is left out, now that all that is shown stands there."""
        self._tell(laid_out)
        if self._awaited:
            self.show_place(self._awaited)
        self.completed.emit()

    def _tell(self, laid_out: LaidOut) -> None:
        left_out = "" if self._whole is None else "Long texts and lists are cut. "
        self._note.setText(f"{left_out}{laid_out.note} {_rest(laid_out)}".strip())
        self._note.setVisible(bool(laid_out.note or left_out))
        self._copy.setVisible(laid_out.is_cut or self._whole is not None)
        self._all.setVisible(laid_out.more)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._colours is None:
            self._highlighter.use_palette(self.palette())
        super().changeEvent(event)


def _header_line(text: str, name: str) -> tuple[int, int] | None:
    """Give where the line of a header stands; of the status, the first line."""
    found = re.search(r".+" if name == ":status" else rf"(?im)^{re.escape(name)}[ \t]*:.*$", text)
    return found.span() if found is not None else None


def _rest(laid_out: LaidOut) -> str:
    """Say how to get at what is left out."""
    if laid_out.more:
        return '"Show All" shows the rest.'
    return "Copy gives the whole." if laid_out.is_cut else ""
