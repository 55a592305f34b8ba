"""A question that is over: what it was, how it ended, and what was sent."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from inspector.sessions.questions import Granted
from inspector.ui.bridge.question_desk import Pending
from inspector.ui.questions.page import QuestionPage
from inspector.ui.questions.words import kind_of
from inspector.ui.theme import small_font
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.tinted_label import TintedLabel


class PastPage(QuestionPage):
    """Shows question and answer side by side; nothing can be answered any more."""

    def __init__(self, pending: Pending, parent: QWidget | None = None) -> None:
        super().__init__(pending, f"{kind_of(pending.question)} of {pending.question.server}", parent)
        ended = TintedLabel(lambda colours: colours.finding if pending.is_withdrawn else colours.muted, self)
        asked = time.strftime("%H:%M:%S", time.localtime(pending.asked_at))
        ended.setText(f"{pending.ended} Asked at {asked}.")
        ended.setAccessibleName("how it ended")
        self.body.addWidget(ended)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(_part("Question", self.question.params, splitter))
        if isinstance(pending.answer, Granted) and pending.question.awaits_answer:
            result = pending.answer.result
            splitter.addWidget(_part("Answer", result, splitter))
            self.add_button("Keep as Canned Answer…", lambda: self.keep_wanted.emit(result), "Keep it under a name")
        self.body.addWidget(splitter, 1)
        self.foot.addStretch(1)


def _part(title: str, value: object, parent: QWidget) -> QWidget:
    part = QWidget(parent)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    label = QLabel(title, part)
    label.setFont(small_font())
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    column.addWidget(label)
    tree = JsonTreeView(part)
    tree.setAccessibleName(title)
    tree.show_value(value)
    column.addWidget(tree, 1)
    return part
