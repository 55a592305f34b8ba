"""The calls that run, each with its progress and its own end."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.ui.icons import icon
from inspector.ui.theme import small_font
from inspector.ui.tools.bench import Run
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_TICK_MS: Final = 100
MOST_ROWS: Final = 30
_ROWS_SEEN: Final = 4


class RunningCalls(QScrollArea):
    """One row for each call that runs; hidden when none does."""

    cancel_wanted = Signal(object)  # Run
    chosen = Signal(object)  # Run: its tool is to be shown
    record_requested = Signal(int)
    ticked = Signal()  # while something runs

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[Run, _Row] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Running calls")
        self._page = QWidget(self)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._more = QLabel(self._page)
        self._more.setFont(small_font())
        self._column.addWidget(self._more)
        self.setWidget(self._page)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.show_runs(())

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these calls; rows of those that go on stay as they are."""
        shown = runs[:MOST_ROWS]
        for run in [run for run in self.rows if run not in shown]:
            self.rows.pop(run).deleteLater()
        for place, run in enumerate(shown):
            if run not in self.rows:
                self.rows[run] = self._new_row(run)
            self._column.insertWidget(place, self.rows[run])
        self._more.setText(f"and {len(runs) - MOST_ROWS} more")
        self._more.setVisible(len(runs) > MOST_ROWS)
        self.setVisible(bool(runs))
        height = next(iter(self.rows.values())).sizeHint().height() if self.rows else 0
        self.setFixedHeight(min(len(shown), _ROWS_SEEN) * height + (2 if shown else 0))
        if runs:
            self._clock.start()
            self._tick()
        else:
            self._clock.stop()

    def _new_row(self, run: Run) -> "_Row":
        row = _Row(run, self._page)
        row.cancel.clicked.connect(lambda: self.cancel_wanted.emit(run))
        row.name.clicked.connect(lambda: self.chosen.emit(run))
        row.in_log.triggered.connect(lambda: self._show_in_log(run))
        return row

    def _show_in_log(self, run: Run) -> None:
        if run.requests:
            self.record_requested.emit(run.requests[-1])

    def _tick(self) -> None:
        for row in self.rows.values():
            row.tell()
        self.ticked.emit()


class _Row(QWidget):
    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        name = visible_text(run.item.name, 40, one_line=True)
        self.name = QToolButton(self)
        self.name.setText(name.replace("&", "&&"))
        self.name.setToolTip(plain_tool_tip(f"Show {run.item.name}"))
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setFont(small_font())
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(72)
        self.cancel = QToolButton(self)
        self.cancel.setIcon(icon("x"))
        self.cancel.setText("Cancel")
        self.cancel.setToolTip("Cancel this call")
        self.cancel.setAccessibleName(f"Cancel {name}")
        self.in_log = QAction("Show in Log", self)
        self.addAction(self.in_log)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.name)
        row.addWidget(self.text, 1)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)

    def tell(self) -> None:
        words, share = self._run.words(), self._run.share
        self.text.setText(words)
        self.text.setToolTip(plain_tool_tip(words))
        self.bar.setRange(0, 1000 if share is not None else 0)
        if share is not None:
            self.bar.setValue(int(1000 * share))
