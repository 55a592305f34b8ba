"""A value in a few words, for rows that are closed. Costs the same however large the value is."""

from typing import Any

from inspector.schema.document import write

_PARTS = 4


def preview(value: Any, *, with_parts: bool = True) -> str:
    """Give the size of a list or an object, and what of it fits into a line."""
    if isinstance(value, dict):
        return _inside([f"{name[:30]}: {_short(part)}" for name, part in _first(value.items())], len(value), with_parts)
    if isinstance(value, list):
        parts = [_short(part) for part in value[:_PARTS]]
        count = f"{len(value):,} {'item' if len(value) == 1 else 'items'}"
        return f"{count}  {', '.join(parts)}" if with_parts and parts else count
    return _short(value)


def _first(items: Any) -> list[tuple[str, Any]]:
    return [item for item, _ in zip(items, range(_PARTS), strict=False)]


def _inside(parts: list[str], size: int, with_parts: bool) -> str:
    if not size:
        return "empty object"
    return ", ".join(parts) if with_parts else f"{size:,} {'member' if size == 1 else 'members'}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value)}]" if value else "[]"
    text = write(value[:40] if isinstance(value, str) else value, indent=None)
    return text if len(text) <= 44 else text[:43] + "…"


def wrong_kind(value: Any, wanted: str) -> str:
    """Say that a value is of another kind than the schema wants."""
    kinds = {str: "text", bool: "true or false", int: "a number", float: "a number", dict: "an object", list: "a list"}
    return f"This is {kinds.get(type(value), 'null')}, and the schema wants {wanted}" if wanted else ""
