"""What the rows of one form share: the document, what is wrong with it, and keys that mean the same everywhere."""

import json
from typing import Any, Final, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import read
from inspector.schema.references import pointer_to
from inspector.schema.text_places import Path
from inspector.schema.validate import Problem
from inspector.ui.forms.sheet import Sheet

_LONGEST_PASTE: Final = 1_000_000

Said = dict[str, list[Problem]]
"""Problems by the place they are at."""


class Desk(QObject):
    """Stands between the rows of a form and their document.

    `pasted` tells of JSON that was pasted into the field of a text, with the way to that field: it may be meant as a
    whole value.
    """

    submitted = Signal()
    pasted = Signal(tuple, str)
    said_changed = Signal()

    def __init__(self, sheet: Sheet, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.said: Said = {}
        self.is_refreshing = False

    def watch(self, widget: QWidget) -> None:
        """Let undo and redo in this input be those of the document."""
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            for keys, act in (
                (QKeySequence.StandardKey.Undo, self.sheet.undo),
                (QKeySequence.StandardKey.Redo, self.sheet.redo),
            ):
                if event.matches(keys):
                    if event.type() == QEvent.Type.KeyPress:
                        act()
                    event.accept()
                    return True
        if isinstance(watched, QWidget):
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                _tell_row(watched, inside=event.type() == QEvent.Type.FocusIn)
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._pastes(watched, event)
        return super().eventFilter(watched, event)

    def _pastes(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Tell of JSON that is pasted into a line; a text of several lines gets room for them."""
        if not isinstance(watched, QLineEdit) or not event.matches(QKeySequence.StandardKey.Paste):
            return False
        text = QGuiApplication.clipboard().text()
        row = _row_of(watched)
        if row is None:
            return False
        if pasted_json():
            self.pasted.emit(row.path, text.strip())
        return "\n" in text.strip() and row.takes_lines(text)

    def problems_at(self, path: Path) -> list[Problem]:
        """Give what is wrong with one value, not with what is below it."""
        return self.said.get(pointer_of(path), []) if self.said else []

    def problems_below(self, path: Path) -> list[Problem]:
        """Give what is wrong below a value."""
        start = f"{pointer_of(path)}/"
        return [problem for place, found in self.said.items() if place.startswith(start) for problem in found]


@runtime_checkable
class FormRow(Protocol):
    """What the desk needs to know of a row."""

    @property
    def path(self) -> Path:
        """The way to its value."""
        raise NotImplementedError

    def focus_changed(self, inside: bool) -> None:
        """Be told that the focus came or went."""

    def takes_lines(self, text: str) -> bool:
        """Take a text of several lines, if it can."""
        raise NotImplementedError


def _row_of(widget: QWidget) -> FormRow | None:
    at: QObject | None = widget
    while at is not None and not isinstance(at, FormRow):
        at = at.parent()
    return at


def _tell_row(widget: QWidget, *, inside: bool) -> None:
    row = _row_of(widget)
    if row is not None:
        row.focus_changed(inside)


def pointer_of(path: Path) -> str:
    """Give the pointer to a part (RFC 6901)."""
    pointer = ""
    for step in path:
        pointer = pointer_to(pointer, step)
    return pointer


def pasted_json() -> str:
    """Give the JSON object or list in the clipboard, as it is written there; nothing if there is none."""
    text = QGuiApplication.clipboard().text().strip()
    if not text.startswith(("{", "[")) or len(text) > _LONGEST_PASTE:
        return ""
    found: Any = read(text).value
    return "" if found is MISSING else text


def laid_out(text: str) -> str:
    """Lay JSON out on lines if all of it stands on one; anything else stays as it was written."""
    if "\n" in text or len(text) < 40:
        return text
    value = read(text)
    changes = value.remarks or value.value is MISSING or json.dumps(value.value, ensure_ascii=False) != text
    return text if changes else json.dumps(value.value, ensure_ascii=False, indent=2)
