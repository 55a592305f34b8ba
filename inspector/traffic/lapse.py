"""What happened when: exchanges and notifications of a stretch of time, counted in so many steps for each session.

A million records are drawn a thousand pixels wide, so they are counted where they are, in SQLite, and only counts are
kept here. When time goes on beyond the last step, two steps become one: what was counted need not be read again.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import accumulate, groupby
from operator import itemgetter, sub
from typing import Final

from inspector.traffic.capture import CaptureReader

STEPS: Final = 1_024
"""Steps a stretch is divided into: about the pixels of a wide window."""

_FIRST_STEP_NS: Final = 1 << 20  # about a millisecond
_LANES: Final = 8
_MOST_WAITING: Final = 500
"""Requests without reply that are drawn; the others are counted once their reply is there."""


class Fate(IntEnum):
    """What became of something, from what matters least to what matters most."""

    NOTICE = 0
    OK = 1
    WAITING = 2
    ERROR = 3
    FAILURE = 4

    @property
    def word(self) -> str:
        """What it is called."""
        return ("notification", "ok", "waiting", "error", "failure")[self]


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one fate that began in one step and ended in one; `seq` is a request or notification of them."""

    session: int
    fate: int
    first: int
    last: int
    count: int
    seq: int


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies under a point: how many things of which fate, and the number of one of them."""

    fate: Fate
    count: int
    seq: int


class Track:
    """Everything of one fate in one session, by steps."""

    def __init__(self) -> None:
        self.starts = array("q", bytes(8 * STEPS))
        self.ends = array("q", bytes(8 * STEPS))
        self.seqs = array("q", bytes(8 * STEPS))
        self.far = array("q", bytes(8 * STEPS))
        """By the step of a start: how far the longest goes that begins there, and in `seqs` which that is."""

    def add(self, group: Group) -> None:
        """Count a group in."""
        first, last = group.first, group.last
        self.starts[first] += group.count
        self.ends[last] += group.count
        if not self.seqs[first] or last > self.far[first]:
            self.seqs[first], self.far[first] = group.seq, last

    def take_away(self, group: Group) -> None:
        """Count a group out again."""
        self.starts[group.first] -= group.count
        self.ends[group.last] -= group.count

    def halve(self) -> None:
        """Make one step of two."""
        pad = bytes(8 * (STEPS // 2))
        for counts in (self.starts, self.ends):
            counts[:] = array("q", map(int.__add__, counts[::2], counts[1::2])) + array("q", pad)
        farther = [(i if self.far[i] >= self.far[i + 1] else i + 1) for i in range(0, STEPS, 2)]
        chosen = [i if self.seqs[i] else i ^ 1 for i in farther]
        self.seqs[:] = array("q", [self.seqs[i] for i in chosen]) + array("q", pad)
        self.far[:] = array("q", [self.far[i] // 2 for i in chosen]) + array("q", pad)

    def covered(self) -> "array[int]":
        """Give for each step how many lie in it, wholly or in part."""
        before = accumulate(self.ends, initial=0)
        return array("q", map(sub, accumulate(self.starts), before))

    def seq_at(self, step: int) -> int:
        """Give the number of something that lies in a step; 0 if nothing does."""
        for start in range(step, -1, -1):
            if self.starts[start] and self.far[start] >= step:
                return self.seqs[start]
        return 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One session. `runs` are steps in which there is something, by fate: first, last, and how many (`_level`)."""

    name: str
    runs: dict[Fate, list[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a stretch of time looked like. Times are nanoseconds since the first record."""

    begin: int
    end: int
    step_ns: int
    last_ns: int
    """The time of the newest record."""

    lanes: tuple[Lane, ...] = ()
    is_whole: bool = True
    """Whether all records of the stretch are in it yet."""


class Lapse:
    """Counts a stretch of time. Where `end` is None it begins at 0 and grows with the capture. One thread at a time."""

    def __init__(self, names: dict[int, str], begin: int = 0, end: int | None = None) -> None:
        self.names = names
        self.begin = begin
        self.grows = end is None
        self.step_ns = _FIRST_STEP_NS if end is None else max(1, -(-(end - begin) // STEPS))
        self.last_ns = 0
        self._tracks: dict[tuple[int, Fate], Track] = {}
        self._waiting: list[tuple[int, int, int, Group | None]] = []  # session, start, seq, how it is drawn

    @property
    def end(self) -> int:
        """Where the stretch ends."""
        return self.begin + STEPS * self.step_ns

    def reach(self, ns: int) -> None:
        """Take time up to a moment in, if the stretch grows."""
        self.last_ns = max(self.last_ns, ns)
        while self.grows and ns >= self.end:
            self._rub_out_waiting()
            self.step_ns *= 2
            for track in self._tracks.values():
                track.halve()

    def add(self, groups: Iterable[Group]) -> None:
        """Count groups in, whose steps are those of now; what lies outside the stretch is left out."""
        for group in groups:
            if group.last >= 0 and group.first < STEPS:
                self._track(group.session, Fate(group.fate)).add(_within(group))

    def wait_for(self, waiting: Iterable[tuple[int, int, int]]) -> None:
        """Draw requests without reply, as session, time and number, instead of those that were drawn before."""
        self._rub_out_waiting()
        now = self._step(self.last_ns)
        for session, start, seq in list(waiting)[:_MOST_WAITING]:
            group = Group(session, Fate.WAITING, self._step(start), max(now, self._step(start)), 1, seq)
            shown = group if group.last >= 0 and group.first < STEPS else None
            self._waiting.append((session, start, seq, _within(shown) if shown else None))
            if shown is not None:
                self._track(session, Fate.WAITING).add(_within(shown))

    @property
    def waiting(self) -> list[int]:
        """The numbers of the requests that wait."""
        return [seq for _, _, seq, _ in self._waiting]

    def _rub_out_waiting(self) -> None:
        for session, _, _, group in self._waiting:
            if group is not None:
                self._track(session, Fate.WAITING).take_away(group)
        self._waiting = []

    def _step(self, ns: int) -> int:
        return (ns - self.begin) // self.step_ns

    def _track(self, session: int, fate: Fate) -> Track:
        lane = min(session, _LANES)
        return self._tracks.setdefault((lane, fate), Track())

    def lanes(self) -> list[int]:
        """Give the sessions that have a lane, in the order they were opened; the last may stand for several."""
        return sorted({lane for lane, _ in self._tracks})

    def spot(self, lane: int, first: int, last: int) -> Spot | None:
        """Give what matters most in some steps of a lane."""
        for fate in sorted(Fate, reverse=True):
            track = self._tracks.get((lane, fate))
            if track is None:
                continue
            for step in range(max(first, 0), min(last, STEPS - 1) + 1):
                seq = track.seq_at(step)
                if seq:
                    return Spot(fate, track.covered()[step], seq)
        return None

    def picture(self, *, is_whole: bool = True) -> Picture:
        """Give what there is to draw."""
        lanes = []
        for lane in self.lanes():
            runs = {fate: _runs(track.covered()) for (of, fate), track in self._tracks.items() if of == lane}
            lanes.append(Lane(self._name(lane), runs))
        return Picture(self.begin, self.end, self.step_ns, self.last_ns, tuple(lanes), is_whole)

    def _name(self, lane: int) -> str:
        others = [session for session in self.names if session > _LANES]
        if lane == _LANES and others:
            return f"{self.names.get(lane, '')} and {len(others)} more"
        return self.names.get(lane, str(lane))


def _within(group: Group) -> Group:
    return replace(group, first=max(group.first, 0), last=min(group.last, STEPS - 1))


def _runs(covered: "array[int]") -> list[tuple[int, int, int]]:
    """Give the stretches of steps in which there is something; steps of like amounts go together."""
    found = []
    for key, run in groupby(enumerate(map(_level, covered)), itemgetter(1)):
        if key:
            steps = [number for number, _ in run]
            found.append((steps[0], steps[-1], key))
    return found


def _level(count: int) -> int:
    """Say how many there are in words of one syllable: 1 is one to three, 2 up to 31, 3 up to 255, and so on."""
    return (count.bit_length() + 3) // 3 if count > 3 else min(count, 1)


# -- reading ----------------------------------------------------------------------------------------------------------

_GROUPS: Final = """
SELECT session, CASE WHEN latency_ns IS NULL THEN 0 WHEN status = 'error' THEN 3 WHEN status = 'failure' THEN 4 ELSE 1
  END AS fate, (mono_ns - :start - coalesce(latency_ns, 0)) / :step AS first, (mono_ns - :start) / :step AS last,
  count(*), min(CASE WHEN latency_ns IS NULL THEN seq ELSE coalesce(exchange, seq) END)
FROM record WHERE seq BETWEEN :from AND :to AND (latency_ns IS NOT NULL OR shape = 'notification') AND kind <> 'body'
GROUP BY session, fate, first, last
"""

_UNANSWERED: Final = """
SELECT r.session, r.mono_ns - :start, r.seq FROM record r
WHERE r.seq BETWEEN :from AND :to AND r.shape = 'request'
  AND NOT EXISTS (SELECT 1 FROM record a WHERE a.exchange = r.seq AND a.latency_ns IS NOT NULL)
LIMIT 500
"""


class LapseReader:
    """Reads stretches of time out of a capture. One thread: that of its reader."""

    def __init__(self, reader: CaptureReader) -> None:
        self._reader = reader
        self._start: int | None = None

    @property
    def start_ns(self) -> int:
        """The monotonic time of the first record; 0 while there is none."""
        if self._start is None:
            found = self._reader.ask("SELECT mono_ns FROM record ORDER BY seq LIMIT 1")
            if not found:
                return 0
            self._start = int(found[0][0])
        return self._start

    def names(self) -> dict[int, str]:
        """Give the names of the sessions by their numbers."""
        return {session.id: session.name for session in self._reader.sessions()}

    def time_of(self, seq: int) -> int:
        """Give when a record, or the last before it, came."""
        found = self._reader.ask("SELECT mono_ns FROM record WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (seq,))
        return int(found[0][0]) - self.start_ns if found else 0

    def first_after(self, ns: int, last: int) -> int:
        """Give the number of the first record from a time on, among those up to `last`; `last` + 1 if there is none."""
        low, high = 1, last + 1
        while low < high:
            middle = (low + high) // 2
            if self.time_of(middle) < ns:
                low = middle + 1
            else:
                high = middle
        return low

    def read(self, lapse: Lapse, first: int, last: int) -> None:
        """Count records in. Those that wait for a reply are kept in mind, and looked for again the next time."""
        lapse.names.update(self.names())
        lapse.reach(self.time_of(last))
        bounds = {"start": self.start_ns, "from": first, "to": last}
        step = {"start": self.start_ns + lapse.begin, "step": lapse.step_ns, "from": first, "to": last}
        lapse.add(Group(*row) for row in self._reader.ask(_GROUPS, step))
        lapse.wait_for([*self.still_waiting(lapse), *self._unanswered(bounds)])

    def still_waiting(self, lapse: Lapse) -> list[tuple[int, int, int]]:
        """Give the requests a lapse draws as waiting that wait still."""
        found = []
        for seq in lapse.waiting:
            found += self._unanswered({"start": self.start_ns, "from": seq, "to": seq})
        return found

    def _unanswered(self, bounds: dict[str, int]) -> list[tuple[int, int, int]]:
        return [(session, ns, seq) for session, ns, seq in self._reader.ask(_UNANSWERED, bounds)]
