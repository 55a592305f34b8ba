"""What all pages to answer on have in common: what is asked and for which call, and the ways to answer."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from inspector.protocol import methods
from inspector.schema.document import write
from inspector.sessions.questions import Answer, Cause, Question
from inspector.ui.bridge.question_desk import Pending
from inspector.ui.theme import heading_font, small_font
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel
from inspector.ui.widgets.wrapped_text import WrappedText

_ARGUMENTS_SHOWN = 90
_LONGEST_TEXT = 400
_MOST_PARTS = 20
_ROUNDS_SHOWN = 8


class QuestionPage(QWidget):
    """A question with its heading, a body, and a row of buttons at the foot that stays in view."""

    answered = Signal(object)  # Answer
    record_requested = Signal(int)
    keep_wanted = Signal(object)  # a result to be kept as canned answer

    def __init__(self, pending: Pending, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question: Question = pending.question
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 6, 12, 8)
        self.column.setSpacing(6)
        heading = plain_label(visible_text(title, 200, one_line=True), self)
        heading.setFont(heading_font())
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        self.log_button = self._log_button("Show in Log", "Select the question in the message log", self.question.seq)
        top.addWidget(self.log_button)
        self.column.addLayout(top)
        self.cause = WrappedText(say_causes(self.question), self, lines=3, muted=True)
        self.cause.setFont(small_font())
        self.cause.setToolTip(plain_tool_tip(_arguments(self.question, 1_500)))
        top.addWidget(self._log_button("Show Call", "Select the call it came for in the message log", self._call()))
        self.column.addWidget(self.cause)
        self.rounds = WrappedText("", self, lines=_ROUNDS_SHOWN)
        self.rounds.setFont(small_font())
        self.rounds.hide()
        self.column.addWidget(self.rounds)
        self.body = QVBoxLayout()
        self.column.addLayout(self.body, 1)
        self.problem = TintedLabel(lambda colours: colours.error, self)
        self.problem.hide()
        self.column.addWidget(self.problem)
        self.foot = QHBoxLayout()
        self.column.addLayout(self.foot)

    def _log_button(self, text: str, tip: str, seq: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setVisible(seq > 0)
        button.clicked.connect(lambda: self.record_requested.emit(seq))
        return button

    def _call(self) -> int:
        return self.question.causes[0].seq if len(self.question.causes) == 1 else 0

    def show_rounds(self, lines: list[str]) -> None:
        """Show what was asked and answered in the same call before."""
        self.rounds.set_text("\n".join(lines))
        self.rounds.setVisible(bool(lines))

    def add_button(self, text: str, slot: Callable[[], object], tip: str = "", *, primary: bool = False) -> QPushButton:
        """Add a way to answer; the primary one is also done by Ctrl+Enter."""
        button = QPushButton(text, self)
        button.setProperty("primary", primary)
        button.setToolTip(f"{tip} (Ctrl+Enter)".strip() if primary else tip)
        button.clicked.connect(lambda _checked=False: slot())
        self.foot.addWidget(button)
        if primary:
            keys = QShortcut(QKeySequence("Ctrl+Return"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(button.click)
        return button

    def say_problem(self, sentence: str) -> None:
        """Say what is wrong; empty takes it away."""
        self.problem.setText(visible_text(sentence, 2_000))
        self.problem.setVisible(bool(sentence))

    def answer(self, answer: Answer) -> None:
        """Answer the question."""
        self.answered.emit(answer)

    def take(self, result: dict[str, Any]) -> None:
        """Put a result into the fields, to be looked at before it is sent."""

    def written(self) -> dict[str, Any] | None:
        """Give the result as it stands in the fields, None where that is none."""
        return None

    def focus_first(self) -> None:
        """Put the cursor where one would write first."""


def say_causes(question: Question) -> str:
    """Say for which call a question came, as far as that is known."""
    causes = question.causes
    if not causes:
        return "No call of yours is running that it could be for."
    if len(causes) > 1:
        named = ", ".join(dict.fromkeys(_name(cause) for cause in causes[:8]))
        return visible_text(f"One of the {len(causes)} calls that run asks: {named}", 400, one_line=True)
    round_ = f" · round {question.round}" if question.round else ""
    line = f"For {_name(causes[0])}{round_}   {_arguments(question, _ARGUMENTS_SHOWN)}"
    return visible_text(line.rstrip(), 400, one_line=True)


def _name(cause: Cause) -> str:
    subject = methods.subject_of(cause.params)
    return f"{cause.method} {subject}" if subject else cause.method


def _arguments(question: Question, limit: int) -> str:
    params = question.causes[0].params if len(question.causes) == 1 else None
    arguments = params.get("arguments") if isinstance(params, dict) else None
    text = write(_shortened(arguments), indent=None) if arguments else ""
    return text if len(text) <= limit else f"{text[:limit]}…"


def _shortened(value: Any, depth: int = 3) -> Any:
    """Give the beginning of a value: the whole may have megabytes, of which a line is shown."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, dict):
        if not depth:
            return "{…}"
        return {str(key)[:_LONGEST_TEXT]: _shortened(value[key], depth - 1) for key in islice(value, _MOST_PARTS)}
    if isinstance(value, list):
        return [_shortened(part, depth - 1) for part in value[:_MOST_PARTS]] if depth else "[…]"
    return value
