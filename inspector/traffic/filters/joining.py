"""Filters put together as text, as the filter line has them."""

from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.filters.syntax import Filter, FilterError, Or


def narrowed(before: str, part: str) -> str:
    """Write a filter that lets pass what both let pass; what cannot be read gives way."""
    before = before.strip()
    found = _read(before)
    if not before or found is None:
        return part
    return f"({before}) and {part}" if isinstance(found, Or) else f"{before} and {part}"


def _read(text: str) -> Filter | None:
    try:
        return parse_filter(text)
    except FilterError:
        return None
