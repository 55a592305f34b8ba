"""Rivals measured side by side: turn by turn, so that what disturbs the machine hits all of them."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final

NAMES: Final = {"thin": "thin loop", "asyncio": "asyncio loop", "loupe": "this program", "sdk": "official SDK"}


@dataclass(frozen=True)
class Goal:
    """How this program must stand to a rival: the time it takes, as a multiple of the rival's."""

    rival: str
    at_most: float


@dataclass(frozen=True)
class Piece:
    """A piece of work. `amount` of it is asked for at once, `rounds` times of each rival by turns."""

    title: str
    what: str
    amount: int
    rounds: int
    rivals: Sequence[str]
    goals: Sequence[Goal] = ()
    as_rate: bool = False


@dataclass(frozen=True)
class Taken:
    """What the rounds of one rival took: seconds by the clock, and of processor time of its process."""

    clock: list[float]
    processor: list[float]

    @property
    def spread(self) -> float:
        """Half the distance between slowest and fastest round, as a part of the median."""
        return (max(self.clock) - min(self.clock)) / 2 / median(self.clock)


class Rival:
    """A client in a process of its own, ready to be measured."""

    def __init__(self, name: str, target: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.rival", name, target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{name} could not be made ready; python -m tests.bench.rival {name} {target} says why")

    def do(self, piece: Piece) -> tuple[float, float]:
        """Let it do a piece of work; gives seconds by the clock and of processor time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(piece.what, piece.amount, file=self._process.stdin, flush=True)
        clock, processor = self._process.stdout.readline().split()
        return float(clock), float(processor)

    def close(self) -> None:
        """Let it end in order."""
        self._process.communicate()


@contextmanager
def rivals(names: Sequence[str], target: str) -> Iterator[dict[str, Rival]]:
    """Make rivals ready, on `stdio` or at a URL."""
    with ExitStack() as on_exit:
        ready = {}
        for name in names:
            ready[name] = Rival(name, target)
            on_exit.callback(ready[name].close)
        yield ready


def compare(piece: Piece, ready: dict[str, Rival]) -> list[str]:
    """Measure, print, and give the goals that were missed."""
    taken = {name: Taken([], []) for name in piece.rivals}
    for _ in range(piece.rounds):
        for name in piece.rivals:
            clock, processor = ready[name].do(piece)
            taken[name].clock.append(clock)
            taken[name].processor.append(processor)
    print(f"\n{piece.title}; medians of {piece.rounds} rounds by turns")
    for name in piece.rivals:
        print(f"  {NAMES[name]:14}{_amount(piece, taken[name])}")
    missed = []
    for goal in piece.goals:
        ratio = median(taken["loupe"].clock) / median(taken[goal.rival].clock)
        used = median(taken["loupe"].processor) / median(taken[goal.rival].processor)
        said = _said(piece, goal, ratio, used)
        print(f"    {said}")
        if ratio > goal.at_most:
            missed.append(f"{piece.title}: {said}")
    return missed


def _amount(piece: Piece, taken: Taken) -> str:
    clock, processor = median(taken.clock), median(taken.processor)
    if piece.as_rate:
        said = f"{piece.amount / clock:10,.0f}/s   {1e6 * processor / piece.amount:8.0f} µs of processor time each"
    else:
        said = f"{clock:10.3f} s   {processor:8.3f} s of processor time"
    return f"{said}   ± {taken.spread:.0%}"


def _said(piece: Piece, goal: Goal, ratio: float, used: float) -> str:
    met = "met" if ratio <= goal.at_most else "MISSED"
    if piece.as_rate:
        to_rate, wanted = 1 / ratio, 1 / goal.at_most
        return (
            f"{to_rate:.2f} × the rate of the {NAMES[goal.rival]}, goal at least {wanted:.2g}: {met}"
            f" ({1 / used:.2f} by processor time)"
        )
    return (
        f"{ratio:.2f} × the time of the {NAMES[goal.rival]}, goal at most {goal.at_most:.2g}: {met}"
        f" ({used:.2f} by processor time)"
    )
