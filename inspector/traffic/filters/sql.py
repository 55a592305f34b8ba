"""From a filter to the SQL that finds its records.

The statement speaks of `record` as `r`. Two functions have to be known to the connection, see `install`: `matches`,
which searches a pattern in a text, and `payload`, which gives the text a message would be read from.
"""

import json
import re
import sqlite3
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from inspector.traffic.filters.patterns import compile_pattern
from inspector.traffic.filters.syntax import (
    And,
    Comparison,
    Everything,
    Filter,
    Flag,
    Not,
    Or,
    Present,
    Text,
)
from inspector.traffic.record import Kind, payload_of

_KNOWN_TEXTS: Final = 10_000
_MAX_UNESCAPED: Final = 1_000_000
"""Characters of a message whose names are unescaped before they are compared."""

_REPLY: Final = "(SELECT a.{} FROM record a WHERE a.exchange = r.seq AND a.latency_ns IS NOT NULL LIMIT 1)"
_STATUS: Final = f"coalesce(r.status, CASE WHEN r.shape = 'request' THEN {_REPLY.format('status')} END)"
_PAYLOAD: Final = "CASE WHEN r.kind = 'sse' OR {escaped} THEN payload(r.kind, r.raw) ELSE CAST(r.raw AS TEXT) END"
_ESCAPED: Final = "instr(r.raw, x'5c75')"
_SLASH_ESCAPED: Final = f"({_ESCAPED} OR instr(r.raw, x'5c2f'))"
"""Where names may be written otherwise than they are: as \\u002f or \\/."""

_COLUMNS: Final = MappingProxyType(
    {
        "method": "r.method",
        "subject": "r.subject",
        "tool": "CASE WHEN r.method = 'tools/call' THEN r.subject END",
        "uri": "CASE WHEN r.method LIKE 'resources/%' OR r.method = 'notifications/resources/updated' "
        "THEN r.subject END",
        "prompt": "CASE WHEN r.method = 'prompts/get' THEN r.subject END",
        "session": "(SELECT s.name FROM session s WHERE s.id = r.session)",
        "dir": "r.direction",
        "kind": "r.kind",
        "shape": "r.shape",
        "id": "r.rpc_id",
        "status": _STATUS,
        "latency": f"coalesce(r.latency_ns, CASE WHEN r.shape = 'request' THEN {_REPLY.format('latency_ns')} END)",
        "size": "r.size",
        "time": "(r.mono_ns - (SELECT mono_ns FROM record ORDER BY seq LIMIT 1))",
        "number": "r.seq",
        "exchange": "r.exchange",
        "note": "(SELECT n.text FROM note n WHERE n.seq = r.seq)",
    }
)
"""What a field is, for all that is one value of a record."""

_OF_FINDINGS: Final = ("rule", "severity")

_FLAGS: Final = MappingProxyType(
    {
        "error": f"({_STATUS} IS 'error')",
        "failure": f"(r.kind = 'failure' OR {_STATUS} IS 'failure')",
        "waiting": f"(r.shape IS 'request' AND {_STATUS} IS NULL)",
        "finding": "EXISTS (SELECT 1 FROM finding f WHERE f.seq = r.seq)",
        "marked": "(r.seq IN (SELECT seq FROM mark))",
        "noted": "(r.seq IN (SELECT seq FROM note))",
        "own": "r.own",
        "sent": "(r.direction = 'sent')",
        "received": "(r.direction = 'received')",
        "local": "(r.direction = 'local')",
        "request": "(r.shape IS 'request')",
        "reply": "(r.shape IS 'result' OR r.shape IS 'error')",
        "notification": "(r.shape IS 'notification')",
        "http": "(r.kind IN ('http-request', 'http-response'))",
        "stderr": "(r.kind = 'stderr')",
        "process": "(r.kind = 'process')",
        "connection": "(r.kind = 'connection')",
    }
)

_ODD: Final = "(coalesce(r.shape, 'not JSON') = 'not JSON' OR r.kind <> 'message') AND instr(r.raw, x'00')"
"""A NUL ends what LIKE looks at; none must hide behind one. JSON has none, and looking costs as much as LIKE."""

_KINDS: Final = frozenset(kind.value for kind in Kind)
_BEGINS_JSON: Final = re.compile(r'["\[{\d…-]|(?:true|false|null|NaN|Infinity)$')
"""What an id can begin with, which is kept as JSON."""


@dataclass(slots=True)
class Statement:
    """A condition in SQL, with its parameters by name."""

    where: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """Take a value as a parameter; gives what stands for it."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"


def to_sql(wanted: Filter) -> Statement:
    """Give the condition that holds for just the records a filter lets pass."""
    statement = Statement()
    statement.where = _condition(wanted, statement)
    return statement


def column_of(field: str) -> str:
    """Give the SQL for the value of a field; for those of findings, the one of the first."""
    if field in _OF_FINDINGS:
        return f"(SELECT f.{field} FROM finding f WHERE f.seq = r.seq LIMIT 1)"  # noqa: S608 - names are ours
    return _COLUMNS[field]


def install(db: sqlite3.Connection) -> None:
    """Teach a connection what the statements need."""

    @lru_cache(maxsize=_KNOWN_TEXTS)
    def short_matches(pattern: str, text: str) -> bool:
        return compiled(pattern)(text)

    compiled = lru_cache(maxsize=100)(compile_pattern)

    def matches(pattern: str, text: Any) -> bool:
        if text is None:
            return False
        words = text.decode("utf-8", errors="replace") if isinstance(text, bytes) else str(text)
        return short_matches(pattern, words) if len(words) < 200 else compiled(pattern)(words)

    db.create_function("matches", 2, matches, deterministic=True)
    db.create_function("payload", 2, _payload, deterministic=True)


def _payload(kind: str, raw: bytes) -> str:
    """Give the text of a message, with its names unescaped: SQLite compares names as they are written."""
    text = payload_of(kind, raw).decode("utf-8", errors="replace")
    if ("\\u" not in text and "\\/" not in text) or len(text) > _MAX_UNESCAPED:
        return text
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
    return plain.encode("utf-8", errors="replace").decode("utf-8")


def _condition(wanted: Filter, statement: Statement) -> str:
    match wanted:
        case Everything():
            return "1"
        case Text(text):
            return _text(text, statement)
        case Flag(name):
            return _FLAGS[name]
        case Present():
            return _present(wanted, statement)
        case Comparison():
            return _comparison(wanted, statement)
        case Not(what):
            return f"NOT {_condition(what, statement)}"
        case And(parts) | Or(parts):
            word = " AND " if isinstance(wanted, And) else " OR "
            return f"({word.join(_condition(part, statement) for part in parts)})"


def _text(text: str, statement: Statement) -> str:
    """Find a text in what came, or in what was read from it: first where it mostly is, and not where it cannot be.

    CASE, because SQLite works out all parts of an OR whose value a function takes.
    """
    like, plain = statement.bind(_like(text)), statement.bind(text)
    if any(sign in text for sign in "%_\\"):
        like += " ESCAPE '\\'"
    places = [
        f"CAST(r.raw AS TEXT) LIKE {like}",
        f"r.method LIKE {like}",
        f"(r.subject IS NOT NULL AND r.subject LIKE {like})",
        f"r.status = {plain}",
        f"({_ODD} AND instr(r.raw, CAST({plain} AS BLOB)))",
    ]
    if text in _KINDS:
        places.append(f"r.kind = {plain}")
    if _BEGINS_JSON.match(text):
        places.append(f"r.rpc_id = {plain}")
    return f"(CASE WHEN {' OR '.join(places)} THEN 1 ELSE 0 END)"


def _like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _present(wanted: Present, statement: Statement) -> str:
    if wanted.field in _OF_FINDINGS:
        return _FLAGS["finding"]
    if wanted.field == "body":
        return f"({_json('json_type', wanted.path, statement)} IS NOT NULL)"
    return f"({_COLUMNS[wanted.field]} IS NOT NULL)"


def _comparison(wanted: Comparison, statement: Statement) -> str:
    if wanted.operator in ("!=", "!~"):
        opposite = Comparison(wanted.field, "==" if wanted.operator == "!=" else "~", wanted.value, wanted.path)
        return f"NOT {_comparison(opposite, statement)}"
    if wanted.field == "body":
        return _in_body(wanted, statement)
    value = statement.bind(wanted.value)
    if wanted.field == "note":  # there are few, so they are looked through instead of all records
        return f"(r.seq IN (SELECT n.seq FROM note n WHERE {_test('n.text', wanted.operator, value)}))"  # noqa: S608 - names are ours
    if wanted.field in _OF_FINDINGS:
        test = _test(f"f.{wanted.field}", wanted.operator, value)
        return f"EXISTS (SELECT 1 FROM finding f WHERE f.seq = r.seq AND {test})"  # noqa: S608 - names are ours
    return f"coalesce({_test(_COLUMNS[wanted.field], wanted.operator, value)}, 0)"


def _test(what: str, operator: str, value: str) -> str:
    if operator == "~":
        return f"matches({value}, {what})"
    return f"({what} {'=' if operator == '==' else operator} {value})"


def _in_body(wanted: Comparison, statement: Statement) -> str:
    """Compare a place in the message with a value of its own type: text with text, numbers with numbers."""
    kind = _json("json_type", wanted.path, statement)
    if isinstance(wanted.value, bool) or wanted.value is None:
        return f"({kind} IS {statement.bind('null' if wanted.value is None else str(wanted.value).lower())})"
    value = statement.bind(wanted.value)
    there = _json("json_extract", wanted.path, statement)
    if wanted.operator == "~":
        text = f"CASE WHEN {kind} IN ('true', 'false') THEN {kind} ELSE {there} END"
        return f"coalesce(matches({value}, CAST({text} AS BLOB)), 0)"  # it may hold bytes that are no UTF-8
    kinds = "('text')" if isinstance(wanted.value, str) else "('integer', 'real')"
    return f"coalesce({kind} IN {kinds} AND {_test(there, wanted.operator, value)}, 0)"


def _json(function: str, path: tuple[str | int, ...], statement: Statement) -> str:
    """Look into the message, if it is JSON. What does not hold the last name cannot have it, unless it is escaped."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path)
    names = [f'"{step}"'.encode() for step in path if isinstance(step, str)]
    escaped = _SLASH_ESCAPED if any(b"/" in name for name in names) else _ESCAPED
    payload = _PAYLOAD.format(escaped=escaped)
    look = f"{function}({payload}, {statement.bind('$' + steps)})"
    may = f"(instr(r.raw, {statement.bind(names[-1])}) OR {escaped}) AND " if names else ""
    return f"CASE WHEN {may}json_valid({payload}) THEN {look} END"
