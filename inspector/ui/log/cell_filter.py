"""From a cell of the log to the filter for records like it."""

from typing import Final

from inspector.traffic.capture import Row
from inspector.traffic.filters.completion import written
from inspector.ui.models.records_model import (
    DIRECTION,
    FINDINGS,
    ID,
    LATENCY,
    METHOD,
    NOTE,
    NUMBER,
    SERVER,
    SIZE,
    STATUS,
    SUBJECT,
    TIME,
    is_waiting,
)
from inspector.ui.widgets.plain_text import visible_text


def filter_for(row: Row, column: int, start_ns: int) -> str:
    """Give the filter for records that are like this one in one column; empty where that says nothing.

    Of times, sizes and latencies: for those that are as large at least. `start_ns` is when the first record came, by
    the monotonic clock.
    """
    if column == TIME:
        return f"time >= {_in_full(row.mono_ns - start_ns, 1_000_000)}s"
    if column == NOTE and row.note is not None:
        return f"note == {written(row.note)}"
    if column == STATUS and is_waiting(row):
        return "waiting"
    if column == FINDINGS:
        return "finding"
    if column == METHOD and row.method is None:
        return f"kind == {row.kind}"
    field, value = _FIELD_OF.get(column, ""), _value_of(row, column)
    if not field or value is None:
        return ""
    return f"{field} {'>=' if column in (LATENCY, SIZE) else '=='} {value}"


_FIELD_OF: Final = {
    NUMBER: "number",
    SERVER: "session",
    DIRECTION: "dir",
    METHOD: "method",
    SUBJECT: "subject",
    ID: "id",
    STATUS: "status",
    LATENCY: "latency",
    SIZE: "size",
}


def _value_of(row: Row, column: int) -> str | None:
    if column == LATENCY:
        return None if row.latency_ns is None else f"{_in_full(row.latency_ns, 1_000)}ms"
    if column in (NUMBER, SIZE):
        return str(row.seq if column == NUMBER else row.size)
    texts = {SERVER: row.session, DIRECTION: row.direction, METHOD: row.method, SUBJECT: row.subject, ID: row.rpc_id}
    text = texts.get(column, row.status)
    return None if text is None else written(text)


def _in_full(ns: int, microseconds: int) -> str:
    """Write a time in a unit of so many microseconds, rounded down to whole ones: the record itself must pass."""
    return f"{ns // 1_000 / microseconds:.15g}"


def menu_text(text: str) -> str:
    """Write a filter as the text of a menu's entry: short, and with no letter underlined."""
    return visible_text(text, 60, one_line=True).replace("&", "&&")
