"""One capture made of several: by the wall clock, each with its own order kept."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from inspector.traffic.capture import CaptureError, CaptureReader, CaptureWriter
from inspector.traffic.reading import reading_address

_TABLES: Final = {
    "finding": ("seq", "rule", "severity", "message", "method", "pointer", "section"),
    "timing": ("seq", "dns_ns", "connect_ns", "tls_ns", "send_ns", "wait_ns"),
    "mark": ("seq", "marked_ns"),
    "note": ("seq", "noted_ns", "text"),
}
"""What is kept beside records. Captures of earlier versions lack some of it."""

_STEPS: Final = 100_000
"""Steps of SQLite after which it is asked whether to stop; some milliseconds."""

_PLACES: Final = """
CREATE TEMP TABLE place(capture INTEGER, seq INTEGER, came_ns INTEGER, PRIMARY KEY (capture, seq)) WITHOUT ROWID;
"""

_NUMBER: Final = """
CREATE TEMP TABLE numbered(capture INTEGER, seq INTEGER, number INTEGER, PRIMARY KEY (capture, seq)) WITHOUT ROWID;
INSERT INTO numbered SELECT capture, seq, row_number() OVER (ORDER BY came_ns, capture, seq) FROM place;
DROP TABLE place;
"""

_RECORDS: Final = """
INSERT INTO main.record
SELECT n.number, r.wall_ns, r.mono_ns + :shift, r.session + :sessions, r.direction, r.kind,
  (SELECT number FROM numbered WHERE capture = :capture AND seq = r.exchange),
  (SELECT number FROM numbered WHERE capture = :capture AND seq = r.http),
  r.own, r.shape, r.method, r.subject, r.rpc_id, r.status, r.latency_ns, r.size, r.raw
FROM source.record r JOIN numbered n ON n.capture = :capture AND n.seq = r.seq ORDER BY r.seq
"""


def never() -> bool:
    """Say that the work is to go on."""
    return False


def merge_captures(
    paths: Sequence[Path], target: Path, *, stop: Callable[[], bool] = never, replaces: bool = False
) -> int:
    """Write the records of several captures to a new one; gives how many they were.

    Records stand in the order of the wall clock, those of one capture never out of their own. Sessions stay apart;
    where two captures have sessions of one name, the later one's say which file they are from. The monotonic clocks
    are moved to that of the first capture, so that differences hold within each and make sense between them.

    `stop` is asked now and then, in the thread of the caller. Raises `CaptureError` if it said yes, if a file cannot be
    read, or the new one is there already or cannot be written; nothing is left of the new one then. With `replaces` an
    older file of its name goes once it is known that the captures can be read.
    """
    for path in paths:
        CaptureReader(path).close()
    if replaces:
        target.unlink(missing_ok=True)
    CaptureWriter(target).close()
    try:
        with closing(sqlite3.connect(target, isolation_level=None, uri=True)) as db:
            db.set_progress_handler(stop, _STEPS)
            return _Merging(db, paths).run()
    except sqlite3.Error as error:
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        why = "it was stopped" if stop() else str(error)
        raise CaptureError(f'The capture "{target}" could not be written: {why}.') from error


class _Merging:
    """One merge, in two rounds through the captures: first the order of all records, then the records."""

    def __init__(self, db: sqlite3.Connection, paths: Sequence[Path]) -> None:
        self._db = db
        self._paths = paths
        self._names: set[str] = set()
        self._sessions = 0
        self._offset: int | None = None

    def run(self) -> int:
        db = self._db
        db.executescript(_PLACES)
        for capture, path in enumerate(self._paths):
            self._attach(path)
            db.execute(
                "INSERT INTO place SELECT ?, seq, max(wall_ns) OVER (ORDER BY seq) FROM source.record", (capture,)
            )
            db.execute("DETACH source")
        db.executescript(_NUMBER)
        for capture, path in enumerate(self._paths):
            self._attach(path)
            db.execute("BEGIN")
            self._take(capture, path)
            db.execute("COMMIT")
            db.execute("DETACH source")
        return int(db.execute("SELECT count(*) FROM record").fetchone()[0])

    def _attach(self, path: Path) -> None:
        self._db.execute("ATTACH ? AS source", (reading_address(path),))

    def _take(self, capture: int, path: Path) -> None:
        db = self._db
        bound = {"capture": capture, "sessions": self._sessions, "shift": self._shift()}
        db.execute(_RECORDS, bound)
        self._take_sessions(path)
        known = {row[0] for row in db.execute("SELECT name FROM source.sqlite_schema WHERE type = 'table'")}
        for table, (_seq, *columns) in _TABLES.items():
            if table in known:
                listed = ", ".join(columns)
                db.execute(
                    f"INSERT INTO main.{table} SELECT n.number, {listed} FROM source.{table} t "  # noqa: S608 - words of our own
                    "JOIN numbered n ON n.capture = ? AND n.seq = t.seq",
                    (capture,),
                )

    def _take_sessions(self, path: Path) -> None:
        db, before = self._db, frozenset(self._names)
        rows = db.execute("SELECT id, name, transport, target, opened_ns FROM source.session ORDER BY id").fetchall()
        for ident, name, *rest in rows:
            shown = f"{name} ({path.stem})" if name in before else name
            self._names |= {name, shown}
            db.execute("INSERT INTO main.session VALUES (?,?,?,?,?)", (ident + self._sessions, shown, *rest))
        self._sessions += max((row[0] for row in rows), default=0)

    def _shift(self) -> int:
        """Give what brings the monotonic clock of a capture to that of the first."""
        row = self._db.execute("SELECT wall_ns - mono_ns FROM source.record ORDER BY seq LIMIT 1").fetchone()
        if row is None:
            return 0
        if self._offset is None:
            self._offset = int(row[0])
        return int(row[0]) - self._offset
