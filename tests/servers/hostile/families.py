"""All families; importing them registers their servers."""

from . import bodies, connections, endings, envelopes, floods, lines, modern, questions, shapes, streams, websockets

__all__ = [
    "bodies",
    "connections",
    "endings",
    "envelopes",
    "floods",
    "lines",
    "modern",
    "questions",
    "shapes",
    "streams",
    "websockets",
]
