"""A form description as input fields."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.schema.fields import Form
from inspector.schema.validate import Problem
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.labels import muted_label
from inspector.ui.forms.object_editor import ObjectEditor, ObjectRows, Said


class FormView(QWidget):
    """Fields for one object. What the fields cannot show is kept and given back as it was."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = ObjectRows(form.fields, self)
        self._rows.changed.connect(self.changed)
        self._rows.submitted.connect(self.submitted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rows)
        if form.note:
            layout.addWidget(muted_label(form.note, "", self), 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)

    def value(self) -> dict[str, Any]:
        """Give the object as it will be sent; absent fields are absent."""
        return self._rows.value()

    def set_value(self, value: dict[str, Any]) -> None:
        """Take an object; `value` gives it back unchanged, whatever fields there are."""
        self._rows.set_value(value)

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Say at each field what is wrong with it, and give the problems no field stands for."""
        problems = list(problems)
        said: Said = {}
        for problem in problems:
            said.setdefault(problem.pointer, []).append(problem)
        spoken = self._rows.show_problems(said)
        return [problem for problem in problems if problem.pointer not in spoken]

    def complaints(self) -> list[Problem]:
        """Give what the schema cannot see: what was typed is not what it is meant to be, and is sent all the same."""
        found = ((field.pointer, editor.complaint()) for field, editor in self._rows.made())
        return [Problem(pointer, text) for pointer, text in found if text]

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for _, editor in self._rows.made():
            editor.setFocus()
            return

    def editors(self) -> dict[str, Editor]:
        """Give all editors by the pointer of their value; those of nested objects once they are open."""
        return {field.pointer: editor for field, editor in self._rows.editors() if not isinstance(editor, ObjectEditor)}
