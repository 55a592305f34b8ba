"""Finding a text in what is shown: in a text, in a tree, in bytes. Nothing here takes longer than a frame."""

import time
from collections.abc import Iterator
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit
from typing_extensions import override

from inspector.ui.theme import colours_for
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.json_tree import JsonTreeView, preview

MOST_PLACES: Final = 5_000
"""Places that are counted."""

_SHOWN_AT_ONCE: Final = 500
_SLICE: Final = 0.012
_BYTES_LOWERED: Final = 8_000_000
"""Bytes up to which case is put aside, which takes a copy of them."""


class Search(QObject):
    """Looks for a text in one view. `progressed` says that there are more places, or another is the current one."""

    progressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.total = 0
        self.current = 0
        """Which place is selected, from 1; 0 for none."""
        self.more = False

    def look_for(self, text: str, *, case: bool) -> None:
        """Look for a text, from the beginning; an empty one ends the search."""
        self.total = self.current = 0
        self.more = False
        self._begin(text, case=case)
        self.progressed.emit()

    def step(self, *, backwards: bool) -> None:
        """Go to the next place, or to the one before; behind the last comes the first."""
        if self.total:
            at = self.current - 1 if backwards else self.current + 1
            self._go((at - 1) % self.total + 1 if self.current else (self.total if backwards else 1))

    def _go(self, number: int) -> None:
        self.current = number
        self._show(number - 1)
        self.progressed.emit()

    def _begin(self, text: str, *, case: bool) -> None:
        """Find the places; go to the first."""
        raise NotImplementedError

    def _show(self, place: int) -> None:
        """Show a place, counted from 0."""
        raise NotImplementedError


class TextSearch(Search):
    """Looks in a text; all places near the beginning are highlighted, the current one is selected."""

    def __init__(self, view: QPlainTextEdit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._places: list[int] = []
        self._length = 0

    @override
    def _begin(self, text: str, *, case: bool) -> None:
        shown = self._view.toPlainText() if text else ""
        if not case:
            shown, text = _lowered(shown), _lowered(text)
        self._length = len(text)
        self._places, self.more = _places(shown, text)
        self.total = len(self._places)
        self._highlight()
        if self.total:
            self._go(1)

    def _highlight(self) -> None:
        ground = QTextCharFormat()
        ground.setBackground(QColor(colours_for(self._view.palette()).mark))
        selections = []
        for place in self._places[:_SHOWN_AT_ONCE]:
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = self._cursor(place), ground
            selections.append(selection)
        self._view.setExtraSelections(selections)

    def _cursor(self, place: int) -> QTextCursor:
        cursor = QTextCursor(self._view.document())
        cursor.setPosition(place)
        cursor.setPosition(place + self._length, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    @override
    def _show(self, place: int) -> None:
        self._view.setTextCursor(self._cursor(self._places[place]))
        self._view.ensureCursorVisible()


class TreeSearch(Search):
    """Looks in names and values, piece by piece between the frames."""

    def __init__(self, view: JsonTreeView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._places: list[tuple[str | int, ...]] = []
        self._rest: Iterator[tuple[str | int, ...] | None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @override
    def _begin(self, text: str, *, case: bool) -> None:
        self._places = []
        self._rest = _places_in_tree(self._view.value, text, case=case) if text else iter(())
        self.more = bool(text)
        self._go_on()

    def _go_on(self) -> None:
        end = time.monotonic() + _SLICE
        for place in self._rest:
            if place is not None:
                self._places.append(place)
            if time.monotonic() > end or len(self._places) >= MOST_PLACES:
                break
        else:
            self.more = False
        if self.more and len(self._places) < MOST_PLACES:
            self._timer.start(0)
        else:
            self._timer.stop()
        self.total = len(self._places)
        if self.total and not self.current:
            self._go(1)
        else:
            self.progressed.emit()

    @override
    def _show(self, place: int) -> None:
        self._view.select_place(self._places[place])


class BytesSearch(Search):
    """Looks in bytes: for the text as UTF-8, or for bytes written as `0x0d0a`."""

    def __init__(self, view: HexView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._places: list[int] = []
        self._length = 0

    @override
    def _begin(self, text: str, *, case: bool) -> None:
        raw, wanted = self._view.shown, _bytes_of(text)
        if wanted is None:
            wanted = text.encode()
            if not case and len(raw) <= _BYTES_LOWERED:
                raw, wanted = raw.lower(), wanted.lower()
        self._length = len(wanted)
        self._places, self.more = _places(raw, wanted)
        self.total = len(self._places)
        self._view.mark(None)
        if self.total:
            self._go(1)

    @override
    def _show(self, place: int) -> None:
        self._view.mark((self._places[place], self._places[place] + self._length))


def _lowered(text: str) -> str:
    """Put case aside where that changes no length; elsewhere for ASCII only."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def _places(shown: Any, wanted: Any) -> tuple[list[int], bool]:
    """Give where a text, or bytes, stand in another, and whether there are more than are counted."""
    places: list[int] = []
    at = shown.find(wanted) if wanted else -1
    while at >= 0:
        if len(places) == MOST_PLACES:
            return places, True
        places.append(at)
        at = shown.find(wanted, at + len(wanted))
    return places, False


def _places_in_tree(value: Any, text: str, *, case: bool) -> Iterator[tuple[str | int, ...] | None]:
    """Give the places whose name or value holds a text, in the order of the document; None where it has not."""
    wanted = text if case else text.lower()
    stack: list[Iterator[tuple[tuple[str | int, ...], Any]]] = [iter([((), value)])]
    while stack:
        for steps, here in stack[-1]:
            shown = here if isinstance(here, str) else "" if isinstance(here, (dict, list)) else preview(here)
            name = steps[-1] if steps and isinstance(steps[-1], str) else ""
            held = f"{name}\n{shown}"
            yield steps if wanted in (held if case else held.lower()) else None
            if isinstance(here, (dict, list)):
                stack.append(_below(steps, here))
                break
        else:
            stack.pop()


def _below(steps: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value)
    return (((*steps, key), member) for key, member in members)


def _bytes_of(text: str) -> bytes | None:
    """Read bytes written in figures; None for what is a text."""
    figures = text[2:].replace(" ", "")
    if text[:2] not in ("0x", "0X") or not figures or len(figures) % 2:
        return None
    try:
        return bytes.fromhex(figures)
    except ValueError:
        return None
