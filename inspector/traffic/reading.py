"""How a capture's file is opened for reading, wherever it lies."""

import sqlite3
from pathlib import Path


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a capture; raises `sqlite3.Error`.

    A file with a write-ahead log, which captures have, is read with the help of a second file beside it. Where that
    can be neither found nor made (a DVD, somebody else's folder), the file is read as one that nobody writes; that is
    right only if its log is folded in, and refused otherwise.
    """
    return _open(path)[0]


def reading_address(path: Path) -> str:
    """Give the address under which SQLite reads a capture, to attach it; raises `sqlite3.Error`."""
    db, address = _open(path)
    db.close()
    return address


def why_unreadable(path: Path, error: sqlite3.Error) -> str:
    """Say in a sentence why a capture could not be opened, and what helps."""
    if not path.exists():
        return f'The capture "{path}" could not be opened: there is no such file.'
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return f'"{path}" could not be opened: it is not a capture of this program.'
    if path.is_file() and _has_unfolded_log(path):
        return (
            f'The capture "{path}" could not be opened: {error}. Part of it still stands in "{path.name}-wal", which '
            "can be read only in a folder that can be written. Copy both files into one, and open it there."
        )
    return f'The capture "{path}" could not be opened: {error}.'


def _open(path: Path) -> tuple[sqlite3.Connection, str]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        return _connect(address), address
    except sqlite3.OperationalError:
        if not path.is_file() or _has_unfolded_log(path):
            raise
        address += "&immutable=1"
        return _connect(address), address


def _connect(address: str) -> sqlite3.Connection:
    db = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _has_unfolded_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0
