"""The head of an HTTP request or response, read from the bytes that were recorded."""

from typing import NamedTuple


class Head(NamedTuple):
    """The first line, and the headers in their order, names as they were written."""

    first: str
    headers: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """Give the first value of a header, its name's case aside; empty if there is none."""
        return next((value for held, value in self.headers if held.lower() == name.lower()), "")

    @property
    def status(self) -> int | None:
        """The status code, if this is the head of a response."""
        words = self.first.split(" ", 2)
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def read_head(raw: bytes) -> Head:
    """Read a head; whatever the bytes are, one comes back."""
    return read_head_text(raw.decode("latin-1"))


def read_head_text(text: str) -> Head:
    """Read a head that was made a text already."""
    first, *lines = text.rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Head(first, tuple((name.strip(), value.strip()) for name, _, value in pairs))
