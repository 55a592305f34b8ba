"""The capture: one SQLite file that holds every record of a workspace session.

SQLite because a well-kept embedded engine survives `kill -9`, pages in any place of a million rows in 0.05 ms and
opens in any SQLite tool. The schema is documented in the README.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from inspector.traffic.filters.sql import column_of, install, to_sql
from inspector.traffic.filters.syntax import Filter
from inspector.traffic.insertion import Inserter, storable
from inspector.traffic.marks import MARKS_SCHEMA
from inspector.traffic.one_step import fetch_rows
from inspector.traffic.reading import open_for_reading, why_unreadable
from inspector.traffic.record import Record
from inspector.traffic.timing import TIMING_SCHEMA, Timing

APPLICATION_ID: Final = 0x4D43504C  # "MCPL"
SCHEMA_VERSION: Final = 1

_FOLD_PAGES: Final = 50_000
"""When SQLite folds its log in by itself, if nobody calls `fold` before: while it does, all wait for the disk."""

_SCHEMA: Final = f"""
CREATE TABLE session(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, transport TEXT NOT NULL, target TEXT NOT NULL, opened_ns INTEGER NOT NULL
);
CREATE TABLE record(
  seq INTEGER PRIMARY KEY, wall_ns INTEGER NOT NULL, mono_ns INTEGER NOT NULL, session INTEGER NOT NULL,
  direction TEXT NOT NULL, kind TEXT NOT NULL, exchange INTEGER, http INTEGER, own INTEGER NOT NULL,
  shape TEXT, method TEXT, subject TEXT, rpc_id TEXT, status TEXT, latency_ns INTEGER,
  size INTEGER NOT NULL, raw BLOB NOT NULL
);
CREATE INDEX reply ON record(exchange) WHERE latency_ns IS NOT NULL;
CREATE TABLE finding(
  seq INTEGER NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
  method TEXT, pointer TEXT NOT NULL, section TEXT NOT NULL
);
CREATE INDEX finding_of ON finding(seq);
{MARKS_SCHEMA}{TIMING_SCHEMA}
"""

_AMEND: Final = """
UPDATE record SET exchange=?, shape=?, method=?, subject=?, rpc_id=?, status=?, latency_ns=? WHERE seq=?
"""

_SELECT: Final = """
SELECT r.seq, r.wall_ns, r.mono_ns, s.name AS session, r.direction, r.kind, r.exchange, r.http, r.own, r.shape,
       r.method, r.subject, r.rpc_id, coalesce(r.status, a.status) AS status,
       coalesce(r.latency_ns, a.latency_ns) AS latency_ns, r.size,
       (SELECT count(*) FROM finding f WHERE f.seq = r.seq) AS findings,
       EXISTS (SELECT 1 FROM mark m WHERE m.seq = r.seq) AS marked,
       (SELECT n.text FROM note n WHERE n.seq = r.seq) AS note
FROM record r JOIN session s ON s.id = r.session
LEFT JOIN record a ON a.seq = (SELECT min(seq) FROM record WHERE exchange = r.seq AND latency_ns IS NOT NULL)
"""
_ROWS: Final = f"{_SELECT} WHERE r.seq BETWEEN ? AND ? ORDER BY r.seq"
_STORY: Final = f"""{_SELECT}
WHERE r.seq BETWEEN :first AND :last AND (r.exchange = :exchange OR r.seq = :http OR r.http = :http)
ORDER BY r.seq LIMIT :limit
"""

_FIND: Final = f"""{_SELECT}
WHERE r.seq BETWEEN :first AND :last AND ({{condition}}) AND r.session = (SELECT session FROM record WHERE seq = :seq)
ORDER BY r.seq {{order}} LIMIT :limit
"""  # noqa: S608 - the words are ours, values are parameters

_STORY_SPAN: Final = 50_000
"""Records after its request among which the rest of a conversation is looked for."""

_TRAVELLED: Final = """
SELECT min(seq) FILTER (WHERE kind = 'http-response'), max(mono_ns) FROM record
WHERE seq BETWEEN ? AND ? AND http = ? AND kind IN ('http-response', 'sse', 'body', 'message')
"""

_LATELY: Final = 20_000
"""Records that are looked at for proposals."""


class FindingRow(NamedTuple):
    """A finding as it was kept."""

    rule: str
    severity: str
    message: str
    method: str | None
    pointer: str
    section: str


class Row(NamedTuple):
    """A record as the log shows it: everything but the bytes. On a request, status and latency are its reply's."""

    seq: int
    wall_ns: int
    mono_ns: int
    session: str
    direction: str
    kind: str
    exchange: int | None
    http: int | None
    own: int
    shape: str | None
    method: str | None
    subject: str | None
    rpc_id: str | None
    status: str | None
    latency_ns: int | None
    size: int
    findings: int
    marked: int = 0
    note: str | None = None


class SessionRow(NamedTuple):
    """A session as it was kept. `target` is the command line or the address."""

    id: int
    name: str
    transport: str
    target: str
    opened_ns: int


class CaptureError(Exception):
    """A capture could not be opened or written; the text says why and what helps."""


class CaptureWriter:
    """Writes a new capture. One thread at a time."""

    def __init__(self, path: Path) -> None:
        """Create the file, or raise `CaptureError`."""
        self.path = path
        with ExitStack() as on_failure:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.exists() and path.stat().st_size:
                    raise CaptureError(f'The capture "{path}" exists already. Name a file that is not there yet.')
                path.touch(mode=0o600)  # it will hold what crossed the wire, credentials included
                self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
                on_failure.callback(self._db.close)
                self._db.executescript(
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint={_FOLD_PAGES};"
                    f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={SCHEMA_VERSION};{_SCHEMA}"
                )
            except (OSError, sqlite3.Error) as error:
                raise CaptureError(
                    f'The capture "{path}" could not be created: {error}. Name a file in a folder that can be written.'
                ) from error
            on_failure.pop_all()
        self._inserter = Inserter(self._db)

    def add_session(self, ident: int, name: str, transport: str, target: str, opened_ns: int) -> None:
        """Name a session before its first record."""
        self._db.execute(
            "INSERT INTO session VALUES (?,?,?,?,?)", (ident, storable(name), transport, storable(target), opened_ns)
        )

    def write(
        self,
        records: Sequence[Record],
        amended: Iterable[Record],
        findings: Iterable[tuple[int, FindingRow]],
        timings: Iterable[tuple[int, Timing]] = (),
    ) -> None:
        """Write one batch as one transaction; raises `CaptureError` if the disk does not take it."""
        db = self._db
        try:
            db.execute("BEGIN")
            self._insert(records)
            db.executemany(
                _AMEND,
                (
                    (
                        r.exchange,
                        r.shape,
                        storable(r.method),
                        storable(r.subject),
                        storable(r.rpc_id),
                        r.status,
                        r.latency_ns,
                        r.seq,
                    )
                    for r in amended
                ),
            )
            db.executemany(
                "INSERT INTO finding VALUES (?,?,?,?,?,?,?)",
                ((seq, *map(storable, finding)) for seq, finding in findings),
            )
            db.executemany(
                "INSERT OR REPLACE INTO timing VALUES (?,?,?,?,?,?)", ((seq, *timing.steps) for seq, timing in timings)
            )
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise CaptureError(
                f'The capture "{self.path}" could not be written: {error}. Recording has stopped; the sessions go on.'
            ) from error

    def _insert(self, records: Sequence[Record]) -> None:
        try:
            self._inserter.insert(records)
        except UnicodeEncodeError:  # so rare that it is not looked for in every text
            self._db.execute("ROLLBACK")
            self._db.execute("BEGIN")
            self._inserter.insert_cleaned(records)

    def fold(self) -> None:
        """Fold the write-ahead log in as far as nobody reads it; may be called beside anything but `close`."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.path)) as db:  # the next write says what is wrong
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in."""
        self._db.close()


class CaptureReader:
    """Reads a capture, also while it is being written. One thread only: the one that opened it."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only, or raise `CaptureError`."""
        self.path = path
        with ExitStack() as on_failure:
            try:
                self._db = open_for_reading(path)
                on_failure.callback(self._db.close)
                self._check()
                self._stand_in()
                install(self._db)
            except sqlite3.Error as error:
                raise CaptureError(why_unreadable(path, error)) from error
            on_failure.pop_all()

    def _check(self) -> None:
        """See that the file is a capture this program can read."""
        path = self.path
        ident = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if ident != APPLICATION_ID:
            raise CaptureError(f'"{path}" is not a capture of this program.')
        if version > SCHEMA_VERSION:
            raise CaptureError(
                f'The capture "{path}" was written by a newer version of this program. Update to read it.'
            )

    def _stand_in(self) -> None:
        """Let a capture of an earlier version look as if it had the tables that were added since."""
        known = {row[0] for row in self._db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")}
        for statement in filter(None, map(str.strip, (MARKS_SCHEMA + TIMING_SCHEMA).split(";"))):
            name = statement.partition("(")[0].split()[-1]
            if name not in known:
                self._db.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
            else:
                self._db.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def look_again(self) -> None:
        """See what tables the capture has now: marking gives them to one that had none."""
        self._stand_in()

    def count(self) -> int:
        """Give the number of records; the last one has this number."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM record").fetchone()[0])

    def rows(self, first: int, last: int) -> list[Row]:
        """Give the records with numbers from `first` to `last`, both included, without their bytes."""
        return self._rows(_ROWS, (first, last))

    def rows_of(self, numbers: Sequence[int]) -> list[Row]:
        """Give some records, without their bytes; a few hundred at most."""
        query = f"{_SELECT} WHERE r.seq IN ({','.join('?' * len(numbers))}) ORDER BY r.seq"
        return self._rows(query, tuple(numbers))

    def _rows(self, query: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
        return list(map(Row._make, fetch_rows(self._db, Row._fields, query, values)))

    def story(self, exchange: int, limit: int = 1_000, *, last: int | None = None) -> list[Row]:
        """Give a request and all that belongs to it, up to `last`: HTTP heads, progress, its reply."""
        head = self._db.execute("SELECT http FROM record WHERE seq = ?", (exchange,)).fetchone()
        http = head[0] if head is not None and head[0] is not None else 0
        reply = self.reply_to(exchange) or exchange
        bounds = {"first": http or exchange, "last": max(reply, last or exchange + _STORY_SPAN)}
        return self._rows(_STORY, bounds | {"exchange": exchange, "http": http or -1, "limit": limit})

    def find(self, condition: str, about: dict[str, Any], *, limit: int, backwards: bool = False) -> list[Row]:
        """Give records `r` of the session of record `:seq`, from `:first` to `:last`, for which a condition holds.

        The condition is SQL of our own; values stand in `about`, by name.
        """
        query = _FIND.format(condition=condition, order="DESC" if backwards else "ASC")
        return self._rows(query, about | {"limit": limit})

    def ask(self, query: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Give the rows of a query of our own; it speaks of the tables as they are documented."""
        return self._db.execute(query, values).fetchall()

    def sessions(self) -> list[SessionRow]:
        """Give the sessions of the capture, in the order they were opened."""
        query = "SELECT id, name, transport, target, opened_ns FROM session ORDER BY id"
        return [SessionRow._make(row) for row in self._db.execute(query)]

    def matching(self, wanted: Filter, first: int, last: int) -> list[int]:
        """Give the numbers, within bounds, of the records that pass a filter, in order.

        They come in one step: at each, other threads may run, and a million of them take longer than the search.
        """
        statement = to_sql(wanted)
        bounds = {"first": first, "last": last}
        query = (
            f"SELECT json_group_array(r.seq) FROM record r WHERE r.seq BETWEEN :first AND :last AND {statement.where}"  # noqa: S608 - the words are ours, values are parameters
        )
        found: list[int] = json.loads(self._db.execute(query, bounds | statement.parameters).fetchone()[0])
        return sorted(found)

    def next_match(self, wanted: Filter, after: int, *, backwards: bool = False) -> int | None:
        """Give the number of the next record that passes a filter, or of the one before; None at the end."""
        statement = to_sql(wanted)
        sign, order = ("<", "DESC") if backwards else (">", "ASC")
        query = (
            f"SELECT r.seq FROM record r WHERE r.seq {sign} :after AND {statement.where} ORDER BY r.seq {order} LIMIT 1"  # noqa: S608 - the words are ours, values are parameters
        )
        row = self._db.execute(query, {"after": after} | statement.parameters).fetchone()
        return int(row[0]) if row else None

    def values(self, field: str, limit: int = 200) -> list[str]:
        """Give what a field of the filter language has been lately, sorted; for proposals."""
        column = column_of(field)
        query = (
            f"SELECT DISTINCT value FROM (SELECT {column} AS value FROM record r ORDER BY r.seq DESC LIMIT {_LATELY}) "  # noqa: S608 - the words are ours
            "WHERE value IS NOT NULL LIMIT ?"
        )
        return sorted(str(row[0]) for row in self._db.execute(query, (limit,)))

    def reply_to(self, seq: int) -> int | None:
        """Give the number of the record that answers a request, if it is there."""
        row = self._db.execute(
            "SELECT seq FROM record WHERE exchange=? AND latency_ns IS NOT NULL AND seq<>?", (seq, seq)
        ).fetchone()
        return int(row[0]) if row else None

    def raw(self, seq: int) -> bytes:
        """Give the bytes of one record; empty if there is no such record."""
        row = self._db.execute("SELECT raw FROM record WHERE seq=?", (seq,)).fetchone()
        return bytes(row[0]) if row else b""

    def part(self, seq: int, first: int, last: int) -> bytes:
        """Give some bytes of one record, from `first` up to `last`; the others are not read."""
        with self._db.blobopen("record", "raw", seq, readonly=True) as blob:
            blob.seek(first)
            return blob.read(last - first)

    def findings(self, seq: int) -> list[FindingRow]:
        """Give what was kept of findings for one record."""
        query = "SELECT rule, severity, message, method, pointer, section FROM finding WHERE seq=?"
        return [FindingRow._make(row) for row in self._db.execute(query, (seq,))]

    def timing(self, seq: int) -> Timing | None:
        """Give how long the steps of an HTTP request took, if that was kept."""
        row = self._db.execute(
            "SELECT dns_ns, connect_ns, tls_ns, send_ns, wait_ns FROM timing WHERE seq=?", (seq,)
        ).fetchone()
        return Timing(*row) if row else None

    def travelled(self, http: int) -> tuple[int | None, int]:
        """Give the number of the response to an HTTP request, and when the last of its records came, in ns."""
        head, last = self._db.execute(_TRAVELLED, (http, http + _STORY_SPAN, http)).fetchone()
        return head, last or 0

    def close(self) -> None:
        """Close the file."""
        self._db.close()
