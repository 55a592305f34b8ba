"""Captures that were kept long enough: which they are, by age and by the room they take."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.traffic.capture import APPLICATION_ID

SUFFIX: Final = ".mcpcap"
_DAY: Final = 86_400.0
_BESIDE: Final = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture in the folder where captures are kept. `changed` is in seconds since the epoch, `size` in bytes."""

    path: Path
    changed: float
    size: int


def stored_captures(folder: Path) -> list[StoredCapture]:
    """Give the captures of a folder, the newest first; a folder that is not there holds none."""
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        try:
            status, size = path.stat(), _size(path)
        except OSError:  # it went away meanwhile
            continue
        found.append(StoredCapture(path, status.st_mtime, size))
    return sorted(found, key=lambda capture: capture.changed, reverse=True)


def kept_too_long(
    captures: Sequence[StoredCapture], *, days: int, megabytes: int, now: float | None = None
) -> list[StoredCapture]:
    """Give those of the captures, newest first, that are older than `days` or for which there is no room any more.

    0 is no limit. The newest always stays.
    """
    now = time.time() if now is None else now
    room, over = megabytes * 1_000_000, []
    for number, capture in enumerate(captures):
        room -= capture.size
        too_old = days > 0 and now - capture.changed > days * _DAY
        if number > 0 and (too_old or (megabytes > 0 and room < 0)):
            over.append(capture)
    return over


def is_let_go(path: Path) -> bool:
    """Tell whether a capture may be removed: nobody has it open, and no user has marked or noted anything in it.

    Anything else but a capture may not. What a program that was killed had left in the log beside it is folded in.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return False
            if db.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":  # needs the file for itself
                return False
            said_of = any(_has_rows(db, table) for table in ("mark", "note"))
            if said_of:
                db.execute("PRAGMA journal_mode=WAL")  # as it was
            return not said_of
    except sqlite3.Error:
        return False


def _has_rows(db: sqlite3.Connection, table: str) -> bool:
    known = db.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()[0]
    return bool(known) and db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608 - words of our own


def _size(path: Path) -> int:
    files = (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE))
    return sum(file.stat().st_size for file in files if file.exists())
