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
_LOOKS_BETWEEN: Final = 50
"""Looks from one count of what is not walked to the next, which takes some milliseconds."""


class Collector(QObject):
    """Collects, from now on, whenever it is due and nothing else goes on in the window; until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._old = 0
        """How many objects the last look at all of them left."""
        self._grown = 0
        """How many have become old since."""
        gc.disable()
        self._looks_left = self._frozen = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python itself would.

        The values of a large message hold no cycles, and to look through a million of them takes a quarter of a
        second: what is there when they have come is not looked through before nothing refers to them any more.
        """
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[_YOUNG] > _MASS:
            self._freeze()
            return
        if self._looks_left:
            self._thaw()
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

    def _freeze(self) -> None:
        gc.freeze()
        self._frozen = gc.get_freeze_count()
        self._looks_left = _LOOKS_BETWEEN
        self._old = self._grown = 0

    def _thaw(self) -> None:
        """Walk everything once when the giant is gone: what was frozen with it may have come to hold cycles.

        What stays is frozen as it was when the program began: modules and classes are most of it.
        """
        self._looks_left -= 1
        if not self._looks_left and gc.get_freeze_count() > self._frozen - _MASS // 2:
            self._looks_left = _LOOKS_BETWEEN
        elif not self._looks_left:
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
