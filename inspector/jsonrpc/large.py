"""JSON of many megabytes, read a window at a time.

Python's own reader is one call into C, and while it runs no other thread does: a message of 100 MB would keep the
window from being painted for a second. Here each such call sees some 64 KB, and of too many values not all are kept.
The grammar is that of https://www.rfc-editor.org/rfc/rfc8259.
"""

import codecs
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # the part of `json.loads` that reads strings
from typing import Any, Final, NoReturn

MOST_VALUES: Final = 3_000_000
"""Members and items that are kept of one message."""

WINDOW: Final = 1 << 16
"""Bytes that are read at once."""

_STRETCH: Final = 1 << 18

_WHITE: Final = re.compile(r"[ \t\n\r]*")
_COMMA: Final = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_COLON: Final = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_NUMBER: Final = re.compile(rb"[-+.0-9eE]*")
_GOES_ON: Final = ("", ".", "e", "E")
"""What follows a number in a window that does not hold all of it."""

_SEPARATORS: Final = {"{": "},", "[": "],", '"': '",'}
"""What stands between two items, by how the first begins."""

_IN_STRING: Final = re.compile(
    rb"""(?: [^"\\]++
           | \\ u [dD][89abAB].. (?! (?: \\ (?: u.{0,3} )? )? \Z )   # half a character: the other half is in sight
           | \\ u (?![dD][89abAB]) .{4}
           | \\ [^u]
         )*+""",
    re.DOTALL | re.VERBOSE,
)
_CONTINUED: Final = bytes(range(0x80, 0xC0))
"""The bytes that begin no character in UTF-8."""


@dataclass(frozen=True, slots=True)
class Read:
    """A value, and whether some of what it holds was left out because there is too much."""

    value: Any
    is_cut: bool


def read_large(
    raw: bytes,
    parse_int: Callable[[str], int | float] = int,
    most_values: int = MOST_VALUES,
    window: int = WINDOW,
) -> Read:
    """Read one JSON text in UTF-8, with white space around it if need be, `window` bytes at a time: 12 or more.

    Raises what `json.loads` does: `json.JSONDecodeError` with the same words and place, `UnicodeDecodeError`,
    `ValueError` for a whole number of too many digits, and `RecursionError`. After some `most_values` values all is
    read but no more kept, except for the members of the outermost object.
    """
    scan = json.JSONDecoder(parse_int=parse_int).scan_once  # type: ignore[attr-defined]  # has no public name
    reader = _Reader(raw, scan, most_values, window)
    return Read(reader.read(), reader.is_cut)


def in_utf8(raw: bytes) -> bytes:
    """Give text of any encoding that JSON may have in UTF-8, U+FFFD where bytes mean nothing, no byte order mark."""
    decode = codecs.getincrementaldecoder(json.detect_encoding(raw[:4]))(errors="replace").decode
    pieces = [decode(raw[at : at + _STRETCH]) for at in range(0, len(raw), _STRETCH)]
    return b"".join([piece.encode(errors="replace") for piece in (*pieces, decode(b"", True))])


class _Reader:
    """A window that moves over the bytes. `_at` is the place in the window's text."""

    def __init__(self, raw: bytes, scan: Callable[[str, int], tuple[Any, int]], room: int, window: int) -> None:
        self._raw = raw
        self._window = window
        self._scan = scan
        self._room = room
        self._text = ""
        self._at = self._start = self._end = 0
        self.is_cut = False
        self._move_to(0)

    def read(self) -> Any:
        """Read the one value there is."""
        self._skip_white()
        value = self._object(outermost=True) if self._sees("{") else self._value()
        self._skip_white()
        if self._at < len(self._text):
            self._fail("Extra data")
        return value

    # -- the window ---------------------------------------------------------------------------------------------

    def _move_to(self, start: int) -> None:
        """Let the window begin at this byte, which begins a character."""
        end = min(start + self._window, len(self._raw))
        while self._is_inside(end):
            end -= 1
        self._start, self._end, self._at = start, end, 0
        self._text = self._decoded(start, end)

    @property
    def _is_last(self) -> bool:
        return self._end == len(self._raw)

    def _is_inside(self, place: int) -> bool:
        """Tell whether the byte at this place goes on with a character (RFC 3629, section 3)."""
        return place < len(self._raw) and self._raw[place] & 0xC0 == 0x80

    def _decoded(self, start: int, end: int) -> str:
        try:
            return str(self._raw[start:end], "utf-8")
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError("utf-8", self._raw, start + error.start, start + error.end, error.reason) from None

    def _refill(self) -> None:
        """Let the window begin where the reading is; what it passed counts, by its commas."""
        self._room -= self._text.count(",", 0, self._at)
        self.is_cut = self.is_cut or self._room < 0
        self._move_to(self._place(self._at))

    def _place(self, at: int) -> int:
        """Give the byte at a place in the text."""
        return self._start + len(self._text[:at].encode())

    def _skip_white(self) -> None:
        while True:
            found = _WHITE.match(self._text, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._text) or self._is_last:
                return
            self._refill()

    def _sees(self, character: str) -> bool:
        return self._text.startswith(character, self._at)

    def _takes(self, character: str) -> bool:
        """Pass over this character if it is here."""
        if not self._sees(character):
            return False
        self._at += 1
        return True

    def _fail(self, why: str, place: int | None = None) -> NoReturn:
        """Say what is wrong; the place is told in characters."""
        place = self._place(self._at) if place is None else place
        parts = (self._raw[at : min(at + _STRETCH, place)] for at in range(0, place, _STRETCH))
        raise json.JSONDecodeError(why, "", sum(len(part.translate(None, delete=_CONTINUED)) for part in parts))

    # -- values -------------------------------------------------------------------------------------------------

    def _value(self) -> Any:
        """Read what is here in one go if the window has all of it, and piece by piece if not."""
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except (json.JSONDecodeError, StopIteration):
                end = len(self._text) + 1
            if end <= len(self._text) and (self._is_last or self._text[end : end + 1] not in _GOES_ON):
                self._at = end
                return value
            if not self._at:
                return self._large_value()
            self._refill()

    def _large_value(self) -> Any:
        if self._sees("["):
            return self._array()
        if self._sees("{"):
            return self._object()
        if self._sees('"'):
            return self._string()
        return self._number()

    def _array(self) -> list[Any]:
        items: list[Any] = []
        self._at += 1
        self._skip_white()
        if self._takes("]"):
            return items
        alike = True
        while True:
            alike = alike and self._bulk_of_items(items)
            if not alike:
                self._run_of_items(items)
            is_cut, item = self.is_cut, self._value()
            if not is_cut:
                items.append(item)
            if self._ends("]"):
                return items

    def _bulk_of_items(self, items: list[Any]) -> bool:
        """Read what is likely to be all items but the last that begin in the window, in one call, if it is that.

        A cut in the midst of an item, or behind the end of the list, leaves no list or less than all of the text.
        """
        separator = _SEPARATORS.get(self._text[self._at : self._at + 1], ",")
        cut = self._text.rfind(separator, self._at) + len(separator) - 1
        if cut <= self._at:
            return False
        text = f"[{self._text[self._at : cut]}]"
        try:
            found, end = self._scan(text, 0)
        except (json.JSONDecodeError, StopIteration):
            return False
        if end < len(text):
            return False
        if not self.is_cut:
            items += found
        self._at = cut + 1
        self._skip_white()
        return True

    def _run_of_items(self, items: list[Any]) -> None:
        """Read the items that the window has whole, each with its comma."""
        text, at, scan, comma_at, is_cut = self._text, self._at, self._scan, _COMMA.match, self.is_cut
        try:
            while True:
                item, end = scan(text, at)
                comma = comma_at(text, end)
                if comma is None or comma.end() == len(text):
                    break
                at = comma.end()
                if not is_cut:
                    items.append(item)
        except (json.JSONDecodeError, StopIteration):
            pass
        self._at = at

    def _object(self, *, outermost: bool = False) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._at += 1
        self._skip_white()
        if self._takes("}"):
            return members
        while True:
            self._run_of_members(members, outermost=outermost)
            if not self._sees('"'):
                self._fail("Expecting property name enclosed in double quotes")
            name = self._value()
            self._skip_white()
            if not self._takes(":"):
                self._fail("Expecting ':' delimiter")
            self._skip_white()
            is_cut, value = self.is_cut and not outermost, self._value()
            if not is_cut:
                members[name] = value
            if self._ends("}"):
                return members

    def _run_of_members(self, members: dict[str, Any], *, outermost: bool) -> None:
        """Read the members that the window has whole, each with its comma."""
        text, at, scan, is_cut = self._text, self._at, self._scan, self.is_cut and not outermost
        try:
            while text.startswith('"', at):
                name, end = scanstring(text, at + 1, True)
                colon = _COLON.match(text, end)
                if colon is None:
                    break
                value, end = scan(text, colon.end())
                comma = _COMMA.match(text, end)
                if comma is None or comma.end() == len(text):
                    break
                at = comma.end()
                if not is_cut:
                    members[name] = value
        except (json.JSONDecodeError, StopIteration):
            pass
        self._at = at

    def _ends(self, bracket: str) -> bool:
        """Pass over the bracket that ends a container, or the comma before what follows."""
        self._skip_white()
        if self._takes(bracket):
            return True
        if not self._takes(","):
            self._fail("Expecting ',' delimiter")
        self._skip_white()
        return False

    def _string(self) -> str:
        """Read a string that is longer than the window, a stretch at a time."""
        opening = self._place(self._at)
        pieces, at = [], opening + 1
        while True:
            last = min(at + 2 * self._window, len(self._raw))
            end = self._end_of_stretch(at, last)
            is_closed = end < last and self._raw[end] == ord('"')
            if not is_closed and last == len(self._raw):
                self._fail_in_string(at, opening)
            while not is_closed and self._is_inside(end):
                end -= 1
            pieces.append(self._unescaped(at, end))
            at = end
            if is_closed:
                self._move_to(end + 1)
                return "".join(pieces)

    def _end_of_stretch(self, at: int, last: int) -> int:
        """Give where the string ends, or what of it can be read by itself; `last` ends the look."""
        quote = self._raw.find(b'"', at, last)
        end = last if quote < 0 else quote
        if self._raw.find(b"\\", at, end) < 0:
            return end
        found = _IN_STRING.match(self._raw, at, last)
        return found.end() if found is not None else at

    def _unescaped(self, start: int, end: int) -> str:
        text = self._decoded(start, end)
        try:
            read: str = scanstring(text + '"', 0, True)[0]
        except json.JSONDecodeError as error:
            self._fail(error.msg, start + len(text[: error.pos].encode()))
        return read

    def _fail_in_string(self, start: int, opening: int) -> NoReturn:
        """Say what is wrong with a string without an end: a bad character in it comes first."""
        text = self._decoded(start, len(self._raw))
        try:
            scanstring(text, 0, True)
        except json.JSONDecodeError as error:
            if not error.msg.startswith("Unterminated"):
                self._fail(error.msg, start + len(text[: error.pos].encode()))
        self._fail("Unterminated string starting at", opening)

    def _number(self) -> Any:
        """Read a number of very many digits, or find that there is no value."""
        start = self._place(self._at)
        found = _NUMBER.match(self._raw, start)
        text = str(found.group(), "ascii") if found is not None else ""
        try:
            value, end = self._scan(text, 0)
        except StopIteration:
            self._fail("Expecting value")
        self._move_to(start + end)
        return value
