"""The scenes in which the log must be quick, played in the real window; the tests play them with small numbers."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt

from inspector.sessions.outcome import NoReply, ResultReply
from inspector.transports.failure import Reason
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.main_window import MainWindow
from inspector.ui.panels.messages import MessagesPanel
from tests.bench.gaps import GapMeter

PATIENCE: Final = 300.0
PAGE: Final = 50
FILTERS: Final = ('method == "notifications/message"', "latency > 1us", '"level"', '"not in any of them"')


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured. `goal` is what it must not exceed, or for a rate not fall below; None for none."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal is None or (self.value >= self.goal if self.at_least else self.value <= self.goal)


class Stage:
    """A window with a flooding server in it that is connected."""

    def __init__(self, window: MainWindow, server: SessionHandle) -> None:
        self.window = window
        self.server = server
        self.log: MessagesPanel = window.messages

    async def call(self, **arguments: Any) -> None:
        """Call the flooding tool and wait for its reply; one that is too large to be taken apart is in the log too."""
        reply = await self.server.call_tool("flood", arguments)
        is_too_large = isinstance(reply, NoReply) and reply.failure.reason is Reason.TOO_LARGE
        if not isinstance(reply, ResultReply) and not is_too_large:
            raise TypeError(f"the flooding server did not answer: {reply}")

    async def until(self, fact: Callable[[], bool]) -> None:
        """Wait for a fact; the window goes on meanwhile."""
        end = time.monotonic() + PATIENCE
        while not fact():
            if time.monotonic() > end:
                raise TimeoutError("the log did not get there")
            await asyncio.sleep(0.001)


async def ingest(stage: Stage, count: int) -> list[Figure]:
    """Take in a flood."""
    before, memory = stage.log.model.total, _resident()
    meter, started = GapMeter(stage.window), time.perf_counter()
    await stage.call(count=count)
    await stage.until(lambda: stage.log.model.total >= before + count)
    took, gaps = time.perf_counter() - started, meter.read()
    return [
        Figure(f"{count:,} messages taken in, a second", count / took, "/s", 60_000, at_least=True),
        Figure("  gap of a 16 ms timer meanwhile, 99.9 %", gaps.p999, "ms", 50),
        Figure("  longest gap", gaps.most, "ms", 100),
        Figure("  memory grown by", (_resident() - memory) / 1e6, "MB", 150),
    ]


async def scroll(stage: Stage, places: int) -> list[Figure]:
    """Paint pages anywhere, in a log as high as the window lets it be."""
    table = stage.log.table
    stage.window.resizeDocks([stage.window._messages_dock], [2_000], Qt.Orientation.Vertical)
    await asyncio.sleep(0.1)
    stage.log.filter_line.set_filter("")
    table.set_following(False)
    bar, dice, times = table.verticalScrollBar(), random.Random(4), []
    for _ in range(places):
        started = time.perf_counter()
        bar.setValue(dice.randint(0, bar.maximum()))
        table.viewport().repaint()
        times.append(1_000 * (time.perf_counter() - started))
        await asyncio.sleep(0)
    times.sort()
    shown = table.rowAt(table.viewport().height() - 1) - table.rowAt(0) + 1
    return [
        Figure(f"A page of {shown} rows painted anywhere in them, median", times[len(times) // 2], "ms", 16),
        Figure("  95 %", times[int(len(times) * 0.95)], "ms", 16),
    ]


async def sift(stage: Stage, seconds: float) -> list[Figure]:
    """Filter while 10,000 messages a second keep coming."""
    rate = 10_000
    log, figures = stage.log, []
    flood = asyncio.ensure_future(stage.call(count=round(rate * seconds), rate=rate))
    for text in FILTERS:
        total = log.model.total
        moments: list[float] = []
        first: list[float] = []

        def take(numbers: object, searched: int, moments: list[float] = moments, first: list[float] = first) -> None:
            moments.append(searched)
            if not first and (log.model.rowCount() >= PAGE or searched >= total):  # noqa: B023 - of this round
                log.table.viewport().repaint()
                first.append(time.perf_counter())

        log._search.found.connect(take)
        started = time.perf_counter()
        log.filter_line.set_filter(text)
        await stage.until(lambda: bool(moments) and moments[-1] >= total and bool(first))  # noqa: B023
        complete = time.perf_counter()
        log._search.found.disconnect(take)
        has_rows = log.model.rowCount() >= PAGE
        page_goal = 50 if has_rows else None
        figures += [
            Figure(f"Filter {text}, first page", 1_000 * (first[0] - started), "ms", page_goal),
            Figure("  complete", 1_000 * (complete - started), "ms", 500),
        ]
    log.filter_line.set_filter("")
    await flood
    return figures


async def select(stage: Stage, size: int, painted: float) -> list[Figure]:
    """Select a big message."""
    log = stage.log
    await stage.call(json=size)
    big: list[int] = []

    def is_there() -> bool:
        rows = log._reader.rows(max(1, log.model.total - 20), log.model.total)
        big.extend(row.seq for row in rows if row.size > size // 2)
        return bool(big)

    await stage.until(is_there)
    seq = big[-1]
    log.show_record(1)
    await asyncio.sleep(0.1)
    meter, started = GapMeter(stage.window), time.perf_counter()
    log.show_record(seq)
    log.detail.repaint()
    await stage.until(lambda: bool(log.detail.text.text.toPlainText()))
    log.detail.repaint()
    took = 1_000 * (time.perf_counter() - started)
    await asyncio.sleep(0.5)
    gaps = meter.read()
    return [
        Figure(f"A JSON message of {size // 1_000_000 or size / 1e6} MB selected, painted", took, "ms", painted),
        Figure("  longest gap", gaps.most, "ms", 50),
    ]


async def reopen(stage: Stage, path: Path, book: FilterBook) -> list[Figure]:
    """Open a capture in a window of its own."""
    started = time.perf_counter()
    opened = CaptureWindow(path, book, stage.window._tasks)
    opened.show()
    opened.messages.table.viewport().repaint()
    await stage.until(lambda: opened.messages.model.rowCount() > 0)
    opened.messages.table.viewport().repaint()
    took = 1_000 * (time.perf_counter() - started)
    total = opened.messages.model.total
    opened.close()
    return [Figure(f"A capture of {total:,} opened, to its first page", took, "ms", 500)]


def _resident() -> float:
    """Give the bytes of memory this process has; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0.0
