"""All families; importing them registers their servers."""

from . import endings, envelopes, floods, lines, questions, shapes

__all__ = ["endings", "envelopes", "floods", "lines", "questions", "shapes"]
