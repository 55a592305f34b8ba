"""A read-only view of JSON, or of what should have been JSON."""

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_highlighter import JsonHighlighter, SyntaxColours
from inspector.ui.widgets.json_place import find_place
from inspector.ui.widgets.json_text import ALL_LIMIT, LaidOut, lay_out


class JsonTextView(QWidget):
    """Shows bytes as indented, coloured JSON. What is left out for size is said, and can be asked for."""

    def __init__(self, parent: QWidget | None = None, colours: SyntaxColours | None = None) -> None:
        super().__init__(parent)
        self._raw = b""
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFont(monospaced_font())
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setAccessibleName("JSON")
        self._colours = colours
        self._highlighter = JsonHighlighter(self.text.document(), self.palette(), colours)
        self._highlighter.follow(self.text)
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

    def show_bytes(self, raw: bytes) -> None:
        """Show these bytes."""
        self._raw = raw
        self._present(lay_out(raw))

    def show_place(self, pointer: str) -> None:
        """Select what a JSON pointer names, or the line of the header of that name."""
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
        QGuiApplication.clipboard().setText(self._raw.decode("utf-8", errors="replace"))

    def _show_all(self) -> None:
        self._present(lay_out(self._raw, ALL_LIMIT))

    def _present(self, laid_out: LaidOut) -> None:
        self._highlighter.enabled = laid_out.is_json
        self.text.setPlainText(laid_out.text)
        self._note.setText(f"{laid_out.note} {_rest(laid_out)}".strip())
        self._note.setVisible(bool(laid_out.note))
        self._copy.setVisible(laid_out.is_cut)
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
