"""Searching the log in another thread: SQLite works without the interpreter lock, so the window does not notice."""

import sqlite3
import time
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QThread, Signal, Slot

from inspector.traffic.capture import CaptureError, CaptureReader
from inspector.traffic.filters.syntax import Filter
from inspector.traffic.searching import SharedSearch

_PAUSE: Final = 0.05
"""Seconds between two tellings of what was found: the window paints a page at each."""


class _Searcher(QObject):
    """Lives in the worker thread with a connection of its own."""

    found = Signal(int, object, int)  # which search, record numbers, searched up to
    sought = Signal(int, object)  # which question, the record's number or None

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._reader: CaptureReader | None = None
        self._shared = SharedSearch(path)
        self.wanted = 0

    @Slot(int, object, int, int)
    def search(self, ident: int, wanted: Filter, first: int, last: int) -> None:
        """Search records from `first` to `last` in slices; a newer search ends this one."""
        with suppress(sqlite3.Error, CaptureError):  # the program is closing
            gathered, told = array("I"), 0.0
            for numbers, end in self._shared.search(wanted, first, last, lambda: ident == self.wanted):
                gathered.extend(numbers)
                if end == last or time.monotonic() - told > _PAUSE:
                    self.found.emit(ident, gathered, end)
                    gathered, told = array("I"), time.monotonic()

    @Slot(int, object, int, bool)
    def seek(self, ident: int, wanted: Filter, after: int, backwards: bool) -> None:
        """Look for the next record that passes, or the one before."""
        if self._reader is None:
            self._reader = CaptureReader(self._path)
        with suppress(sqlite3.Error):  # the program is closing
            self.sought.emit(ident, self._reader.next_match(wanted, after, backwards=backwards))

    @Slot()
    def look_again(self) -> None:
        """See what tables the capture has now."""
        if self._reader is not None:
            self._reader.look_again()
        self._shared.close()  # those that are started anew see them

    @Slot()
    def finish(self) -> None:
        """Close the connections in their own threads, and end this one."""
        self._shared.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        QThread.currentThread().quit()


class RecordSearch(QObject):
    """Finds records in slices. `found` gives numbers in order, and up to which record was searched.

    `sought` answers the last `seek` with the number of a record, or None.
    """

    found = Signal(object, int)
    sought = Signal(object)
    _asked = Signal(int, object, int, int)
    _seeking = Signal(int, object, int, bool)
    _looking = Signal()
    _finishing = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = 0
        self._thread = QThread()
        self._searcher = _Searcher(path)
        self._searcher.moveToThread(self._thread)
        self._asked.connect(self._searcher.search)
        self._seeking.connect(self._searcher.seek)
        self._searcher.sought.connect(self._take_sought)
        self._looking.connect(self._searcher.look_again)
        self._finishing.connect(self._searcher.finish)
        self._searcher.found.connect(self._take)
        self._thread.start()

    def start(self, wanted: Filter, last: int) -> None:
        """Search from the first record to `last`; an earlier search is given up."""
        self._searcher.wanted += 1
        self._filter = wanted
        self._asked.emit(self._searcher.wanted, wanted, 1, last)

    def go_on(self, first: int, last: int) -> None:
        """Search records that came since."""
        self._asked.emit(self._searcher.wanted, self._filter, first, last)

    def seek(self, wanted: Filter, after: int, *, backwards: bool = False) -> None:
        """Look for the next record that passes a filter, or the one before; a later question replaces this one."""
        self._questions += 1
        self._seeking.emit(self._questions, wanted, after, backwards)

    def look_again(self) -> None:
        """Let the other thread see what tables the capture has now."""
        self._looking.emit()

    def stop(self) -> None:
        """Give the search up."""
        self._searcher.wanted += 1

    def close(self) -> None:
        """End the thread."""
        self.stop()
        self._finishing.emit()
        self._thread.wait()

    def _take(self, ident: int, numbers: object, searched: int) -> None:
        if ident == self._searcher.wanted:
            self.found.emit(numbers, searched)

    def _take_sought(self, ident: int, found: object) -> None:
        if ident == self._questions:
            self.sought.emit(found)
