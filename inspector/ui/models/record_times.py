"""What the time column of the log can say."""

import time
from enum import StrEnum

from inspector.traffic.capture import Row


class TimeMode(StrEnum):
    """From when a record's time is counted."""

    START = "start"
    CLOCK = "clock"
    PREVIOUS = "previous"

    @property
    def heading(self) -> str:
        """The column's title."""
        return {"start": "time", "clock": "clock", "previous": "delta"}[self.value]

    @property
    def choice(self) -> str:
        """What the choice is called in a menu."""
        return {
            "start": "Time Since the Start",
            "clock": "Time of Day",
            "previous": "Time Since the Previous Row",
        }[self.value]


def clock_time(row: Row) -> str:
    """Write the wall clock of a record, without its day."""
    seconds, ns = divmod(row.wall_ns, 1_000_000_000)
    return time.strftime("%H:%M:%S", time.localtime(seconds)) + f".{ns // 1_000_000:03d}"


def wall_time(row: Row) -> str:
    """Write the wall clock of a record."""
    seconds, ns = divmod(row.wall_ns, 1_000_000_000)
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds)) + f".{ns // 1_000_000:03d}"


def span(ns: int) -> str:
    """Write a time since another, in seconds."""
    return f"{ns / 1e9:+.3f}"
