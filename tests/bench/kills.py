"""What a capture holds when the program is killed in the middle of a flood."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from inspector.traffic.capture import CaptureReader
from tests.servers.dated_flood import ENTRY

TIMES: Final = 10
GOAL: Final = 0.05
_PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Killed:
    """A program that was killed: its capture, when that was (monotonic, ns), and what its server had in its journal."""

    capture: Path
    at: int
    taken: tuple[tuple[int, int], ...]
    """How many lines of the flood the program had taken, and when; in order."""

    def taken_before(self, seconds: float) -> int:
        """Give how many lines the program had taken so long before it was killed."""
        return max((count for count, when in self.taken if when <= self.at - seconds * 1e9), default=0)

    def lag(self, kept: int) -> float:
        """Give for how many seconds before its end the capture lacks something; 0 if it lacks nothing."""
        lost = (when for count, when in self.taken if count > kept and when <= self.at)
        return max(0.0, (self.at - next(lost, self.at)) / 1e9)


def kill_in_mid_flood(folder: Path, after: float) -> Killed:
    """Let the program call a tool that floods, and kill it so many seconds after the flood began."""
    capture, journal = folder / "killed.mcpcap", folder / "journal"
    server = [sys.executable, "-m", "tests.servers.dated_flood", str(journal)]
    program = [sys.executable, "-m", "inspector", "call", "--era", "2025-11-25", "--capture", str(capture), "flood"]
    with subprocess.Popen([*program, "--", *server], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _wait_until_it_floods(journal)
        time.sleep(after)
        at = time.monotonic_ns()
        os.kill(process.pid, signal.SIGKILL)
    return Killed(capture, at, tuple(_entries(journal)))


def _wait_until_it_floods(journal: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while not (journal.exists() and journal.stat().st_size >= ENTRY.size):
        if time.monotonic() > end:
            raise TimeoutError("The flood did not begin.")
        time.sleep(0.005)


def _entries(journal: Path) -> Iterator[tuple[int, int]]:
    raw = journal.read_bytes()
    return ENTRY.iter_unpack(raw[: len(raw) // ENTRY.size * ENTRY.size])


def lines_kept(capture: Path) -> int:
    """Give how many lines of the flood a capture holds."""
    reader = CaptureReader(capture)
    first = next((row.seq for row in reader.rows(1, 100) if row.method == "notifications/message"), None)
    count = reader.count()
    reader.close()
    return 0 if first is None else count - first + 1


def main() -> list[str]:
    """Print what was lost of ten captures; gives the goal if it was missed."""
    lags = []
    for _ in range(TIMES):
        with TemporaryDirectory() as folder:
            killed = kill_in_mid_flood(Path(folder), random.uniform(0.2, 1.5))
            lags.append(killed.lag(lines_kept(killed.capture)))
    shown = " ".join(f"{1000 * lag:.0f}" for lag in lags)
    said = f"kill -9 in mid flood: the last {shown} ms are missing; goal at most {1000 * GOAL:.0f}"
    print(f"\n{said}: {'met' if max(lags) <= GOAL else 'MISSED'}")
    return [said] if max(lags) > GOAL else []
