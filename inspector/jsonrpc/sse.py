"""Server-sent events, parsed as the HTML standard says and without losing a byte.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation. A parser of our own,
because the libraries drop comments, `retry` and the raw bytes, which are just what an inspector shows.
"""

from dataclasses import dataclass, replace
from typing import Final

LARGE: Final = 1 << 20
"""Bytes from which on lines are not copied: each copy of 100 MB keeps every other thread waiting."""

_LONGEST_NAME: Final = 5
"""Characters of the names of fields that mean something."""

_WORDS: Final = frozenset({b"", b"event", b"id", b"retry"})
"""Names of fields whose value is text; without a name a line is a comment."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_RETRY_DIGITS: Final = 18
"""Digits of a pause that are read; nobody waits longer, and Python reads no number of thousands of digits."""


Bytes = bytes | memoryview
"""A line, or what is read of it."""


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One block of an event stream.

    `raw` is the block as it came, up to and including its blank line. `data` is None where the block has no
    `data` field: such a block dispatches no event (a lone comment, an `id` without data).
    """

    raw: bytes
    event: str = "message"
    data: bytes | None = None
    id: str | None = None
    retry: int | None = None
    comments: tuple[str, ...] = ()
    complete: bool = True


class EventStreamParser:
    """Bytes in, blocks out. The concatenated `raw` of all blocks is the stream.

    The result does not depend on how the bytes were cut. A carriage return at the end of a chunk waits for
    the next byte, which may be the line feed that belongs to it; but in a stream whose lines end with carriage
    returns alone, a blank line ends the block at once, because the next byte may be long in coming.
    """

    def __init__(self, large: int = LARGE) -> None:
        self._large = large
        self._pending: list[bytes] = []
        self._lines: list[Bytes] = []
        self._block: list[Bytes] = []
        self._carriage_only = False
        """Whether the last line of the block in the making ended with a carriage return alone."""
        self._feed_is_over = False
        """Whether a line feed that comes next belongs to a blank line that was taken for ended already."""

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes; give the blocks they complete."""
        if b"\n" not in chunk and b"\r" not in chunk and not self._ends_with_cr():
            if chunk:
                self._pending.append(chunk)
            return []
        self._pending.append(chunk)
        text = b"".join(self._pending)
        self._pending.clear()
        return self._consume(text)

    def finish(self) -> ServerSentEvent | None:
        """Give what is left when the stream ends: a block without its blank line, or nothing.

        The standard discards such a block; it is given here marked as not complete.
        """
        rest = b"".join(self._pending)
        self._pending.clear()
        if rest:
            self._block.append(rest)
            self._lines.append(rest.rstrip(b"\r\n"))
        if not self._block:
            return None
        return self._take_block(complete=not self._lines or self._lines[-1] == b"")

    def _ends_with_cr(self) -> bool:
        return bool(self._pending) and self._pending[-1].endswith(b"\r")

    def _consume(self, text: bytes) -> list[ServerSentEvent]:
        blocks = []
        start = 0
        source: Bytes = text if len(text) < self._large else memoryview(text)
        while True:
            if self._feed_is_over and start < len(text):
                self._feed_is_over = False
                start += self._pass_over_feed(text, start)
            end, after = _line_end(text, start, at_once=self._carriage_only)
            if end < 0:
                break
            line = source[start:end]
            self._block.append(source[start:after])
            self._lines.append(line)
            start = after
            self._feed_is_over = not line and self._carriage_only
            self._carriage_only = bool(line) and text[end:after] == b"\r"
            if not line:
                blocks.append(self._take_block(complete=True))
        if start < len(text):
            self._pending.append(text[start:])
        return blocks

    def _pass_over_feed(self, text: bytes, start: int) -> int:
        """Keep the line feed of a blank line that is over, if it comes; gives how many bytes that are."""
        if text[start : start + 1] != b"\n":
            return 0
        self._block.append(b"\n")
        return 1

    def _take_block(self, *, complete: bool) -> ServerSentEvent:
        raw = b"".join(self._block)
        lines = self._lines
        if lines:  # before any block and not only the first, so that a recorded block reads again as it did
            lines[0] = lines[0][3 if lines[0][:3] == _BYTE_ORDER_MARK else 0 :]
        self._block, self._lines = [], []
        return _interpret(raw, lines, complete=complete)


def _line_end(text: bytes, start: int, *, at_once: bool) -> tuple[int, int]:
    """Find the end of the line from `start`, and where the next begins; (-1, -1) if it is not there yet.

    `at_once` says that a carriage return ends a blank line without a look at what follows.
    """
    feed = text.find(b"\n", start)
    carriage = text.find(b"\r", start, feed if feed >= 0 else len(text))
    if carriage < 0:
        return (feed, feed + 1) if feed >= 0 else (-1, -1)
    if carriage == start and at_once:
        return carriage, carriage + 1
    if carriage + 1 == len(text):
        return -1, -1
    return carriage, carriage + (2 if text[carriage + 1] == 0x0A else 1)


def _field(line: Bytes) -> tuple[bytes, Bytes]:
    """Part a line into name and value; a line without a colon is a name (Interpreting an event stream)."""
    if isinstance(line, bytes):
        name, _, value = line.partition(b":")
        return name, value.removeprefix(b" ")
    name, colon, rest = bytes(line[: _LONGEST_NAME + 2]).partition(b":")
    return (name, line[len(name) + 1 + rest.startswith(b" ") :]) if colon else (bytes(line[: _LONGEST_NAME + 1]), b"")


def _interpret(raw: bytes, lines: list[Bytes], *, complete: bool) -> ServerSentEvent:
    data: list[Bytes] = []
    comments: list[str] = []
    event, ident, retry = "message", None, None
    for line in lines:
        name, value = _field(line)
        if name == b"data":
            data.append(value)
        if name not in _WORDS:
            continue
        text = str(value, "utf-8", errors="replace")
        if not name:
            if line:
                comments.append(text)
        elif name == b"event":
            event = text or "message"
        elif name == b"id" and "\0" not in text:
            ident = text
        elif name == b"retry" and text.isascii() and text.isdigit():
            retry = int(text) if len(text) <= _RETRY_DIGITS else 10**_RETRY_DIGITS
    return ServerSentEvent(raw, event, b"\n".join(data) if data else None, ident, retry, tuple(comments), complete)


def parse_event(raw: bytes) -> ServerSentEvent:
    """Read one recorded block again; the inverse of `ServerSentEvent.raw`."""
    parser = EventStreamParser()
    blocks = parser.feed(raw if raw == b"\n" else raw.removeprefix(b"\n"))
    rest = parser.finish()
    event = blocks[0] if blocks else rest
    return replace(event, raw=raw) if event is not None else ServerSentEvent(raw, complete=False)
