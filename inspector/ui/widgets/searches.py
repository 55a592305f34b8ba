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
_PIECE: Final = 1 << 19
"""Bytes that are looked through at a time."""


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
        self._places, self.more = _places_in_text(shown, text)
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


class SlicedSearch(Search):
    """A search that goes on between the frames."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rest: Iterator[object] = iter(())
        self._found: list[Any] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def _places(self, text: str, *, case: bool) -> Iterator[object]:
        """Give the places one after the other; None now and then, where there is none and time goes by."""
        raise NotImplementedError

    @override
    def _begin(self, text: str, *, case: bool) -> None:
        self._found = []
        self._rest = self._places(text, case=case) if text else iter(())
        self.more = bool(text)
        self._go_on()

    def _go_on(self) -> None:
        end = time.monotonic() + _SLICE
        for place in self._rest:
            if place is not None:
                self._found.append(place)
            if time.monotonic() > end or len(self._found) >= MOST_PLACES:
                break
        else:
            self.more = False
        if self.more and len(self._found) < MOST_PLACES:
            self._timer.start(0)
        else:
            self._timer.stop()
        self.total = len(self._found)
        if self.total and not self.current:
            self._go(1)
        else:
            self.progressed.emit()


class TreeSearch(SlicedSearch):
    """Looks in names and values."""

    def __init__(self, view: JsonTreeView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view

    @override
    def _places(self, text: str, *, case: bool) -> Iterator[object]:
        return _places_in_tree(self._view.value, text, case=case)

    @override
    def _show(self, place: int) -> None:
        self._view.select_place(self._found[place])


class BytesSearch(SlicedSearch):
    """Looks in bytes: for the text as UTF-8, or for bytes written as `0x0d0a`."""

    def __init__(self, view: HexView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._length = 0

    @override
    def _places(self, text: str, *, case: bool) -> Iterator[object]:
        self._view.mark(None)
        figures = _bytes_of(text)
        wanted = figures if figures is not None else text.encode() if case else text.encode().lower()
        self._length = len(wanted)
        return self._in_pieces(wanted, lowered=figures is None and not case)

    def _in_pieces(self, wanted: bytes, *, lowered: bool) -> Iterator[int | None]:
        """Look through piece after piece, each with the beginning of the next, so that no place falls between."""
        free = 0
        for first in range(0, self._view.byte_count, _PIECE):
            piece = self._view.part(first, first + _PIECE + len(wanted) - 1)
            piece = piece.lower() if lowered else piece
            at = piece.find(wanted, max(0, free - first))
            while 0 <= at < _PIECE:
                yield first + at
                free = first + at + len(wanted)
                at = piece.find(wanted, free - first)
            yield None

    @override
    def _show(self, place: int) -> None:
        self._view.mark((self._found[place], self._found[place] + self._length))


def _lowered(text: str) -> str:
    """Put case aside where that changes no length; elsewhere for ASCII only."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def _places_in_text(shown: str, wanted: str) -> tuple[list[int], bool]:
    """Give where a text stands in another, and whether there are more places than are counted."""
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
