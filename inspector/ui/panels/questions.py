"""Questions: what servers ask the user, and the answers."""

import time
from collections import Counter
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.protocol import methods
from inspector.sessions.answering import MAX_UNDER_WAY
from inspector.sessions.canned_answers import CannedError
from inspector.sessions.questions import Answer, Question
from inspector.ui.bridge.question_desk import Pending, QuestionDesk
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.delegates.question_delegate import QuestionDelegate
from inspector.ui.dialogs.answer_rules import AnswerRulesDialog
from inspector.ui.models.questions_model import QuestionsModel
from inspector.ui.questions.answer_book import AnswerBook
from inspector.ui.questions.by_rule import AnswersByRule
from inspector.ui.questions.elicitation_pages import FormPage, UrlPage
from inspector.ui.questions.json_page import JsonPage
from inspector.ui.questions.model import Model
from inspector.ui.questions.page import QuestionPage
from inspector.ui.questions.past_page import PastPage
from inspector.ui.questions.sampling_page import SamplingPage
from inspector.ui.questions.words import rounds_of
from inspector.ui.tab_panel import SplitPanel
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_PAUSE_MS = 60
"""Milliseconds in which questions that come together are one change of the list."""

_LONGEST_PAUSE = 0.3
"""Seconds after which what has come is shown though more comes."""

_EMPTY = (
    "No server asks anything. When one does, with an elicitation or a sampling request, it waits here, and none "
    "blocks another. Rules can answer for you."
)


class QuestionsPanel(SplitPanel):
    """The questions that wait, those that are over, and the selected one. None takes the focus."""

    title = "Questions"

    def __init__(self, desk: QuestionDesk, book: AnswerBook, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._book = book
        self._tasks = tasks
        self._model = Model(book, desk)
        self.by_rule = AnswersByRule(desk, self._model, tasks, self)
        self._pages: dict[int, QuestionPage] = {}
        self._servers: dict[str, None] = {}
        self._current: Pending | None = None
        self._is_looked_at = False
        self.page: QuestionPage | None = None
        self.count = 0
        self._since = 0.0
        self.rows = QuestionsModel(desk, self)
        self.list = QListView(self)
        self.note = TintedLabel(lambda colours: colours.finding, self)
        self.rules_button = QPushButton(self)
        self._empty = QLabel(_EMPTY, self)
        self._later = QTimer(self)
        self._build()
        desk.asked.connect(self._refresh_soon)
        desk.ended.connect(self._end)
        book.changed.connect(self._show_rules)
        self.by_rule.failed.connect(self._say)
        self._refresh()

    def _build(self) -> None:
        self.list.setModel(self.rows)
        self.list.setItemDelegate(QuestionDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("questions")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._select)
        self.list.activated.connect(self._enter)
        self.note.hide()
        self.rules_button.clicked.connect(self.edit_rules)
        self._show_rules()
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._refresh)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addWidget(self.rules_button)
        row.addStretch(1)
        column.addLayout(row)
        self._right = QWidget(self)
        self._place = QVBoxLayout(self._right)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right)
        self.splitter.setSizes([340, 900])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    # -- the list -----------------------------------------------------------------------------------------------

    def _refresh_soon(self) -> None:
        """Read the desk when nothing has come for a moment, or in the end though it never rests."""
        now = time.monotonic()
        if not self._later.isActive():
            self._since = now
        if now - self._since < _LONGEST_PAUSE:
            self._later.start()

    def _refresh(self) -> None:
        """Read the desk; many questions that come at once are one reading."""
        self._later.stop()
        current = self._current
        self.list.selectionModel().blockSignals(True)
        self.rows.update()
        self.list.selectionModel().blockSignals(False)
        self._empty.setVisible(not self.rows.rows)
        self.list.setVisible(bool(self.rows.rows))
        if current is None or (current.ended and not self._is_looked_at) or self.rows.row_of(current) < 0:
            self._is_looked_at = False
            still = current if current is not None and self.rows.row_of(current) >= 0 else None
            newest = self._desk.past[-1] if self._desk.past else None
            current = next(iter(self._desk.waiting.values()), still or newest)
        self._show(current)
        self._say_flood()
        if self.count != len(self._desk.waiting):
            self.count = len(self._desk.waiting)
            self.count_changed.emit(self.count)

    def _say_flood(self) -> None:
        """Say where a server asks more than can wait; `Answering` leaves the rest without an answer."""
        if len(self._desk.waiting) < MAX_UNDER_WAY:
            return
        asked = Counter(pending.question.server for pending in self._desk.waiting.values())
        for server, count in asked.items():
            if count >= MAX_UNDER_WAY:
                self._say(
                    f'"{server}" has {count:,} questions waiting. What it asks beyond that is left unanswered, and '
                    "marked in the log. Disconnect it to take all of them back."
                )

    def _end(self, pending: Pending) -> None:
        """Take a question that is over; the next one comes up, with the cursor if it was in the one before."""
        if pending is self._current:
            self._is_looked_at = False
            if isinstance(self.page, PastPage):  # what is said of it has changed
                self._drop(self.page)
        page = self._pages.pop(pending.number, None)
        focused = QApplication.focusWidget()
        had_focus = page is not None and page is self.page and focused is not None and page.isAncestorOf(focused)
        if page is not None:
            self._drop(page)
        if not had_focus:
            self._refresh_soon()
            return
        self._refresh()
        if self.page is not None and self._desk.waiting:
            self.page.focus_first()
        else:
            self.list.setFocus()

    def _drop(self, page: QuestionPage) -> None:
        if isinstance(page, SamplingPage):
            page.leave()
        if page is self.page:
            self._place.removeWidget(page)
            self.page = None
        page.hide()
        page.deleteLater()

    def _select(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._is_looked_at = index.isValid()
        self._show(self.rows.rows[index.row()] if index.isValid() else None)

    def _enter(self) -> None:
        if self.page is not None:
            self.page.focus_first()

    def _show(self, pending: Pending | None) -> None:
        """Show a question; a page that is left keeps what was typed."""
        if pending is self._current and self.page is not None and pending is not None:
            self._mark(pending)
            return
        self._current = pending
        if self.page is not None:
            self._place.removeWidget(self.page)
            self.page.hide()
            if isinstance(self.page, PastPage):
                self.page.deleteLater()
            self.page = None
        if pending is None:
            return
        self.page = self._page_of(pending)
        self._place.addWidget(self.page)
        self.page.show()
        self._mark(pending)

    def _mark(self, pending: Pending) -> None:
        row = self.rows.row_of(pending)
        if row >= 0 and self.list.currentIndex().row() != row:
            self.list.selectionModel().blockSignals(True)
            self.list.setCurrentIndex(self.rows.index(row))
            self.list.selectionModel().blockSignals(False)
            self.list.viewport().update()

    # -- pages --------------------------------------------------------------------------------------------------

    def _page_of(self, pending: Pending) -> QuestionPage:
        page = self._pages.get(pending.number)
        if page is None:
            page = PastPage(pending, self) if pending.ended else self._new_page(pending)
            page.record_requested.connect(self.record_requested)
            page.keep_wanted.connect(partial(self._ask_for_name, pending.question))
            if not pending.ended:
                self._pages[pending.number] = page
        return page

    def _new_page(self, pending: Pending) -> QuestionPage:
        page = self._fitting_page(pending)
        page.answered.connect(partial(self._answer, pending))
        if not pending.question.awaits_answer:
            return page
        page.show_rounds(rounds_of(pending.question, [(one.question, one.ended) for one in self._desk.past]))
        button = QToolButton(page)
        button.setText("Answers")
        button.setToolTip("Canned answers, and the same answer again")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._fill_menu, menu, pending, page))
        button.setMenu(menu)
        page.foot.addWidget(button)
        keys = QShortcut(QKeySequence("Alt+Return"), page)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(partial(self._answer_again, pending))
        return page

    def _answer_again(self, pending: Pending) -> None:
        before = self._answer_before(pending.question)
        if before is not None:
            self._answer(pending, before)

    def _fitting_page(self, pending: Pending) -> QuestionPage:
        question = pending.question
        if question.method == methods.CREATE_MESSAGE:
            return SamplingPage(pending, self._model, self._tasks, self)
        if question.method == methods.ELICIT and question.params.get("mode") == "url":
            return UrlPage(pending, self)
        return FormPage(pending, self) if question.method == methods.ELICIT else JsonPage(pending, self)

    def _answer(self, pending: Pending, answer: Answer) -> None:
        self._say("")
        self._desk.answer(pending, answer)

    # -- canned answers, and the same again ---------------------------------------------------------------------

    def _fill_menu(self, menu: QMenu, pending: Pending, page: QuestionPage) -> None:
        menu.clear()
        question = pending.question
        before = self._answer_before(question)
        again = menu.addAction("Same Answer Again\tAlt+Enter")
        again.setEnabled(before is not None)
        menu.setToolTipsVisible(True)
        again.setToolTip("Send what the last question of this kind from this server was answered with")
        if before is not None:
            again.triggered.connect(partial(self._answer, pending, before))
        menu.addSeparator()
        names = self._book.canned.names(question.method)
        for name in names:
            menu.addAction(
                visible_text(name, 100, one_line=True).replace("&", "&&"), partial(self._use, question, name, page)
            )
        if not names:
            menu.addAction("No Canned Answers Yet").setEnabled(False)
        menu.addSeparator()
        menu.addAction("Keep What Is Written…", partial(self._keep_written, question, page))
        menu.addAction("Open Folder of Canned Answers", self._open_folder)

    def _answer_before(self, question: Question) -> Answer | None:
        """Give the last answer to a question of this kind: to the very same one if there was one."""
        alike = [
            past
            for past in reversed(self._desk.past)
            if past.answer is not None
            and past.question.awaits_answer
            and (past.question.server, past.question.method) == (question.server, question.method)
        ]
        same = next((past for past in alike if past.question.params == question.params), None)
        found = same or next(iter(alike), None)
        return found.answer if found is not None else None

    def _use(self, question: Question, name: str, page: QuestionPage) -> None:
        try:
            page.take(self._book.canned.get(question.method, name))
        except CannedError as error:
            page.say_problem(str(error))

    def _keep_written(self, question: Question, page: QuestionPage) -> None:
        result = page.written()
        if result is not None:
            self._ask_for_name(question, result)

    def _ask_for_name(self, question: Question, result: dict[str, Any]) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Keep as Canned Answer")
        dialog.setLabelText("Name")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(partial(self._keep, question, result))
        dialog.open()

    def _keep(self, question: Question, result: dict[str, Any], name: str) -> None:
        try:
            path = self._book.canned.keep(question.method, name, result)
        except CannedError as error:
            self._say(str(error))
        else:
            self._say(f'Kept as "{path}".')

    def _open_folder(self) -> None:
        self._book.canned.folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._book.canned.folder)))

    # -- rules --------------------------------------------------------------------------------------------------

    def edit_rules(self) -> None:
        """Ask for the rules that answer without the user."""
        asked = [pending.question.server for pending in (*self._desk.waiting.values(), *self._desk.past)]
        AnswerRulesDialog(self._book, [*self._servers, *asked], self).open()

    def _show_rules(self) -> None:
        on = sum(rule.is_on for rule in self._book.rules)
        self.rules_button.setText(f"Rules: {on} on…" if on else "Rules…")
        self.rules_button.setToolTip("Questions that are answered without asking you")

    def _say(self, sentence: str) -> None:
        self.note.setText(visible_text(sentence, 1_000))
        self.note.setVisible(bool(sentence))

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if server is not None:
            self._servers[server.definition.name] = None
