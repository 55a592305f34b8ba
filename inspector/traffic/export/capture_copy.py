"""A capture made of records of another: all or some of them, redacted or as they were."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from inspector.traffic.capture import CaptureError, CaptureWriter
from inspector.traffic.export.selection import HEADS, Selection
from inspector.traffic.reading import reading_address

_COPY: Final = """
INSERT INTO record
SELECT k.number, r.wall_ns, r.mono_ns, r.session, r.direction, r.kind,
  (SELECT e.number FROM chosen e WHERE e.seq = r.exchange), (SELECT h.number FROM chosen h WHERE h.seq = r.http),
  r.own, r.shape, r.method, plain(r.subject), r.rpc_id, r.status, r.latency_ns, length(clean(r.raw, r.kind)),
  clean(r.raw, r.kind)
FROM source.record r JOIN chosen k ON k.seq = r.seq ORDER BY k.number
"""
_COPY_AS_IT_WAS: Final = (
    _COPY.replace("length(clean(r.raw, r.kind))", "r.size")
    .replace("clean(r.raw, r.kind)", "r.raw")
    .replace("plain(r.subject)", "r.subject")
)


def copy_capture(selection: Selection, path: Path) -> int:
    """Write the records of a selection to a new capture, numbered anew without gaps; gives how many they were.

    Raises `CaptureError` if the file is there already or cannot be written.
    """
    CaptureWriter(path).close()
    try:
        with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as db:
            return _copy(selection, db)
    except sqlite3.Error as error:
        raise CaptureError(f'The capture "{path}" could not be written: {error}.') from error


def _copy(selection: Selection, db: sqlite3.Connection) -> int:
    redaction = selection.redaction
    if redaction is not None:
        db.create_function("clean", 2, lambda raw, kind: redaction.bytes_without_secrets(raw, is_head=kind in HEADS))
    db.create_function("plain", 1, lambda text: None if text is None else selection.text(text))
    db.execute("ATTACH ? AS source", (reading_address(selection.reader.path),))
    db.execute("CREATE TEMP TABLE chosen(number INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE)")
    db.execute("BEGIN")
    db.executemany("INSERT INTO chosen(seq) VALUES (?)", ((seq,) for seq in selection.all_numbers()))
    db.execute("INSERT INTO session SELECT id, name, transport, plain(target), opened_ns FROM source.session")
    db.execute(_COPY if redaction is not None else _COPY_AS_IT_WAS)
    db.execute(
        "INSERT INTO finding SELECT k.number, rule, severity, plain(message), method, pointer, section "
        "FROM source.finding f JOIN chosen k ON k.seq = f.seq"
    )
    if _has(db, "timing"):
        db.execute(
            "INSERT INTO timing SELECT number, dns_ns, connect_ns, tls_ns, send_ns, wait_ns "
            "FROM source.timing JOIN chosen USING (seq)"
        )
    if _has(db, "mark") and _has(db, "note"):
        db.execute("INSERT INTO mark SELECT k.number, marked_ns FROM source.mark m JOIN chosen k ON k.seq = m.seq")
        db.execute(
            "INSERT INTO note SELECT k.number, noted_ns, plain(text) FROM source.note n JOIN chosen k USING (seq)"
        )
    db.execute("COMMIT")
    return int(db.execute("SELECT count(*) FROM chosen").fetchone()[0])


def _has(db: sqlite3.Connection, table: str) -> bool:
    """Tell whether the source has a table; captures of earlier versions lack some."""
    query = "SELECT count(*) FROM source.sqlite_schema WHERE type = 'table' AND name = ?"
    return bool(db.execute(query, (table,)).fetchone()[0])
