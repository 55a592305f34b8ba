"""How the latencies of the rows shown are spread, in a box that opens below its button."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.traffic.filters.syntax import Everything, Filter
from inspector.ui.icons import icon
from inspector.ui.models.latency_scan import LatencyScan
from inspector.ui.theme import small_font
from inspector.ui.widgets.histogram import Histogram

_SIZE: Final = (460, 220)
_AGAIN_MS: Final = 500


class LatencyBox(QFrame):
    """Shows the latencies of what passes the filter. `narrowing_wanted` gives a filter for the bar that was clicked."""

    narrowing_wanted = Signal(str)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._scan = LatencyScan(path, self)
        self._wanted: Filter = Everything()
        self._total = 0
        self._counted: tuple[Filter, int] | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.histogram = Histogram(self)
        self.histogram.set_noun("exchange", "exchanges")
        self.histogram.empty_text = "None of the rows shown has a latency: requests and their replies have one."
        hint = QLabel("Latencies of the rows shown. A click on a bar filters by it.", self)
        hint.setFont(small_font())
        hint.setContentsMargins(12, 4, 12, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(hint)
        layout.addWidget(self.histogram, 1)
        self.resize(*_SIZE)
        self.button = QToolButton(parent)
        self.button.setIcon(icon("chart-no-axes-column"))
        self.button.setToolTip("Show how the latencies of the rows shown are spread")
        self.button.setAccessibleName("Latencies")
        self.button.clicked.connect(self.open)
        self._timer = QTimer(self)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._count)
        self._scan.counted.connect(self.histogram.set_latencies)
        self.histogram.chosen.connect(self._narrow)

    def take(self, wanted: Filter, total: int) -> None:
        """Take the filter in force and the number of records there are now."""
        self._wanted, self._total = wanted, total

    def open(self) -> None:
        """Open below the button."""
        corner = self.button.mapToGlobal(QPoint(self.button.width() - self.width(), self.button.height() + 2))
        screen = self.button.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner.setY(self.button.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        corner.setX(max(corner.x(), screen.left()))
        self.move(corner)
        self.show()

    def close_capture(self) -> None:
        """Let go of the capture's file."""
        self._timer.stop()
        self._scan.close()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._counted = None
        self._count()
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._scan.stop()

    def _count(self) -> None:
        """Count what came since; while it still counts it goes on from where it is."""
        now = (self._wanted, self._total)
        if now != self._counted:
            self._counted = now
            self._scan.count(*now)

    def _narrow(self, low: float, high: float) -> None:
        self.hide()
        self.narrowing_wanted.emit(f"latency >= {_written(low)} and latency < {_written(high)}")


def _written(ms: float) -> str:
    """Write a latency for the filter line, to the microsecond or four digits."""
    return f"{ms:.4g}ms" if ms < 10_000 else f"{ms / 1_000:.4g}s"
