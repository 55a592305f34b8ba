"""How latencies are spread: counted in steps that grow with them, so that a million take as little room as ten."""

import math
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from inspector.traffic.capture import CaptureReader
from inspector.traffic.filters.sql import column_of, to_sql
from inspector.traffic.filters.syntax import Filter

STEPS: Final = 32
"""Steps in a decade; each is 7.5 % longer than the one before."""

_EXACT: Final = 2_000
"""Up to so many values all of them are kept, and quantiles are exact; beyond they are good to 4 %."""

_LOWEST: Final = -3 * STEPS  # a microsecond
_HIGHEST: Final = 7 * STEPS  # three hours


@dataclass(frozen=True, slots=True)
class Step:
    """How many latencies lie in `low <= ms < high`."""

    low: float
    high: float
    count: int


class Latencies:
    """Latencies in milliseconds. What is under a microsecond or over three hours is counted at that end."""

    def __init__(self, values: Iterable[float] = ()) -> None:
        self._counts = array("Q", bytes(8 * (_HIGHEST - _LOWEST + 1)))
        self._exact: array[float] = array("d")
        self.count = 0
        self.least = math.inf
        self.most = -math.inf
        for value in values:
            self.add(value)

    def add(self, ms: float) -> None:
        """Take one latency."""
        self._counts[_step_of(ms) - _LOWEST] += 1
        self.count += 1
        self.least, self.most = min(self.least, ms), max(self.most, ms)
        if self.count <= _EXACT:
            insort(self._exact, ms)
        elif self._exact:
            self._exact = array("d")

    def copy(self) -> "Latencies":
        """Give the same once more, that others may keep while this one grows."""
        other = Latencies()
        other._counts[:] = self._counts
        other._exact = self._exact[:]
        other.count, other.least, other.most = self.count, self.least, self.most
        return other

    def quantile(self, part: float) -> float:
        """Give the latency in ms that this part of them, from 0 to 1, does not exceed. Raises ValueError if empty."""
        if not self.count:
            raise ValueError("there is no latency")
        rank = max(1, math.ceil(part * self.count))
        if len(self._exact) == self.count:
            return self._exact[rank - 1]
        for step, count in self._filled():
            rank -= count
            if rank <= 0:
                middle = 10 ** ((step + 0.5) / STEPS)
                return min(max(middle, self.least), self.most)
        return self.most

    def part_below(self, ms: float) -> float:
        """Give which part of them, from 0 to 1, is shorter."""
        if not self.count:
            return 0.0
        if len(self._exact) == self.count:
            return bisect_left(self._exact, ms) / self.count
        return sum(count for step, count in self._filled() if step < _step_of(ms)) / self.count

    def steps(self, together: int = 1) -> list[Step]:
        """Give the counts from the shortest to the longest, empty steps between included, some steps together."""
        filled = dict(self._filled())
        if not filled:
            return []
        first, last = min(filled) // together, max(filled) // together
        counts = dict.fromkeys(range(first, last + 1), 0)
        for step, count in filled.items():
            counts[step // together] += count
        return [
            Step(10 ** (number * together / STEPS), 10 ** ((number + 1) * together / STEPS), count)
            for number, count in counts.items()
        ]

    def _filled(self) -> Iterator[tuple[int, int]]:
        return ((number + _LOWEST, count) for number, count in enumerate(self._counts) if count)


def _step_of(ms: float) -> int:
    if ms <= 0:
        return _LOWEST
    return min(max(math.floor(math.log10(ms) * STEPS), _LOWEST), _HIGHEST)


def latencies_of(reader: CaptureReader, wanted: Filter, first: int, last: int) -> list[tuple[int, int]]:
    """Give exchange and latency in ns of the requests and replies, within bounds, that pass a filter."""
    statement = to_sql(wanted)
    query = (
        f"SELECT coalesce(r.exchange, r.seq), {column_of('latency')} AS latency FROM record r "  # noqa: S608 - the words are ours, values are parameters
        "WHERE r.seq BETWEEN :first AND :last AND (r.latency_ns IS NOT NULL OR r.shape = 'request') "
        f"AND latency IS NOT NULL AND {statement.where}"
    )
    return [(exchange, ns) for exchange, ns in reader.ask(query, {"first": first, "last": last} | statement.parameters)]
