"""Line framing: a stream of bytes cut into lines, however the bytes arrive.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio: messages are delimited by newlines.
"""


class LineSplitter:
    """Cuts a byte stream at line feeds; lines come out exactly as they went in, line feed included.

    Lines of any length pass; a line in the making is kept as a list of chunks, so that a 50 MB line costs
    one copy and not thousands.
    """

    def __init__(self) -> None:
        self._pending: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes; give the lines they complete."""
        lines = chunk.split(b"\n")
        rest = lines.pop()
        if not lines:
            if rest:
                self._pending.append(rest)
            return []
        whole = [line + b"\n" for line in lines]
        if self._pending:
            self._pending.append(whole[0])
            whole[0] = b"".join(self._pending)
            self._pending.clear()
        if rest:
            self._pending.append(rest)
        return whole

    def finish(self) -> bytes:
        """Give what is left when the stream ends: a last line without line feed, or nothing."""
        rest = b"".join(self._pending)
        self._pending.clear()
        return rest
