"""The variables of a URI template as a form."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector.protocol.uri_templates import BrokenTemplate, Variable, expand, problem_of, variables_of
from inspector.schema.fields import Form
from inspector.schema.form import describe
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.forms.completion import FormCompletion
from inspector.ui.forms.form_view import FormView
from inspector.ui.theme import small_font
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_TALLEST: Final = 190
_WHERE: Final[Mapping[str, str]] = {
    "+": "may hold slashes and other reserved characters",
    "#": "the fragment, after #",
    ".": "after a dot",
    "/": "one segment of the path",
    ";": "a parameter of the path",
    "?": "in the query",
    "&": "in the query",
}


class TemplateForm(QWidget):
    """A field for each variable. `changed` tells that there is another URI, `submitted` that Enter was pressed."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._template = ""
        self._view = FormView(Form(), self)
        self.completion = FormCompletion(tasks, self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.problem = TintedLabel(lambda colours: colours.error, self)
        self.said = TintedLabel(lambda colours: colours.muted, self)
        for label in (self.problem, self.said):
            label.setFont(small_font())
        self.completion.said.connect(lambda text: _say(self.said, text))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self._scroll, self.problem, self.said):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        layout.setAlignment(self._scroll, Qt.AlignmentFlag(0))

    def show_template(self, server: SessionHandle | None, template: str, values: Mapping[str, Any]) -> None:
        """Take another template, and the values to begin with."""
        self._template = template
        self._view = FormView(describe(schema_of(template)), self)
        self._view.setContentsMargins(0, 0, 8, 0)
        self._view.set_value(dict(values))
        self._view.changed.connect(self._edited)
        self._view.submitted.connect(self.submitted)
        self._scroll.setWidget(self._view)
        self._scroll.setVisible(bool(variables_of(template)))
        self._fit()
        self.completion.attach(server, {"type": "ref/resource", "uri": template}, self._view)
        _say(self.said, "")
        _say(self.problem, problem_of(template))

    def values(self) -> dict[str, Any]:
        """Give the values as they are now; absent ones are absent."""
        values = self._view.value()
        return values if isinstance(values, dict) else {}

    def uri(self) -> str | None:
        """Give the URI the values make, or None where the template or the values cannot make one."""
        try:
            return expand(self._template, self.values())
        except BrokenTemplate as error:
            _say(self.problem, str(error))
            return None

    def missing(self) -> list[str]:
        """Give the names of variables without which the URI has a hole."""
        values = self.values()
        return [
            v.name for v in variables_of(self._template) if v.is_needed and values.get(v.name) in (None, "", [], {})
        ]

    def form(self) -> FormView:
        """Give the form, as it is now."""
        return self._view

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._view.focus_first()

    def _fit(self) -> None:
        """Take the height the fields need, up to a limit."""
        self._scroll.setFixedHeight(min(_TALLEST, self._view.sizeHint().height() + 4))

    def _edited(self) -> None:
        _say(self.problem, "")
        QTimer.singleShot(0, self, self._fit)  # an item of a list may have come or gone
        self.changed.emit()


def schema_of(template: str) -> dict[str, Any]:
    """Give the variables as a JSON Schema: lists where each item counts by itself, texts elsewhere."""
    variables = variables_of(template)
    return {
        "type": "object",
        "properties": {variable.name: _schema(variable) for variable in variables},
        "required": [variable.name for variable in variables if variable.is_needed],
    }


def _schema(variable: Variable) -> dict[str, Any]:
    words = [_WHERE.get(variable.operator, "")]
    if variable.explode:
        return {
            "type": "array",
            "items": {"type": "string"},
            "description": " · ".join(filter(None, (*words, "each item by itself"))),
        }
    if variable.prefix:
        words.append(f"the first {variable.prefix} characters are used")
    return {"type": "string", "description": " · ".join(filter(None, words))}


def _say(label: QLabel, text: str) -> None:
    label.setText(visible_text(text, 300))
    label.setVisible(bool(text))
