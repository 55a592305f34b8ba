"""How long the window does not come to its timer: what a user feels as a window that hangs."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS: Final = 16


@dataclass(frozen=True, slots=True)
class Gaps:
    """Times between two ticks of a timer of 16 ms, in ms."""

    usual: float
    p999: float
    most: float


class GapMeter:
    """Measures from its making until `read`."""

    def __init__(self, parent: QObject) -> None:
        self._gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(INTERVAL_MS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now

    def read(self) -> Gaps:
        """Stop, and give what was measured; a gap that has not ended counts."""
        self._timer.stop()
        self._gaps.append(time.perf_counter() - self._last)
        found = sorted(1_000 * gap for gap in self._gaps)
        return Gaps(found[len(found) // 2], found[int(len(found) * 0.999)], found[-1])


async def until_quiet(parent: QObject, seconds: float) -> Gaps:
    """Give the gaps of a window that has nothing to do."""
    meter = GapMeter(parent)
    await asyncio.sleep(seconds)
    return meter.read()
