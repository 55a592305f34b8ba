"""What the annotations of a content item say, in words.

https://modelcontextprotocol.io/specification/2025-11-25/server/resources#annotations
"""

from typing import Any, Final

_LONGEST: Final = 60


def annotation_words(item: Any) -> str:
    """Give audience, priority and time of change, empty if there are none; what is malformed is shown as it is."""
    notes = item.get("annotations") if isinstance(item, dict) else None
    if not isinstance(notes, dict):
        return ""
    audience, priority, modified = (notes.get(name) for name in ("audience", "priority", "lastModified"))
    words = (
        f"for {_audience(audience)}" if audience else "",
        f"priority {_short(priority)}" if priority is not None else "",
        f"changed {_short(modified)}" if modified is not None else "",
    )
    return " · ".join(filter(None, words))


def _audience(value: Any) -> str:
    return " and ".join(map(_short, value[:4])) if isinstance(value, list) else _short(value)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
