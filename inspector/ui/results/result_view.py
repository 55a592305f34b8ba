"""The result of a call, the calls before it, and two of them compared."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from inspector.content.views import View
from inspector.sessions.outcome import Outcome
from inspector.traffic.capture import FindingRow
from inspector.traffic.exchanges import CallNote
from inspector.ui.icons import icon
from inspector.ui.results.call_notes_view import CallNotesView
from inspector.ui.results.compare_view import CompareView
from inspector.ui.results.history import Entry, ResultHistory
from inspector.ui.results.history_table import HistoryTable
from inspector.ui.widgets.outcome_view import OutcomeView

ReadFindings = Callable[[int], Sequence[FindingRow]]


class ResultView(QWidget):
    """Shows one entry of a history, and the history. `read` makes the content, where the usual way does not do."""

    record_requested = Signal(int)
    resource_wanted = Signal(str)
    again_wanted = Signal(object)  # Entry: to be sent once more
    arguments_wanted = Signal(object)  # Entry: its arguments into the form
    questions_wanted = Signal()
    shown = Signal(object)  # Entry or None: another one is on display

    def __init__(
        self, empty: str, parent: QWidget | None = None, *, read: Callable[[Outcome], list[View]] | None = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._history = ResultHistory()
        self.entry: Entry | None = None
        """What is on display."""
        self.outcome = OutcomeView(empty, self)
        self.headline = self.outcome.headline
        self.table = HistoryTable(self)
        self.compare = CompareView(self)
        self.notes = CallNotesView(self)
        self.notes.chosen.connect(self.record_requested)
        self.live = CallNotesView(self)
        self.live.chosen.connect(self.record_requested)
        self.outcome.add_page(self.notes, "Log")
        self.outcome.add_page(self.table, "History")
        self.outcome.add_page(self.compare, "Compare")
        self.position = QLabel(self)
        self.earlier = self._step_button("arrow-left", "Show the result before this one (Alt+Left)", "Alt+Left")
        self.later = self._step_button("arrow-right", "Show the result after this one (Alt+Right)", "Alt+Right")
        for number, widget in enumerate((self.earlier, self.position, self.later)):
            self.outcome.top.insertWidget(1 + number, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.outcome)
        layout.addWidget(self.live, 1)
        self._connect()
        self.show_history(None)

    def _step_button(self, picture: str, tip: str, keys: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setShortcut(keys)
        return button

    def _connect(self) -> None:
        self.outcome.record_requested.connect(self.record_requested)
        self.outcome.resource_wanted.connect(self.resource_wanted)
        self.outcome.questions_wanted.connect(self.questions_wanted)
        self.outcome.again_wanted.connect(self._send_again)
        self.table.record_requested.connect(self.record_requested)
        self.table.shown.connect(self._show_chosen)
        self.table.compare_wanted.connect(self.show_comparison)
        self.table.again_wanted.connect(self.again_wanted)
        self.table.arguments_wanted.connect(self.arguments_wanted)
        self.earlier.clicked.connect(lambda: self._step(self._history.before))
        self.later.clicked.connect(lambda: self._step(self._history.after))

    def show_history(self, history: ResultHistory | None, entry: Entry | None = None) -> None:
        """Show the newest entry of a history, or this one; None for nothing at all."""
        self._history = history if history is not None else ResultHistory()
        self.outcome.show_page(self.compare, shown=False)
        self.show_entry(entry if entry is not None else self._history.newest)

    def show_entry(self, entry: Entry | None) -> None:
        """Show one entry of the history."""
        self.entry = entry
        self.live.hide()
        if entry is None:
            self.outcome.clear()
        else:
            views = self._read(entry.outcome) if self._read is not None else None
            self.outcome.show_outcome(entry.outcome, views)
        self.show_notes()
        self.table.show_history(self._history, entry)
        self.outcome.show_page(self.table, shown=True, title=f"History {len(self._history)}")
        self._show_position()
        self.shown.emit(entry)

    def show_running(self, sentence: str, notes: Sequence[CallNote], history: ResultHistory) -> None:
        """Show that a call is under way, and what has come so far; earlier results are a step away."""
        if self.entry is not None or self._history is not history or not self.outcome.is_clear:
            self.entry, self._history = None, history
            self.outcome.clear(sentence)
            self._show_position()
        self.headline.setText(sentence)
        self.live.show_notes(notes)
        self.live.setVisible(bool(notes))

    def show_findings(self, findings: Sequence[FindingRow]) -> None:
        """Show what there is to say about the reply on display."""
        self.outcome.show_findings(findings)

    def show_notes(self) -> None:
        """Show what came on the way of the call on display, as far as it is known now."""
        notes = self.entry.notes if self.entry is not None else []
        self.notes.show_notes(notes)
        self.outcome.show_page(self.notes, shown=bool(notes), title=f"Log {len(notes)}")

    def compare_with_earlier(self) -> None:
        """Compare what is on display with the result before it, where there is one."""
        before = self._history.before(self.entry) if self.entry is not None else None
        if self.entry is not None and before is not None:
            self.show_comparison(before, self.entry)

    def show_comparison(self, before: Entry, after: Entry) -> None:
        """Compare two entries, in a page of their own."""
        self.outcome.show_page(self.compare, shown=True, title=f"#{before.number} → #{after.number}")
        self.outcome.tabs.setCurrentWidget(self.compare)
        self.compare.compare(before, after)

    def _send_again(self) -> None:
        if self.entry is not None:
            self.again_wanted.emit(self.entry)

    def _step(self, neighbour: Callable[[Entry], Entry | None]) -> None:
        found = neighbour(self.entry) if self.entry is not None else self._history.newest
        if found is not None:
            self.show_entry(found)

    def _show_chosen(self, entry: Entry) -> None:
        self.show_entry(entry)
        self.outcome.tabs.setCurrentWidget(self.outcome.content)

    def _show_position(self) -> None:
        entry, history = self.entry, self._history
        several = len(history) > (0 if entry is None else 1)
        for widget in (self.earlier, self.position, self.later):
            widget.setVisible(several)
        if entry is None:
            self.position.setText(f"{len(history)} before")
            self.earlier.setEnabled(True)
            self.later.setEnabled(False)
        else:
            newest = history.newest.number if history.newest is not None else entry.number
            self.position.setText(f"{entry.number} of {newest}")
            self.earlier.setEnabled(history.before(entry) is not None)
            self.later.setEnabled(history.after(entry) is not None)
