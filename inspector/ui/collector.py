"""Garbage collection in the window's thread alone.

Python collects cycles in whatever thread happens to allocate. A cycle that holds a widget would be taken apart by the
engine's thread then, or by one that searches, and Qt does not survive that.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_LOOK_MS: Final = 200


class Collector(QObject):
    """Collects, from now on, whenever it is due and nothing else goes on in the window; until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > limits[generation] > 0]
        if due and counts[0] > limits[0]:
            gc.collect(max(due))

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
