"""A tool called many times: how many, how many at once, at which pace; and how long each took, while it goes on."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from inspector.protocol.errors import text_of
from inspector.protocol.items import Item, is_destructive
from inspector.schema.document import write
from inspector.sessions.many import MOST_AT_ONCE, MOST_CALLS, Plan, Tally
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.theme import Colours
from inspector.ui.tools.confirm_strip import ConfirmStrip
from inspector.ui.widgets.histogram import Histogram
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_TICK_MS: Final = 150
_SIZE: Final = (640, 420)
_COUNT, _AT_ONCE = 100, 4


class RunManyDialog(QDialog):
    """Calls one tool with the same arguments. Closing it stops the calls; each of them is in the message log."""

    record_requested = Signal(int)
    running_changed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        server: SessionHandle,
        item: Item,
        arguments: Any,
        options: CallOptions,
        *,
        asks: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._server, self.item = tasks, server, item
        self._arguments, self._options, self._asks = arguments, options, asks
        self.tally = Tally()
        self._plan = Plan(_COUNT, _AT_ONCE)
        self._task: asyncio.Task[object] | None = None
        self._started = self._ended = 0.0
        self._stopped = False
        self._name = visible_text(item.name, 80, one_line=True)
        self.setWindowTitle(f'Call "{self._name}" Many Times')
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.count = self._whole(_COUNT, MOST_CALLS, "Calls")
        self.at_once = self._whole(_AT_ONCE, MOST_AT_ONCE, "At once")
        self.pace = QDoubleSpinBox(self)
        self.pace.setRange(0, 100_000)
        self.pace.setDecimals(1)
        self.pace.setSuffix(" a second")
        self.pace.setSpecialValueText("as fast as it goes")
        self.pace.setAccessibleName("Pace")
        self.start_button = QPushButton("Start", self)
        self.start_button.setProperty("primary", True)
        self.stop_button = QPushButton("Stop", self)
        self.copy_button = QPushButton("Copy Summary", self)
        self.confirm = ConfirmStrip(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.counts = {word: TintedLabel(tint, self) for word, tint in _TINTS.items()}
        self.speed = QLabel(self)
        self.histogram = Histogram(self)
        self.histogram.set_noun("call", "calls")
        self.histogram.empty_text = "Each call that is answered adds its latency here."
        self.wrong = TintedLabel(lambda colours: colours.error, self)
        self.wrong_button = QToolButton(self)
        self.wrong_button.setText("Show in Log")
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._build()
        self._connect()
        self._tell()

    def _whole(self, value: int, most: int, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(1, most)
        box.setValue(value)
        box.setGroupSeparatorShown(True)
        box.setAccessibleName(name)
        return box

    def _build(self) -> None:
        settings = QHBoxLayout()
        settings.setSpacing(8)
        for text, box in (("Calls", self.count), ("at once", self.at_once), ("pace", self.pace)):
            label = QLabel(text, self)
            label.setBuddy(box)
            settings.addWidget(label)
            settings.addWidget(box)
        settings.addStretch(1)
        settings.addWidget(self.start_button)
        settings.addWidget(self.stop_button)
        words = write(self._arguments, indent=None)
        arguments = QLabel(f"with {visible_text(words, 90, one_line=True)}", self)
        arguments.setTextFormat(Qt.TextFormat.PlainText)
        arguments.setForegroundRole(arguments.palette().ColorRole.PlaceholderText)
        arguments.setToolTip(plain_tool_tip(write(self._arguments)[:2_000]))
        numbers = QHBoxLayout()
        numbers.setSpacing(16)
        for label in self.counts.values():
            label.setWordWrap(False)
            numbers.addWidget(label)
        numbers.addStretch(1)
        numbers.addWidget(self.speed)
        below = QHBoxLayout()
        below.addWidget(self.wrong, 1)
        below.addWidget(self.wrong_button, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(settings)
        column.addWidget(arguments)
        column.addWidget(self.confirm)
        column.addWidget(self.bar)
        column.addLayout(numbers)
        column.addWidget(self.histogram, 1)
        column.addLayout(below)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.summary()))
        self.wrong_button.clicked.connect(self._show_wrong)
        self._clock.timeout.connect(self._tell)

    # -- running ------------------------------------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether calls are being made."""
        return self._task is not None

    def start(self) -> None:
        """Make the calls; of a tool that may destroy something, after asking once."""
        count = self.count.value()
        if self._asks and is_destructive(self.item):
            sentence = f'"{self._name}" says that it may destroy something, and it will be called {count:,} times.'
            self.confirm.ask(sentence, self._begin)
        else:
            self._begin()

    def stop(self) -> None:
        """End it; calls that are under way are cancelled."""
        if self._task is not None:
            self._stopped = True
            self._task.cancel()

    def _begin(self) -> None:
        if self._task is not None or not self._server.is_open:
            self.wrong.setText("" if self._server.is_open else "The server is not connected. Connect first.")
            return
        self.tally, self._stopped = Tally(), False
        self._plan = Plan(self.count.value(), self.at_once.value(), self.pace.value() or None)
        self._started = time.monotonic()
        self._task = self._tasks.start(
            self._server.call_many(self.item.key, self._arguments, self._plan, self._hear, self._options)
        )
        self._task.add_done_callback(lambda _task: self._end())
        self._clock.start()
        self._tell()
        self.running_changed.emit()

    def _end(self) -> None:
        self._task, self._ended = None, time.monotonic()
        if isValid(self):  # it may have been closed meanwhile
            self._clock.stop()
            self._tell()
            self.running_changed.emit()

    def _hear(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes if isValid(self) else ():
            self.tally.add(outcome)

    @override
    def done(self, result: int) -> None:
        self.stop()
        super().done(result)

    # -- telling ------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        tally, running = self.tally, self.is_running
        for word, number in self._numbers().items():
            self.counts[word].setText(f"{_SIGNS[word]} {number:,} {word}")
        self.bar.setRange(0, self._plan.count)
        self.bar.setValue(tally.done)
        self.speed.setText(self._speed_words())
        self.histogram.set_latencies(tally.latencies)
        self.wrong.setText(f"The first that went wrong: {_said(tally.first_wrong)}" if tally.first_wrong else "")
        self.wrong_button.setVisible(tally.first_wrong is not None)
        self.start_button.setVisible(not running)
        self.start_button.setText("Start Again" if tally.done else "Start")
        self.stop_button.setVisible(running)
        self.copy_button.setEnabled(bool(tally.done))
        for box in (self.count, self.at_once, self.pace):
            box.setEnabled(not running)

    def _numbers(self) -> dict[str, int]:
        tally = self.tally
        return {"ok": tally.ok, "isError": tally.refused, "error": tally.errors, "no answer": tally.failures}

    def _speed_words(self) -> str:
        done, count = self.tally.done, self._plan.count
        if not self._started:
            return ""
        spent = (time.monotonic() if self.is_running else self._ended) - self._started
        rate = done / spent if spent > 0 else 0
        rest = f"{(count - done) / rate:.0f} s to go" if self.is_running and rate else ""
        state = "stopped" if self._stopped and not self.is_running else ""
        words = (f"{done:,} of {count:,}", f"{spent:.1f} s", f"{rate:,.1f} a second" if rate else "", rest, state)
        return " · ".join(filter(None, words))

    def _quantile_words(self) -> str:
        found = self.tally.latencies
        if not found.count:
            return ""
        parts = [("min", found.least), *((f"p{p}", found.quantile(p / 100)) for p in (50, 90, 95, 99))]
        return "   ".join(f"{name} {value:,.1f} ms" for name, value in [*parts, ("max", found.most)])

    def summary(self) -> str:
        """Give what came of it, as text."""
        counts = ", ".join(f"{number:,} {word}" for word, number in self._numbers().items())
        plan = f"{self._plan.at_once} at once" + (
            f", {self._plan.per_second:g} a second at most" if self._plan.per_second else ""
        )
        lines = (f"{self.item.name}: {plan}", self._speed_words(), counts, self._quantile_words(), self.wrong.text())
        return "\n".join(filter(None, lines))

    def _show_wrong(self) -> None:
        wrong = self.tally.first_wrong
        if wrong is not None:
            self.record_requested.emit(wrong.request_seq if isinstance(wrong, NoReply) else wrong.reply_seq)


_SIGNS: Final = {"ok": "✓", "isError": "✕", "error": "⊘", "no answer": "⚠"}
_TINTS: Final[dict[str, Callable[[Colours], str]]] = {
    "ok": lambda colours: colours.ok,
    "isError": lambda colours: colours.error,
    "error": lambda colours: colours.error,
    "no answer": lambda colours: colours.failure,
}


def _said(outcome: Outcome) -> str:
    if isinstance(outcome, NoReply):
        return visible_text(outcome.failure.sentence, 300, one_line=True)
    if isinstance(outcome, ErrorReply):
        return visible_text(text_of(outcome.error), 300, one_line=True)
    content = outcome.value.get("content") if isinstance(outcome.value, dict) else None
    texts = [item.get("text") for item in content if isinstance(item, dict)] if isinstance(content, list) else []
    return visible_text(next((text for text in texts if isinstance(text, str)), "isError"), 300, one_line=True)
