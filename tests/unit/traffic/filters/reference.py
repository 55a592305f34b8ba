"""A filter as one would write it without a database: slow, and plainly right."""

import json
import re
from collections.abc import Mapping
from typing import Any

from inspector.traffic.filters.syntax import And, Comparison, Everything, Filter, Flag, Not, Or, Present, Text


def passes(record: Mapping[str, Any], wanted: Filter) -> bool:
    """Tell whether a record passes; a record is a mapping of fields, with `raw`, `own` and `findings` beside them."""
    match wanted:
        case Everything():
            return True
        case Text(text):
            return _holds(record, text)
        case Flag(name):
            return _is(record, name)
        case Not(what):
            return not passes(record, what)
        case And(parts):
            return all(passes(record, part) for part in parts)
        case Or(parts):
            return any(passes(record, part) for part in parts)
        case Present(field, path):
            return any(value is not _NOTHING for value in _values(record, field, path))
        case Comparison(field, operator, value, path):
            return _compares(_values(record, field, path), operator, value, in_body=field == "body")


_NOTHING = object()


def _holds(record: Mapping[str, Any], text: str) -> bool:
    low = _lower(text)
    places = (record["method"], record["subject"], record["raw"].decode("utf-8", "replace"))
    if any(low in _lower(place) for place in places if place):
        return True
    return text in (record["id"], record["kind"], record["status"])


def _lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _is(record: Mapping[str, Any], name: str) -> bool:
    status, shape = record["status"], record["shape"]
    if name in ("sent", "received", "local"):
        return bool(record["dir"] == name)
    return bool(
        {
            "error": status == "error",
            "failure": record["kind"] == "failure" or status == "failure",
            "waiting": shape == "request" and status is None,
            "finding": record["findings"],
            "own": record["own"],
            "marked": record["marked"],
            "noted": record["note"] is not None,
            "request": shape == "request",
            "reply": shape in ("result", "error"),
            "notification": shape == "notification",
            "http": record["kind"] in ("http-request", "http-response"),
            "stderr": record["kind"] == "stderr",
            "process": record["kind"] == "process",
            "connection": record["kind"] == "connection",
        }[name]
    )


def _values(record: Mapping[str, Any], field: str, path: tuple[str | int, ...]) -> list[Any]:
    if field in ("rule", "severity"):
        return [finding[field] for finding in record["findings"]]
    if field == "body":
        return [_look(record["raw"], path)]
    value = record[field]
    return [_NOTHING if value is None else value]


def _look(raw: bytes, path: tuple[str | int, ...]) -> Any:
    try:
        value = json.loads(raw)
    except ValueError:
        return _NOTHING
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _NOTHING
        if isinstance(value, str) and step is not path[-1]:
            return _NOTHING
    return value


def _compares(values: list[Any], operator: str, wanted: Any, *, in_body: bool) -> bool:
    if operator in ("!=", "!~"):
        return not _compares(values, "==" if operator == "!=" else "~", wanted, in_body=in_body)
    return any(_holds_for(value, operator, wanted) for value in values if value is not _NOTHING)


def _holds_for(value: Any, operator: str, wanted: Any) -> bool:
    if operator == "~":
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return value is not None and re.search(wanted, text, re.IGNORECASE) is not None
    if isinstance(wanted, bool) or wanted is None:
        return value is wanted
    if isinstance(value, bool) or isinstance(value, str) != isinstance(wanted, str):
        return False
    if not isinstance(value, (str, int, float)):
        return False
    comparisons: dict[str, bool] = {
        "==": value == wanted,
        "<": value < wanted,
        "<=": value <= wanted,
        ">": value > wanted,
        ">=": value >= wanted,
    }
    return comparisons[operator]
