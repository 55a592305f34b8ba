"""Garbage collection in the window's thread alone.

Python collects cycles in whatever thread happens to allocate. A cycle that holds a widget would be taken apart by the
engine's thread then, or by one that searches, and Qt does not survive that.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_LOOK_MS: Final = 200
_YOUNG, _MIDDLE, _OLD = 0, 1, 2
_PART: Final = 4
"""By one in how many the old objects must have grown before all are looked at: Python's own rule, which holds only for
collections that it begins itself. Without it a catalog of 5,000 tools is walked again and again, 40 ms each time."""
_MASS: Final = 200_000
"""New containers since the last look that only a message of many megabytes makes."""


class Collector(QObject):
    """Collects, from now on, whenever it is due and nothing else goes on in the window; until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._old = 0
        """How many objects the last look at all of them left."""
        self._grown = 0
        """How many have become old since."""
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python itself would.

        The values of a large message hold no cycles, and to look through a million of them takes a quarter of a
        second: what is there when they have come is never looked through again. It goes when nothing refers to it.
        """
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[_YOUNG] > _MASS:
            gc.freeze()
            self._old = self._grown = 0
            return
        if counts[_YOUNG] <= limits[_YOUNG]:
            return
        due = [generation for generation in range(3) if counts[generation] > limits[generation] > 0]
        if _OLD in due and self._grown < self._old // _PART:
            due.remove(_OLD)
        if due:
            self._collect(max(due))

    def _collect(self, generation: int) -> None:
        younger = len(gc.get_objects(_YOUNG)) + len(gc.get_objects(_MIDDLE)) if generation == _MIDDLE else 0
        gone = gc.collect(generation)
        if generation == _MIDDLE:
            self._grown += max(0, younger - gone)
        elif generation == _OLD:
            self._old, self._grown = len(gc.get_objects(_OLD)), 0

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
