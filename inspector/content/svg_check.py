"""Whether a drawing (SVG) may be drawn: one that runs nothing, fetches nothing, and costs no more than it seems to.

Qt's painter reads the files a drawing names and copies what it uses as often as it says, so it is asked only for
drawings that pass. https://www.w3.org/TR/SVG2/
"""

import re
from typing import Final
from xml.parsers import expat

LARGEST: Final = 1_000_000
"""Bytes."""

MOST_ELEMENTS: Final = 5_000
"""Elements that are drawn, those drawn again by `use` among them: each may cost a few milliseconds."""

DEEPEST: Final = 30
"""Qt draws no deeper."""
_REFUSED: Final = {
    "script": "scripts",
    "foreignobject": "foreign content",
    "image": "pictures inside",
    "feimage": "pictures inside",
    "filter": "filters, which may take for ever",
    "mask": "masks, which may take for ever",
    "pattern": "patterns, which may take for ever",
    "marker": "markers, which may take for ever",
    "iframe": "foreign content",
    "audio": "sounds",
    "video": "films",
}
_ADDRESS: Final = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)
_DASHES: Final = re.compile(rb"stroke-dasharray", re.IGNORECASE)


class _Refused(Exception):
    """What speaks against drawing, as the end of a sentence."""


class _Look:
    """Looks at a drawing element by element."""

    def __init__(self) -> None:
        self._depth = self._elements = self._uses = self._within_named = 0
        self._named: list[bool] = []
        self._in_style = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1].lower()
        self._depth, self._elements = self._depth + 1, self._elements + 1
        if self._depth == 1 and name != "svg":
            raise _Refused(f'begins with "{tag[:40]}" and not with "svg"')
        if self._elements > MOST_ELEMENTS:
            raise _Refused(f"has more than {MOST_ELEMENTS:,} elements")
        if self._depth > DEEPEST:
            raise _Refused(f"is nested more than {DEEPEST} levels deep")
        if name in _REFUSED:
            raise _Refused(f"has {_REFUSED[name]}")
        self._in_style = name == "style"
        is_named = "id" in attributes
        self._named.append(is_named)
        self._within_named += is_named
        if name == "use":
            self._look_at_use()
        for key, value in attributes.items():
            _look_at_attribute(key.rsplit(":", 1)[-1].lower(), value)

    def _look_at_use(self) -> None:
        """Refuse copies of copies: ten levels of ten make ten thousand million."""
        self._uses += 1
        if self._within_named:
            raise _Refused("copies parts of itself again and again")

    def finish(self) -> None:
        """Look at the whole."""
        if self._uses * self._elements > MOST_ELEMENTS:
            raise _Refused("copies parts of itself again and again")

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._within_named -= self._named.pop()
        self._in_style = False

    def text(self, text: str) -> None:
        if self._in_style:
            _look_at_style(text)

    def doctype(self, *_said: object) -> None:
        raise _Refused("has a document type declaration")

    def entity(self, *_said: object) -> None:
        raise _Refused("declares entities")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _Refused("names a style sheet")


def without_dashes(data: bytes) -> bytes:
    """Give a drawing whose lines are whole: a long line in short dashes takes for ever, and nobody can tell before."""
    return _DASHES.sub(b"data-dash-array0", data)


def why_not_drawn(data: bytes) -> str:
    """Say in a sentence why a drawing is not drawn; empty where it may be, without its dashes."""
    if len(data) > LARGEST:
        return f"The drawing has more than {LARGEST // 1_000_000} MB and is shown as its source."
    look = _Look()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = look.start, look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = look.doctype, look.entity
    parser.ProcessingInstructionHandler = look.instruction
    try:
        parser.Parse(without_dashes(data), True)
        look.finish()
    except _Refused as refusal:
        return f"The drawing {refusal}, so it is shown as its source."
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"The drawing is not well-formed XML ({error}), so it is shown as its source."
    return ""


def _look_at_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise _Refused("has scripts")
    if name == "href" and not value.strip().startswith("#"):
        raise _Refused("points outside itself")
    if name == "base":
        raise _Refused("points outside itself")
    _look_at_style(value)


def _look_at_style(text: str) -> None:
    if "@import" in text.lower() or "\\" in text:  # escapes hide words
        raise _Refused("points outside itself")
    if any(not found.strip().startswith("#") for found in _ADDRESS.findall(text)):
        raise _Refused("points outside itself")
    if "dasharray" in text.lower():  # written so that it was not found
        raise _Refused("hides what it draws")
