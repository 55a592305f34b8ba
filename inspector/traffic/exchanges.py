"""What a capture knows of an exchange while it runs and afterwards: findings, log messages, questions, lists."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

from inspector.jsonrpc.message import parse
from inspector.protocol import methods
from inspector.traffic.capture import CaptureError, FindingRow
from inspector.traffic.reading import open_for_reading, why_unreadable
from inspector.traffic.record import payload_of

MAX_NOTES: Final = 200
_LONGEST: Final = 2_000
_LARGEST_LIST: Final = 8_000_000
_PAGES: Final = 60

_NOTES: Final = f"""
SELECT r.seq, r.mono_ns, r.kind, r.shape, r.method, r.exchange, r.http, r.raw FROM record r
WHERE r.seq > :after AND r.direction = 'received' AND r.size < 64000
  AND r.session = (SELECT session FROM record WHERE seq = :first)
  AND (r.method = '{methods.LOG_MESSAGE}' OR r.shape = 'request' OR (r.shape = 'result' AND r.exchange IS NOT NULL))
ORDER BY r.seq LIMIT :limit
"""  # noqa: S608 - the words are ours
_REPLY: Final = """
SELECT r.kind, r.raw FROM record r
WHERE r.seq = :seq AND r.direction = 'received' AND r.size < :largest
  AND r.session = (SELECT max(id) FROM session WHERE name = :server)
"""


class CallNote(NamedTuple):
    """Something that came while a call ran. `after_ns` counts from the call.

    `is_its_own` says that it came in the call's own stream or exchange; otherwise it came meanwhile, and nothing tells
    which call it belongs to.
    """

    seq: int
    after_ns: int
    text: str
    level: str = ""
    is_its_own: bool = False


class ListedFindings(NamedTuple):
    """What was found about one page of a list: its record, its items as they came, and findings by their number."""

    seq: int
    items: list[Any]
    findings: dict[int, list[FindingRow]]


class ExchangeReader:
    """Reads a capture that is being written. One thread only: the one that made it."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only, or raise `CaptureError`."""
        with ExitStack() as on_failure:
            try:
                self._db = open_for_reading(path)
                on_failure.callback(self._db.close)
                self._db.execute("SELECT 1 FROM record LIMIT 1")
            except sqlite3.Error as error:
                raise CaptureError(why_unreadable(path, error)) from error
            on_failure.pop_all()
        self._pages: dict[tuple[str, str], tuple[tuple[int, int], list[ListedFindings]]] = {}
        """By server and member: what was read last, and the newest finding and session then: lists may be large."""
        self._found: dict[str, list[int]] = {}
        """By method: the last finding that was looked at, and the records that findings are about."""

    def _records_of(self, method: str) -> list[int]:
        """Give the records about this method that there are findings about; only new findings are looked at."""
        known = self._found.setdefault(method, [0])
        query = "SELECT rowid, seq FROM finding WHERE rowid > ? AND method = ? ORDER BY rowid"
        for number, seq in self._db.execute(query, (known[0], method)).fetchall():
            known[0] = number
            if seq not in known[1:][-3:]:  # the number of a finding may be that of a record
                known.append(seq)
        return sorted(set(known[1:]))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def last_finding(self) -> int:
        """Give a number that grows with every finding."""
        return int(self._db.execute("SELECT coalesce(max(rowid), 0) FROM finding").fetchone()[0])

    def findings(self, seq: int) -> list[FindingRow]:
        """Give the findings about one record."""
        query = "SELECT rule, severity, message, method, pointer, section FROM finding WHERE seq = ?"
        return [FindingRow._make(row) for row in self._db.execute(query, (seq,))]

    def notes(self, requests: Sequence[int], after: int, limit: int = MAX_NOTES) -> list[CallNote]:
        """Give what came in since record `after` while the call that made these requests ran."""
        if not requests:
            return []
        marks = ",".join("?" * len(requests))
        known = self._db.execute(f"SELECT seq, mono_ns, http FROM record WHERE seq IN ({marks})", tuple(requests))  # noqa: S608 - question marks
        sent = known.fetchall()
        if not sent:
            return []
        own, streams = set(requests), {http for _, _, http in sent if http is not None}
        start = min(mono for _, mono, _ in sent)
        found = self._db.execute(_NOTES, {"after": max(after, requests[0]), "first": requests[0], "limit": limit})
        notes = []
        for seq, mono, kind, shape, method, exchange, http, raw in found:
            is_its_own = (http is not None and http in streams) or exchange in own
            text, level = _words(shape, method, payload_of(kind, raw))
            if text and (shape != "result" or exchange in own):
                notes.append(CallNote(seq, mono - start, text, level, is_its_own))
        return notes

    def listed(self, server: str, method: str, member: str) -> list[ListedFindings]:
        """Give the pages of a list that there are findings about, in a server's newest session; the newest first."""
        seqs = self._records_of(method)
        session = self._db.execute("SELECT max(id) FROM session WHERE name = ?", (server,)).fetchone()[0]
        state = (self._found[method][0], session)
        before, pages = self._pages.get((server, member), ((0, 0), []))
        if before != state:
            known = {page.seq: page.items for page in pages} if before[1] == session else {}
            self._pages[server, member] = (state, self._read_lists(seqs, server, member, known))
        return self._pages[server, member][1]

    def _read_lists(
        self, seqs: list[int], server: str, member: str, known: dict[int, list[Any]]
    ) -> list[ListedFindings]:
        """Read the lists that findings are about, but those that are `known`: findings come some at a time."""
        pages = []
        for seq in seqs[:-_PAGES:-1]:
            about = self._by_item(seq, f"/result/{member}/")
            items = known.get(seq) or self._items(seq, server, member) if about else None
            if items is not None:
                pages.append(ListedFindings(seq, items, about))
        return pages

    def _by_item(self, seq: int, prefix: str) -> dict[int, list[FindingRow]]:
        """Give the findings about the items of a list, by their number."""
        about: dict[int, list[FindingRow]] = {}
        for finding in self.findings(seq):
            number = finding.pointer.removeprefix(prefix).partition("/")[0]
            if finding.pointer.startswith(prefix) and number.isdecimal():
                about.setdefault(int(number), []).append(finding)
        return about

    def _items(self, seq: int, server: str, member: str) -> list[Any] | None:
        """Give the items of a list that came in this record, in the newest session of a server."""
        row = self._db.execute(_REPLY, {"seq": seq, "server": server, "largest": _LARGEST_LIST}).fetchone()
        result = parse(payload_of(*row)).result if row is not None else None
        items = result.get(member) if isinstance(result, dict) else None
        return items if isinstance(items, list) else None


def _words(shape: str, method: str | None, payload: bytes) -> tuple[str, str]:
    """Say what a message is about, and at which level; empty for what is not worth a line."""
    message = parse(payload)
    params = message.params if isinstance(message.params, dict) else {}
    if shape == "request":
        said = params.get("message")
        return _cut(f"asks {method}" + (f": {said}" if isinstance(said, str) else "")), "question"
    if shape == "result":
        wanted = message.result.get("inputRequests") if isinstance(message.result, dict) else None
        asked = (
            [one.get("method") for one in wanted.values() if isinstance(one, dict)] if isinstance(wanted, dict) else []
        )
        return (_cut(f"asks {', '.join(map(str, asked))}"), "question") if asked else ("", "")
    data = params.get("data")
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, default=str)
    logger = params.get("logger")
    return _cut(f"{logger}: {text}" if isinstance(logger, str) else text), str(params.get("level", ""))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
