"""Looking through a capture in several threads: SQLite works without the interpreter lock, and cores share the work."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Final

from typing_extensions import override

from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.syntax import Filter

_FIRST_SLICE: Final = 2_000
"""Records that are searched first: the first page is there before one has let go of the key."""

_SLICE: Final = 20_000
_MOST_THREADS: Final = 4

_Job = tuple["Future[list[int]]", Filter, int, int]


class _Helper(Thread):
    """Searches what it is asked to, with a connection of its own, until it is told to end."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="search", daemon=True)
        self._path = path
        self.asked: SimpleQueue[_Job | None] = SimpleQueue()
        self.start()

    @override
    def run(self) -> None:
        """Answer what is asked."""
        reader: CaptureReader | None = None
        while (job := self.asked.get()) is not None:
            future, wanted, first, last = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                reader = reader or CaptureReader(self._path)
                future.set_result(reader.matching(wanted, first, last))
            except Exception as error:
                future.set_exception(error)
        if reader is not None:
            reader.close()


class SharedSearch:
    """Finds records in slices. One thread asks; `close` ends those that help it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._helpers: list[_Helper] = []

    def search(
        self, wanted: Filter, first: int, last: int, goes_on: Callable[[], bool]
    ) -> Iterator[tuple[list[int], int]]:
        """Give numbers of records in order, slice by slice, and up to which record that is.

        Stops once `goes_on` says no. Raises what a reader raises.
        """
        waiting: deque[tuple[Future[list[int]], int]] = deque()
        slices = enumerate(_slices(first, last))
        try:
            while goes_on():
                while len(waiting) < 2 * _MOST_THREADS and (asked := next(slices, None)) is not None:
                    number, (start, end) = asked
                    waiting.append((self._ask(number, wanted, start, end), end))
                if not waiting:
                    return
                future, end = waiting.popleft()
                yield future.result(), end
        finally:
            for future, _ in waiting:
                future.cancel()

    def _ask(self, number: int, wanted: Filter, first: int, last: int) -> "Future[list[int]]":
        most = min(_MOST_THREADS, os.cpu_count() or 1)
        if len(self._helpers) <= number and len(self._helpers) < most:
            self._helpers.append(_Helper(self._path))
        future: Future[list[int]] = Future()
        self._helpers[number % len(self._helpers)].asked.put((future, wanted, first, last))
        return future

    def close(self) -> None:
        """End the threads; they close their connections."""
        for helper in self._helpers:
            helper.asked.put(None)
        for helper in self._helpers:
            helper.join()
        self._helpers = []


def _slices(first: int, last: int) -> Iterator[tuple[int, int]]:
    size = _FIRST_SLICE
    while first <= last:
        end, size = min(last, first + size - 1), _SLICE
        yield first, end
        first = end + 1
