"""One conversation: a request with its progress, logs, questions, further rounds, task polls, HTTP heads and reply.

What belongs together is found when it is asked for, from what the records say: ids of tasks, states of rounds, the HTTP
exchange. Where only time could tell, as for log messages over stdio, a record belongs to a request if no other one was
waiting then. All looks go over a bounded number of records.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from inspector.protocol import methods
from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.record import payload_of

_SPAN: Final = 20_000
"""Records before and after one among which the rest of its conversation is looked for."""

_LATE: Final = 2_000
"""Records after the last reply among which it is looked for what came late."""

_ROUNDS: Final = 25
_CANDIDATES: Final = 20
_OTHERS: Final = 200
_READ: Final = 1_000_000
"""Bytes up to which a message is read to see what it belongs to."""

_PARTS: Final = 300
"""What a filter for a conversation may be made of; the filter line holds no more."""

_TASK_METHODS: Final = "r.method LIKE 'tasks/%' AND r.method <> 'tasks/list'"
_NO_CALLS: Final = f"r.method NOT IN ('{methods.LISTEN}')"
_REPLIED: Final = "SELECT 1 FROM record a WHERE a.exchange = r.seq AND a.latency_ns IS NOT NULL"


class Told(NamedTuple):
    """A record of a conversation, and how far it is indented."""

    row: Row
    depth: int


def conversation(reader: CaptureReader, exchange: int, limit: int = 1_000) -> list[Told]:
    """Give the whole conversation a request belongs to, in order."""
    root = _root(reader, exchange)
    found = reader.rows(root, root)
    return _Story(reader, found[0]).tell(limit) if found else []


def filter_for(told: list[Told]) -> str:
    """Write the filter that lets just the records of a conversation pass: its exchanges, and what stands by itself."""
    begun = {row.seq for row, _ in told if row.exchange == row.seq}
    alone = [row.seq for row, _ in told if row.exchange not in begun]
    parts = [f"exchange == {seq}" for seq in sorted(begun)] + [f"number == {seq}" for seq in sorted(alone)]
    return " or ".join(parts[:_PARTS])


# -- where it began -------------------------------------------------------------------------------------------------


def _root(reader: CaptureReader, exchange: int) -> int:
    """Go back from a question to the call it was asked for, from a poll to its task's, from a round to the first."""
    for _ in range(_ROUNDS):
        rows = reader.rows(exchange, exchange)
        before = _before(reader, rows[0]) if rows and rows[0].shape == "request" else None
        if before is None or before >= exchange:
            break
        exchange = before
    return exchange


def _before(reader: CaptureReader, request: Row) -> int | None:
    if request.direction == "received":
        return _cause(reader, request)
    message = _read(reader, request)
    params = message.get("params")
    if not isinstance(params, dict):
        return None
    if (request.method or "").startswith("tasks/"):
        return _task_origin(reader, request, params.get("taskId"))
    if "inputResponses" in params or "requestState" in params:
        return _earlier_round(reader, request, params.get("requestState"))
    return None


def _cause(reader: CaptureReader, question: Row) -> int | None:
    """Give the request in whose stream a question came; without streams, the only one that waited then."""
    if question.http is not None:
        found = reader.find(
            "r.http = :http AND r.direction = 'sent' AND r.shape = 'request'", _up_to(question), limit=1
        )
        return found[0].seq if found else None
    waiting = reader.find(
        f"r.direction = 'sent' AND r.shape = 'request' AND r.seq < :seq AND {_NO_CALLS} "
        f"AND NOT EXISTS ({_REPLIED} AND a.seq < :seq)",
        _up_to(question),
        limit=2,
    )
    return waiting[0].seq if len(waiting) == 1 else None


def _task_origin(reader: CaptureReader, request: Row, ident: Any) -> int | None:
    if not isinstance(ident, str):
        return None
    condition = (
        f"r.shape = 'result' AND r.seq < :seq AND NOT ({_TASK_METHODS}) AND instr(r.raw, CAST(:ident AS BLOB)) "
        "AND r.method <> 'tasks/list'"
    )
    found = reader.find(condition, _up_to(request) | {"ident": ident}, limit=1)
    return found[0].exchange if found else None


def _earlier_round(reader: CaptureReader, request: Row, state: Any) -> int | None:
    condition = (
        "r.shape = 'result' AND r.seq < :seq AND r.method IS :method AND r.subject IS :subject "
        "AND instr(r.raw, CAST('input_required' AS BLOB))"
    )
    found = reader.find(condition, _up_to(request), limit=_CANDIDATES, backwards=True)
    fitting = (row for row in found if _state_of(_read(reader, row)) == state)
    return next((row.exchange for row in fitting), None)


# -- what belongs to it ---------------------------------------------------------------------------------------------


class _Story:
    """A conversation that is put together. `_depths` has the exchanges that belong to it, and how deep they stand."""

    def __init__(self, reader: CaptureReader, root: Row) -> None:
        self._reader = reader
        self._root = root
        self._depths: dict[int, int] = {root.seq: 0}
        self._told: dict[int, Told] = {}
        self._end = root.seq
        self._tasks: list[str] = []

    def tell(self, limit: int) -> list[Told]:
        """Give the records in order."""
        self._take_rounds(self._root)
        for ident in self._tasks:
            self._take_task(ident)
        self._take_questions()
        for exchange, depth in list(self._depths.items()):
            self._take_exchange(exchange, depth, limit)
        self._take_unnamed(limit)
        return [self._told[seq] for seq in sorted(self._told)][:limit]

    def _take_rounds(self, request: Row) -> None:
        """Go from a request to its reply, and as long as that asks for more to the request that answers it."""
        for _ in range(_ROUNDS):
            number = self._reader.reply_to(request.seq)
            if number is None:
                self._end = max(self._end, request.seq + _SPAN)
                return
            self._end = max(self._end, number)
            reply = self._reader.rows(number, number)[0]
            message = _read(self._reader, reply)
            self._tasks += _task_ids(message)
            following = self._next_round(reply, _state_of(message)) if _wants_input(message) else None
            if following is None:
                return
            self._depths[following.seq] = 0
            request = following

    def _next_round(self, reply: Row, state: Any) -> Row | None:
        condition = (
            "r.direction = 'sent' AND r.shape = 'request' AND r.seq > :seq AND r.method IS :method "
            "AND r.subject IS :subject AND (instr(r.raw, CAST('\"inputResponses\"' AS BLOB)) "
            "OR instr(r.raw, CAST('\"requestState\"' AS BLOB)))"
        )
        found = self._reader.find(condition, _from(reply), limit=_CANDIDATES)
        return next((row for row in found if _state_of(_read(self._reader, row)) == state), None)

    def _take_task(self, ident: str) -> None:
        """Take the polls of a task, and what was told of it."""
        about = _from(self._root) | {"ident": ident}
        condition = "r.seq > :seq AND instr(r.raw, CAST(:ident AS BLOB)) AND "
        for row in self._reader.find(f"{condition} r.shape = 'request' AND {_TASK_METHODS}", about, limit=_OTHERS):
            self._depths.setdefault(row.seq, 1)
            self._end = max(self._end, self._reader.reply_to(row.seq) or row.seq)
        for row in self._reader.find(f"{condition} r.method = 'notifications/tasks/status'", about, limit=_OTHERS):
            self._take(row, 1)

    def _take_questions(self) -> None:
        asked = "r.direction = 'received' AND r.shape = 'request'"
        for row in self._reader.find(asked, _from(self._root, self._end), limit=_OTHERS):
            if _cause(self._reader, row) in self._depths:
                self._depths.setdefault(row.seq, 1)

    def _take_exchange(self, exchange: int, depth: int, limit: int) -> None:
        for row in self._reader.story(exchange, limit, last=self._end + _LATE):
            if row.exchange is not None and row.exchange != exchange and row.exchange in self._depths:
                continue  # it came in the stream of this one, and is told where it belongs
            is_end = row.latency_ns is not None and row.exchange == exchange and row.seq != exchange
            is_head = row.seq < exchange
            self._take(row, depth if is_end or is_head or row.seq == exchange else depth + 1)

    def _take_unnamed(self, limit: int) -> None:
        """Take log messages and cancellations, which name no request: those that can have had no other one in mind."""
        condition = "r.http IS NULL AND r.method IN ('notifications/message', 'notifications/cancelled')"
        loose = self._reader.find(condition, _from(self._root, self._end), limit=limit)
        others = list(self._others()) if loose else []
        for row in loose:
            if not any(start < row.seq < end for start, end in others):
                self._take(row, 1)

    def _others(self) -> Iterator[tuple[int, int]]:
        """Give from when to when other requests waited meanwhile."""
        condition = f"r.direction = 'sent' AND r.shape = 'request' AND {_NO_CALLS}"
        about = _about(self._root, self._root.seq - _SPAN, self._end)
        for row in self._reader.find(condition, about, limit=_OTHERS, backwards=True):
            if row.seq not in self._depths:
                yield row.seq, self._reader.reply_to(row.seq) or self._end + 1

    def _take(self, row: Row, depth: int) -> None:
        self._told.setdefault(row.seq, Told(row, depth))


# -- reading --------------------------------------------------------------------------------------------------------


def _about(row: Row, first: int, last: int) -> dict[str, Any]:
    """Give what the conditions speak of: a record, and from where to where they look."""
    return {
        "seq": row.seq,
        "http": row.http,
        "method": row.method,
        "subject": row.subject,
        "first": first,
        "last": last,
    }


def _up_to(row: Row) -> dict[str, Any]:
    return _about(row, row.seq - _SPAN, row.seq)


def _from(row: Row, last: int | None = None) -> dict[str, Any]:
    return _about(row, row.seq, row.seq + _SPAN if last is None else last)


def _read(reader: CaptureReader, row: Row) -> dict[str, Any]:
    """Give a record's message; an empty one for what is none, or too long."""
    if row.size > _READ:
        return {}
    try:
        message = json.loads(payload_of(row.kind, reader.raw(row.seq)))
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _parts(message: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (part for part in (message.get("params"), message.get("result")) if isinstance(part, dict))


def _state_of(message: dict[str, Any]) -> Any:
    return next((part.get("requestState") for part in _parts(message)), None)


def _wants_input(message: dict[str, Any]) -> bool:
    return any(part.get("resultType") == "input_required" for part in _parts(message))


def _task_ids(message: dict[str, Any]) -> list[str]:
    """Give the id of the task a reply made, in the words of 2025-11-25 or of the extension."""
    result = message.get("result")
    task = result.get("task", result) if isinstance(result, dict) else None
    ident = task.get("taskId") if isinstance(task, dict) else None
    return [ident] if isinstance(ident, str) and ident else []
