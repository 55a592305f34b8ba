"""Arguments as a form and as JSON: one document, two ways to write it."""

import json
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.schema.form import Form, describe
from inspector.schema.validate import Problem, problems_with
from inspector.ui.forms.form_view import FormView
from inspector.ui.theme import colours_for, monospaced_font, small_font
from inspector.ui.widgets.json_highlighter import JsonHighlighter
from inspector.ui.widgets.plain_text import visible_text

_CHECK_DELAY_MS: Final = 150
_FORM, _JSON = 0, 1


class ArgumentsEditor(QWidget):
    """Edits arguments by the schema of a tool. Nothing that is wrong keeps them from being sent."""

    changed = Signal()
    submitted = Signal()
    checked = Signal()  # problems() is up to date

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schema: Any = {}
        self._form = Form()
        self._view = FormView(self._form, self)
        self._problems: list[Problem] = []
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.json = QPlainTextEdit(self)
        self.json.setFont(monospaced_font())
        self.json.setAccessibleName("Arguments as JSON")
        self.json.setTabChangesFocus(True)
        self._highlighter = JsonHighlighter(self.json.document(), self.palette())
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.json)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setFont(small_font())
        self._note.setWordWrap(True)
        self.form_button = _switch("Form", "Edit the arguments as a form", self)
        self.json_button = _switch("JSON", "Edit the arguments as JSON", self)
        self._buttons = QButtonGroup(self)
        self._buttons.addButton(self.form_button, _FORM)
        self._buttons.addButton(self.json_button, _JSON)
        self._buttons.idClicked.connect(self._switch_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._note)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check)
        self.json.textChanged.connect(self._edited)
        self.set_schema({})

    def switches(self) -> QHBoxLayout:
        """Give the two buttons in a row, for whoever lays this editor out."""
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.form_button)
        row.addWidget(self.json_button)
        return row

    # -- the document -------------------------------------------------------------------------------------------

    def set_schema(self, schema: Any, value: Any = None) -> None:
        """Take the schema of another tool, and the arguments to begin with."""
        self._schema = schema
        self._form = describe(schema)
        self._view = FormView(self._form, self)
        self._view.setContentsMargins(0, 0, 8, 0)
        self._view.changed.connect(self._edited)
        self._view.submitted.connect(self.submitted)
        self._scroll.setWidget(self._view)
        self.form_button.setEnabled(not self._form.problem)
        if isinstance(value, dict):
            self._view.set_value(value)
        start = self._view.value() if value is None else value
        self._set_json(start)
        self._show_page(_JSON if self._form.problem or not isinstance(start, dict) else _FORM)
        self.check()

    def value(self) -> Any:
        """Give the arguments as they will be sent. JSON that is broken is given as the text it is."""
        if self._pages.currentIndex() == _FORM:
            return self._view.value()
        try:
            return json.loads(self.json.toPlainText())
        except (ValueError, RecursionError):
            return self.json.toPlainText()

    def set_value(self, value: Any) -> None:
        """Take arguments."""
        self.set_schema(self._schema, value)

    def problems(self) -> list[Problem]:
        """Give what was wrong with the arguments when they were last checked."""
        return self._problems

    def check(self) -> None:
        """Check the arguments now."""
        self._timer.stop()
        broken = self._broken_json()
        if broken:
            self._problems = [Problem("", broken)]
        elif isinstance(self._schema, (dict, bool)):
            self._problems = problems_with(self.value(), self._schema)
        else:
            self._problems = []
        self._view.show_problems(self._problems)
        self._say(self._sentence())
        self.checked.emit()

    def _sentence(self) -> str:
        """Say what no field can say."""
        at_top = [problem for problem in self._problems if not problem.pointer or self._pages.currentIndex() == _JSON]
        if at_top:
            place = f" at {at_top[0].pointer}" if at_top[0].pointer else ""
            return visible_text(f"{at_top[0].message}{place}", 300)
        return self._form.problem

    def _broken_json(self) -> str:
        if self._pages.currentIndex() == _FORM:
            return ""
        try:
            json.loads(self.json.toPlainText())
        except json.JSONDecodeError as error:
            return f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        except RecursionError:
            return "This JSON is nested too deeply to be read."
        return ""

    # -- the two ways -------------------------------------------------------------------------------------------

    def _switch_to(self, page: int) -> None:
        if page == self._pages.currentIndex():
            return
        if page == _JSON:
            self._set_json(self._view.value())
        elif not self._take_json():
            self._show_page(_JSON)
            return
        self._show_page(page)
        self.check()

    def _take_json(self) -> bool:
        """Bring the JSON into the form; only an object can be shown there."""
        broken = self._broken_json()
        value = self.value()
        if broken or not isinstance(value, dict):
            self._say(broken or "Only an object can be shown as a form; this is sent as it stands.")
            return False
        self._view.set_value(value)
        return True

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        (self.form_button if page == _FORM else self.json_button).setChecked(True)

    def _set_json(self, value: Any) -> None:
        self.json.blockSignals(True)
        self.json.setPlainText(json.dumps(value, ensure_ascii=False, indent=2))
        self.json.blockSignals(False)
        self._highlighter.use_palette(self.palette())

    def _edited(self) -> None:
        self._timer.start()
        self.changed.emit()

    def _say(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.setStyleSheet(f"color: {colours_for(self.palette()).error if self._problems else ''}")
        self._note.setVisible(bool(sentence))

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if self._pages.currentIndex() == _JSON:
            self.json.setFocus()
            return
        editors = list(self._view.editors().values())
        if editors:
            editors[0].setFocus()

    def form(self) -> FormView:
        """Give the form, as it is now."""
        return self._view


def _switch(text: str, tip: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    return button
