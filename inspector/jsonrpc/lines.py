"""Line framing: a stream of bytes cut into lines, however the bytes arrive.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio: messages are delimited by newlines.
"""

from typing import Final

LONGEST: Final = 1 << 29
"""Bytes of a line that come out as one piece: a record takes at most 1 000 000 000."""


class LineSplitter:
    """Cuts a byte stream at line feeds; lines come out exactly as they went in, line feed included.

    A line in the making is kept as a list of chunks, so that a 50 MB line costs one copy and not thousands.
    A line of more than `longest` bytes comes out in pieces of that many: memory has an end, and so has a record.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._pending: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes; give the lines they complete."""
        if chunk.find(b"\n") == len(chunk) - 1 and not self._pending and len(chunk) <= self._longest:
            return [chunk] if chunk else []  # one line, as most reads are that a waiting call gets
        lines = chunk.split(b"\n")
        rest = lines.pop()
        whole = [line + b"\n" for line in lines]
        if whole:
            if self._pending:
                self._pending.append(whole[0])
                whole[0] = self.finish()
            if len(chunk) > self._longest or len(whole[0]) > self._longest:
                whole = [piece for line in whole for piece in self._pieces(line)]
        if rest:
            self._pending.append(rest)
            self._size += len(rest)
            if self._size >= self._longest:
                whole += self._cut_pending()
        return whole

    def finish(self) -> bytes:
        """Give what is left when the stream ends: a last line without line feed, or nothing."""
        rest = b"".join(self._pending)
        self._pending.clear()
        self._size = 0
        return rest

    def _pieces(self, line: bytes) -> list[bytes]:
        return [line[start : start + self._longest] for start in range(0, len(line), self._longest)]

    def _cut_pending(self) -> list[bytes]:
        """Give the whole pieces of the line in the making, and keep the rest."""
        pieces = self._pieces(self.finish())
        if len(pieces[-1]) < self._longest:
            self._pending.append(pieces.pop())
            self._size = len(self._pending[0])
        return pieces
