"""Where the parts of a JSON text stand, and changes of one part that leave every other character as it is.

All texts given here are JSON that has been read before. Places are numbers of characters, not of UTF-16 units.
"""

import json.decoder
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from inspector.schema.document import write

Path = tuple[str | int, ...]
"""The way to a part: names of members and numbers of items."""

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_INDENT: Final = "  "


def _nothing(_text: str) -> None:
    """Read a number without making one of it: it may have a million digits."""


# Neither has a public name; both are what `json.loads` is made of, and written in C.
_decoder: Final[Any] = json.JSONDecoder(parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)
_skip: Final = _decoder.scan_once
_scan_string: Final = getattr(json.decoder, "scanstring")  # noqa: B009 - the stubs do not know it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value begins and ends, and its name with its quotes, if it is a member; `-1` if not."""

    start: int
    end: int
    name_start: int = -1
    name_end: int = -1

    @property
    def whole_start(self) -> int:
        """Where the value begins, with its name."""
        return self.start if self.name_start < 0 else self.name_start


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand between two places of a text."""

    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        """Give the text as it is after this edit."""
        return text[: self.start] + self.text + text[self.end :]


def place_of(text: str, path: Path) -> Place | None:
    """Give the place of a part; `None` if there is none. Of a name that stands twice the last counts."""
    try:
        start = _blank(text, 0)
        found = Place(start, _end(text, start))
        for step in path:
            below = _step(text, found, step)
            if below is None:
                return None
            found = below
    except (RecursionError, StopIteration, ValueError, IndexError):
        return None
    return found


def nearest_place(text: str, path: Path) -> Place | None:
    """Give the place of a part, or of the part it would stand in."""
    for length in range(len(path), -1, -1):
        found = place_of(text, path[:length])
        if found is not None:
            return found
    return None


def put(text: str, path: Path, lexeme: str) -> Edit | None:
    """Set a part: one that is there is replaced, one that is not is added at the end of where it belongs."""
    place = place_of(text, path)
    if place is not None:
        return Edit(place.start, place.end, _indented(lexeme, _indent_at(text, place.whole_start)))
    if not path:
        return Edit(0, len(text), lexeme)
    parent = place_of(text, path[:-1])
    if parent is not None and _can_take(text, parent, path[-1]):
        return _added(text, parent, [(path[-1], lexeme)])
    return put(text, path[:-1], _container(path[-1], lexeme))


def add_members(text: str, path: Path, members: Sequence[tuple[str, str]]) -> Edit | None:
    """Add members that are not there yet to the end of an object: names with the text of their values."""
    parent = place_of(text, path)
    if parent is None or not members or text[parent.start] != "{":
        return None
    return _added(text, parent, members)


def remove(text: str, path: Path) -> Edit | None:
    """Take a part away, with the comma that goes with it."""
    place = place_of(text, path)
    if place is None or not path:
        return None if place is None else Edit(0, len(text), "")
    parent = place_of(text, path[:-1])
    if parent is None:
        return None
    parts = [part for _, part in _parts(text, parent)]
    number = parts.index(place)
    if len(parts) == 1:
        return Edit(parent.start + 1, parent.end - 1, "")
    if number == 0:
        return Edit(place.whole_start, parts[1].whole_start, "")
    return Edit(parts[number - 1].end, place.end, "")


def insert(text: str, path: Path, lexeme: str) -> Edit | None:
    """Put an item into a list before the one whose place `path` is; at the end if there is none."""
    parent, place = place_of(text, path[:-1]), place_of(text, path)
    if parent is None or place is None:
        return put(text, path, lexeme)
    before = text[_line_start(text, place.start) : place.start]
    between = f",\n{before}" if not before.strip() else ", "
    return Edit(place.start, place.start, _indented(lexeme, _indent_at(text, place.start)) + between)


def move(text: str, path: Path, to: int) -> Edit | None:
    """Put an item of a list at another number; the others close up."""
    parent = place_of(text, path[:-1])
    if parent is None or not isinstance(path[-1], int):
        return None
    places = [part for _, part in _parts(text, parent)]
    items = [text[part.start : part.end] for part in places]
    if not (0 <= path[-1] < len(items) and 0 <= to < len(items)):
        return None
    between = [text[one.end : two.start] for one, two in pairwise(places)]
    items.insert(to, items.pop(path[-1]))
    joined = "".join(part for pair in zip(items, [*between, ""], strict=True) for part in pair)
    return Edit(places[0].start, places[-1].end, joined)


def rename(text: str, path: Path, name: str) -> Edit | None:
    """Give a member another name."""
    place = place_of(text, path)
    if place is None or place.name_start < 0:
        return None
    return Edit(place.name_start, place.name_end, write(name, indent=None))


def _parts(text: str, parent: Place) -> Iterator[tuple[str | int, Place]]:
    opening = text[parent.start]
    if opening == "{":
        yield from _members(text, parent.start)
    elif opening == "[":
        yield from _items(text, parent.start)


def _members(text: str, start: int) -> Iterator[tuple[str, Place]]:
    at = _blank(text, start + 1)
    while text[at] != "}":
        name, name_end = _scan_string(text, at + 1)
        value = _blank(text, _blank(text, name_end) + 1)
        end = _end(text, value)
        yield name, Place(value, end, at, name_end)
        at = _blank(text, end)
        if text[at] == ",":
            at = _blank(text, at + 1)


def _items(text: str, start: int) -> Iterator[tuple[int, Place]]:
    at, number = _blank(text, start + 1), 0
    while text[at] != "]":
        end = _end(text, at)
        yield number, Place(at, end)
        number += 1
        at = _blank(text, end)
        if text[at] == ",":
            at = _blank(text, at + 1)


def _step(text: str, parent: Place, step: str | int) -> Place | None:
    found = None
    if text[parent.start] == ("[" if isinstance(step, int) else "{"):
        for name, part in _parts(text, parent):
            if name == step:
                found = part
                if isinstance(step, int):
                    break
    return found


def _end(text: str, start: int) -> int:
    end: int = _skip(text, start)[1]
    return end


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _can_take(text: str, parent: Place, step: str | int) -> bool:
    return text[parent.start] == ("[" if isinstance(step, int) else "{")


def _container(step: str | int, lexeme: str) -> str:
    """Give the text of an object or a list that has this one part."""
    opening, closing = ("[", "]") if isinstance(step, int) else ("{", "}")
    return f"{opening}\n{_INDENT}{_named(step, _indented(lexeme, _INDENT))}\n{closing}"


def _named(step: str | int, lexeme: str) -> str:
    return lexeme if isinstance(step, int) else f"{write(step, indent=None)}: {lexeme}"


def _added(text: str, parent: Place, parts: Sequence[tuple[str | int, str]]) -> Edit:
    last = None
    for _, part in _parts(text, parent):
        last = part
    if last is None:
        indent = _indent_at(text, parent.start)
        inner = indent + _INDENT
        return Edit(parent.start + 1, parent.end - 1, f"\n{inner}{_lines(parts, inner)}\n{indent}")
    lead = text[_line_start(text, last.whole_start) : last.whole_start]
    if lead.strip():  # the last part does not stand on a line of its own
        return Edit(last.end, last.end, "".join(f", {_named(step, _flat(lexeme))}" for step, lexeme in parts))
    return Edit(last.end, last.end, f",\n{lead}{_lines(parts, lead)}")


def _lines(parts: Sequence[tuple[str | int, str]], indent: str) -> str:
    return f",\n{indent}".join(_named(step, _indented(lexeme, indent)) for step, lexeme in parts)


def _flat(lexeme: str) -> str:
    """Write on one line what was indented by this module or by `write`: there a line break is never inside a string."""
    return re.sub(r"\n\s*", "", lexeme) if "\n" in lexeme else lexeme


def _indented(lexeme: str, indent: str) -> str:
    return lexeme.replace("\n", f"\n{indent}") if indent and "\n" in lexeme else lexeme


def _indent_at(text: str, at: int) -> str:
    line = text[_line_start(text, at) : at]
    return line[: len(line) - len(line.lstrip())]


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1
