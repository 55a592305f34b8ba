"""What is kept for one tool: what was typed, how its calls ended, the calls that run. No Qt."""

import asyncio
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from inspector.protocol.items import Item
from inspector.sessions.outcome import NoReply, Outcome
from inspector.traffic.exchanges import MAX_NOTES, CallNote
from inspector.traffic.record import Record
from inspector.transports.failure import Failure, Reason
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.results.history import ResultHistory
from inspector.ui.widgets.plain_text import visible_text

_SAMPLES: Final = 20
"""Progress notifications the rate is taken from."""


@dataclass(eq=False)
class Run:
    """One call that runs."""

    item: Item
    arguments: Any
    options: CallOptions
    started: float = field(default_factory=time.monotonic)
    task: asyncio.Task[object] | None = None
    progress: dict[str, Any] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    """The requests it took so far; the engine adds to it."""

    notes: list[CallNote] = field(default_factory=list)
    looked_to: int = 0
    """The number of the record up to which notes were looked for."""

    outcome: Outcome | None = None
    ended_at: int | None = None
    """The number of its reply once it is over; where none came, of the next record."""

    _samples: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_SAMPLES))

    def hear_progress(self, params: dict[str, Any]) -> None:
        """Take a progress notification."""
        self.progress = params
        if (done := _number(params.get("progress"))) is not None:
            self._samples.append((time.monotonic(), done))

    def take_notes(self, notes: list[CallNote], up_to: int) -> None:
        """Take what came meanwhile, as far as there is room; what came after the reply is none of it."""
        self.looked_to = max(self.looked_to, up_to)
        meanwhile = [note for note in notes if self.ended_at is None or note.seq < self.ended_at]
        self.notes += meanwhile[: MAX_NOTES - len(self.notes)]

    def cancelled(self) -> NoReply:
        """Give the outcome of a call that was given up."""
        spent = int((time.monotonic() - self.started) * 1e9)
        failure = Failure(Reason.CANCELLED, "The call was cancelled.")
        return NoReply(failure, self.requests[-1] if self.requests else 0, spent)

    @property
    def is_settled(self) -> bool:
        """Whether it is over, and all that came until then has been looked at."""
        return self.ended_at is not None and self.looked_to >= self.ended_at

    @property
    def requests(self) -> tuple[int, ...]:
        """The numbers of the requests that went out."""
        return tuple(record.seq for record in self.records if record.seq)

    @property
    def share(self) -> float | None:
        """How much of the total is done, 0 to 1; None where that is not known."""
        done, total = _number(self.progress.get("progress")), _number(self.progress.get("total"))
        return max(0.0, min(1.0, done / total)) if done is not None and total else None

    @property
    def rate(self) -> float | None:
        """Progress a second, of late."""
        if len(self._samples) < 2:
            return None
        (first, begin), (last, end) = self._samples[0], self._samples[-1]
        return (end - begin) / (last - first) if last > first and end > begin else None

    @property
    def rest(self) -> float | None:
        """Seconds it will take yet, if it goes on at this rate."""
        done, total = _number(self.progress.get("progress")), _number(self.progress.get("total"))
        rate = self.rate
        return max(0.0, (total - done) / rate) if rate and done is not None and total else None

    def words(self) -> str:
        """Say how it stands: time, progress, rate and rest, the server's message."""
        done, total = _number(self.progress.get("progress")), _number(self.progress.get("total"))
        message = self.progress.get("message")
        rate, rest, rounds = self.rate, self.rest, len(self.records)
        said = (
            f"{time.monotonic() - self.started:.1f} s",
            f"round {rounds}" if rounds > 1 else "",
            f"{done:g} of {total:g}" if done is not None and total else f"{done:g}" if done is not None else "",
            f"{rate:.3g}/s" if rate else "",
            f"{rest:.0f} s to go" if rest is not None and rest >= 1 else "",
            visible_text(message, 80, one_line=True) if isinstance(message, str) else "",
        )
        return " · ".join(filter(None, said))


@dataclass
class Bench:
    """What is kept for one tool of one server."""

    typed: str | None = None
    """The arguments as they were written."""

    options: CallOptions = field(default_factory=CallOptions)
    history: ResultHistory = field(default_factory=ResultHistory)
    runs: list[Run] = field(default_factory=list)


def _number(value: Any) -> float | None:
    """Give a number a server sent, if one can reckon with it; JSON has some that are too large."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
