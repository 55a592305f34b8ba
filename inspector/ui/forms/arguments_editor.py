"""Arguments as a form and as JSON: one document, two ways to write it."""

from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import Document, read, write
from inspector.schema.example import example_for, starting_value
from inspector.schema.fields import Form
from inspector.schema.form import describe
from inspector.schema.validate import Checker, Problem
from inspector.ui.forms.form_view import FormView
from inspector.ui.theme import colours_for, small_font
from inspector.ui.widgets.json_editor import JsonEditor
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
        self._checker = Checker({})
        self._problems: list[Problem] = []
        self._view = FormView(self._form, self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.json = JsonEditor(self)
        self.json.setAccessibleName("Arguments as JSON")
        self.json.textChanged.connect(self._edited)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setFont(small_font())
        self._note.setWordWrap(True)
        self.form_button = _button("Form", "Edit the arguments as a form", self, checkable=True)
        self.json_button = _button("JSON", "Edit the arguments as JSON", self, checkable=True)
        self.fill_button = _button("Fill In", "Put an example from the schema wherever nothing is written", self)
        self.fill_button.clicked.connect(self.fill_in)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check)
        self._build()
        self.set_schema({})

    def _build(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.json)
        self._buttons = QButtonGroup(self)
        self._buttons.addButton(self.form_button, _FORM)
        self._buttons.addButton(self.json_button, _JSON)
        self._buttons.idClicked.connect(self._switch_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._note)

    def switches(self) -> QHBoxLayout:
        """Give the buttons in a row, for whoever lays this editor out."""
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in (self.fill_button, self.form_button, self.json_button):
            row.addWidget(button)
        return row

    # -- the document -------------------------------------------------------------------------------------------

    def set_schema(self, schema: Any, value: Any = None) -> None:
        """Take the schema of another tool, and the arguments to begin with; `None` for what the schema begins with."""
        self._schema = schema
        self._form = describe(schema)
        self._checker = Checker(schema)
        self._view = FormView(self._form, self)
        self._view.setContentsMargins(0, 0, 8, 0)
        self._view.changed.connect(self._edited)
        self._view.submitted.connect(self.submitted)
        self._scroll.setWidget(self._view)
        self.form_button.setEnabled(not self._form.problem)
        self.fill_button.setVisible(self.isVisible() and bool(self._form.fields))
        start = starting_value(self._form) if value is None else value
        if isinstance(start, dict):
            self._view.set_value(start)
        self._set_json(start)
        self._show_page(_JSON if self._form.problem or not isinstance(start, dict) else _FORM)
        self.check()

    def value(self) -> Any:
        """Give the arguments as they will be sent. JSON that is broken is given as the text it is."""
        if self._in_form:
            return self._view.value()
        document = self._document()
        return self.json.text() if document.value is MISSING else document.value

    def set_value(self, value: Any) -> None:
        """Take arguments."""
        self.set_schema(self._schema, value)

    def fill_in(self) -> None:
        """Put examples where nothing is written yet; what is written stays."""
        value = self.value()
        if isinstance(value, dict):
            self.set_value(_completed(value, example_for(self._form)))
            self.changed.emit()

    def problems(self) -> list[Problem]:
        """Give what was wrong with the arguments when they were last checked."""
        return self._problems

    def check(self) -> None:
        """Check the arguments now."""
        self._timer.stop()
        document = Document() if self._in_form else self._document()
        own = self._view.complaints() if self._in_form else _complaints(document)
        found = [] if document.problem or self._checker.unusable else self._checker.problems(self.value())
        self._problems = own + found
        self.json.mark_error(document.line)
        unplaced = self._view.show_problems(found) if self._in_form else self._problems
        lines = filter(None, (_sentence(unplaced), self._form.problem or visible_text(self._checker.unusable, 400)))
        self._say("\n".join(lines), wrong=bool(unplaced))
        self.checked.emit()

    # -- the two ways -------------------------------------------------------------------------------------------

    @property
    def _in_form(self) -> bool:
        return self._pages.currentIndex() == _FORM

    def _document(self) -> Document:
        return read(self.json.text())

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
        document = self._document()
        if isinstance(document.value, dict):
            self._view.set_value(document.value)
            return True
        self._say(document.problem or "Only an object can be shown as a form; this is sent as it stands.", wrong=True)
        self.json.mark_error(document.line)
        self.json.setFocus()
        return False

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        (self.form_button if page == _FORM else self.json_button).setChecked(True)

    def _set_json(self, value: Any) -> None:
        self.json.blockSignals(True)
        self.json.setPlainText(value if isinstance(value, str) and read(value).problem else write(value))
        self.json.blockSignals(False)

    def _edited(self) -> None:
        self._timer.start()
        self.changed.emit()

    def _say(self, sentence: str, *, wrong: bool) -> None:
        self._note.setText(sentence)
        palette = self.palette()
        colours = colours_for(palette)
        palette.setColor(palette.ColorRole.WindowText, colours.error if wrong else colours.muted)
        self._note.setPalette(palette)
        self._note.setVisible(bool(sentence))

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if self._in_form:
            self._view.focus_first()
        else:
            self.json.setFocus()

    def form(self) -> FormView:
        """Give the form, as it is now."""
        return self._view

    # The buttons may stand outside this widget, and come and go with it.

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.fill_button.setVisible(bool(self._form.fields))
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.fill_button.hide()
        super().hideEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pages"):
            self.check()
        super().changeEvent(event)


def _complaints(document: Document) -> list[Problem]:
    texts = filter(None, (document.problem, *document.remarks))
    return [Problem("", text) for text in texts]


def _sentence(problems: list[Problem]) -> str:
    """Say what no field can say."""
    if not problems:
        return ""
    first = problems[0]
    place = f" at {first.pointer}" if first.pointer else ""
    return visible_text(f"{first.message}{place}", 300)


def _completed(value: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    found = dict(value)
    for name, part in example.items():
        if name not in found:
            found[name] = part
        elif isinstance(found[name], dict) and isinstance(part, dict):
            found[name] = _completed(found[name], part)
    return found


def _button(text: str, tip: str, parent: QWidget, *, checkable: bool = False) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(checkable)
    return button
