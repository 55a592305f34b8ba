"""Marks and notes: what a user says of records. They stand in the capture, in tables of their own.

The recorder and the window write one file, and SQLite lets one write at a time. So what is written here is one row in
one short transaction that never folds the write-ahead log in and never waits for the disk: it keeps the recorder for a
millisecond or two. The other way round a mark may have to wait for a batch, so it is written beside the window.
"""

import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

MARKS_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS mark(seq INTEGER PRIMARY KEY, marked_ns INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS note(seq INTEGER PRIMARY KEY, noted_ns INTEGER NOT NULL, text TEXT NOT NULL);
"""

MAX_NOTE: Final = 10_000
"""Characters of a note."""

_PATIENCE: Final = 10.0
"""Seconds a mark waits for its turn while much is recorded."""


class MarkError(Exception):
    """A mark or a note could not be kept; the text says why and what helps."""


class MarkWriter:
    """Writes marks into a capture that others may be writing. One thread only: the one that made it."""

    def __init__(self, path: Path) -> None:
        """Open the file, or raise `MarkError`. A capture of an earlier version is given the tables."""
        self._path = path
        with ExitStack() as on_failure:
            try:
                address = f"{path.absolute().as_uri()}?mode=rw"
                self._db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE)
                on_failure.callback(self._db.close)
                self._db.executescript(f"PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=OFF; {MARKS_SCHEMA}")
            except sqlite3.Error as error:
                raise MarkError(_refusal(path, error)) from error
            on_failure.pop_all()

    def toggle(self, seq: int) -> None:
        """Mark a record, or take its mark away; raises `MarkError`."""
        if not self._write("DELETE FROM mark WHERE seq = ?", (seq,)):
            self._write("INSERT OR REPLACE INTO mark VALUES (?, ?)", (seq, time.time_ns()))

    def note(self, seq: int, text: str) -> None:
        """Write a note on a record; an empty one takes it away. Raises `MarkError`."""
        if text:
            kept = text[:MAX_NOTE].encode("utf-8", errors="replace").decode("utf-8")
            self._write("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", (seq, time.time_ns(), kept))
        else:
            self._write("DELETE FROM note WHERE seq = ?", (seq,))

    def close(self) -> None:
        """Close the file; who closes it last brings all of it to the disk."""
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> int:
        try:
            return self._db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise MarkError(_refusal(self._path, error)) from error


def _refusal(path: Path, error: sqlite3.Error) -> str:
    helps = "Export it as a capture and open that: marks can be kept there."
    why = str(error)
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
        why = "the file may not be written"
    elif error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        why, helps = "another program is writing it all the time", "Try again in a moment."
    elif error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
        why, helps = "the disk is full", "Free some space and try again."
    return f'Marks and notes cannot be kept in "{path.name}", because {why}. {helps}'
