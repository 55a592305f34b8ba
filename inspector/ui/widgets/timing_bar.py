"""The steps of an HTTP request as bars, one under the other, along its whole time."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from inspector.traffic.crossing import HttpCrossing
from inspector.ui.figures import format_duration
from inspector.ui.theme import Colours, colours_for, small_font

_ROW: Final = 18
_MARGIN: Final = 8
_THICK: Final = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its name, the colour it has in the theme, and when it began and how long it took, in ns."""

    name: str
    colour: str
    start_ns: int
    took_ns: int


def steps_of(crossing: HttpCrossing) -> list[Step]:
    """Give the steps that were taken, one after the other, and the whole at last."""
    timing, steps, at = crossing.timing, [], 0
    taken = (
        ("DNS", "received", timing.dns_ns),
        ("Connect", "finding", timing.connect_ns),
        ("TLS", "failure", timing.tls_ns),
        ("Send", "muted", timing.send_ns),
        ("Wait", "ok", _wait(crossing)),
        ("Receive", "accent", crossing.receive_ns),
    )
    for name, colour, took in taken:
        if took is not None:
            steps.append(Step(name, colour, at, took))
            at += took
    return [*steps, Step("Whole", "text", 0, max(at, crossing.whole_ns))]


def _wait(crossing: HttpCrossing) -> int | None:
    """Give how long the first byte took; where that was not timed, by the records of the two heads."""
    if crossing.timing.is_known or crossing.response is None:
        return crossing.timing.wait_ns
    return crossing.response.mono_ns - crossing.request.mono_ns


class TimingBar(QWidget):
    """Paints the steps; `said` is the same in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []
        self.setFont(small_font())
        self.setAccessibleName("Timings")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def said(self) -> list[str]:
        """The steps as text."""
        return [f"{step.name} {format_duration(step.took_ns)}" for step in self._steps]

    def show_steps(self, steps: list[Step]) -> None:
        """Show these steps, of which the last is the whole."""
        self._steps = steps
        self.setAccessibleDescription(", ".join(self.said))
        self.setToolTip("\n".join(self.said))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, len(self._steps) * _ROW + 8)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_for(self.palette())
        metrics = self.fontMetrics()
        name_width = max((metrics.horizontalAdvance(step.name) for step in self._steps), default=0) + 12
        time_width = metrics.horizontalAdvance("00000.0 ms")
        left, room = _MARGIN + name_width, self.width() - 2 * _MARGIN - name_width - time_width
        whole = max(self._steps[-1].took_ns, 1) if self._steps else 1
        for number, step in enumerate(self._steps):
            top = 4 + number * _ROW
            base = top + _ROW - metrics.descent() - 3
            painter.setPen(QColor(colours.muted))
            painter.drawText(_MARGIN, base, step.name)
            painter.setPen(QColor(colours.text))
            text = format_duration(step.took_ns)
            painter.drawText(self.width() - _MARGIN - metrics.horizontalAdvance(text), base, text)
            width = max(2.0, room * step.took_ns / whole)
            bar = QRectF(left + room * step.start_ns / whole, top + (_ROW - _THICK) / 2, width, _THICK)
            painter.fillRect(bar, _colour(step, colours))


def _colour(step: Step, colours: Colours) -> QColor:
    return QColor(colours.hairline if step.name == "Whole" else getattr(colours, step.colour))
