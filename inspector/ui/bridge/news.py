"""News from the engine's thread, brought to Qt in batches.

One signal for each message freezes the window for ten seconds at 20 000 messages; one wake-up for a batch takes a
hundredth of that.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

INTERVAL_MS: Final = 33
_SLICE: Final = 0.008


class News(QObject):
    """Calls functions in the Qt thread for other threads. The newest call under one key replaces those before it."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Hashable, tuple[Callable[..., object], tuple[Any, ...]]] = {}
        self._lock = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._deliver)
        self._arrived.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)

    def post(self, key: Hashable, function: Callable[..., object], *args: Any) -> None:
        """Have `function(*args)` called in the Qt thread soon. May be called from any thread."""
        with self._lock:
            was_empty = not self._waiting
            self._waiting.pop(key, None)
            self._waiting[key] = (function, args)
        if was_empty:
            self._arrived.emit()

    def _deliver(self) -> None:
        """Deliver what waits, in order, for a few milliseconds at a time."""
        end = time.monotonic() + _SLICE
        with self._lock:
            batch, self._waiting = self._waiting, {}
        keys = iter(list(batch))
        for key in keys:
            function, args = batch.pop(key)
            function(*args)
            if time.monotonic() > end:
                break
        if batch:
            self._put_back(batch)

    def _put_back(self, batch: dict[Hashable, tuple[Callable[..., object], tuple[Any, ...]]]) -> None:
        """Put what is left before what came meanwhile; what was said anew stands where it was said last."""
        with self._lock:
            kept = {key: call for key, call in batch.items() if key not in self._waiting}
            self._waiting = kept | self._waiting
        self._timer.start()
