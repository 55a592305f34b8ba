"""A form description as input fields for a document."""

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.fields import Form, ObjectField
from inspector.schema.validate import Problem
from inspector.ui.forms.bodies import RowsBelow
from inspector.ui.forms.desk import Desk, Said, pasted_json, pointer_of
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.labels import muted_label
from inspector.ui.forms.row import Row
from inspector.ui.forms.sheet import Sheet


class FormView(QWidget):
    """Fields for a document. Each changes its own part; what no field can show stays in the document as it is.

    Without a `sheet` the form begins with an empty object of its own.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None, sheet: Sheet | None = None) -> None:
        super().__init__(parent)
        if sheet is None:
            sheet = Sheet(self)
            sheet.start_with({})
        self.sheet = sheet
        self._is_active = not form.problem
        self.desk = Desk(self.sheet, self)
        self.desk.submitted.connect(self.submitted)
        self.root = Row(self.desk, form.root or ObjectField(), None, None, self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that an empty place takes what is pasted
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.root)
        if form.note:
            layout.addWidget(muted_label(form.note, "", self), 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        self.sheet.changed.connect(self._show)
        self._show()

    def stop(self) -> None:
        """Follow the document no more: another form takes its place."""
        self.sheet.changed.disconnect(self._show)
        self.root.stop()

    def set_active(self, *, active: bool) -> None:
        """Follow the document, or wait until the form is seen again."""
        was_active, self._is_active = self._is_active, active
        if active and not was_active:
            self._show()

    def _show(self) -> None:
        if self._is_active and not self.sheet.is_broken:
            self.root.show_value(self.sheet.value)
            self.changed.emit()

    def value(self) -> Any:
        """Give the value as it will be sent; absent fields are absent."""
        self.sheet.settle()
        return {} if self.sheet.value is MISSING else self.sheet.value

    def set_value(self, value: Any) -> None:
        """Begin anew with a value; `value` gives it back unchanged, whatever fields there are."""
        self.sheet.start_with(value)

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Say at each field what is wrong with it, and give the problems no field stands for."""
        problems = list(problems)
        said: Said = {}
        for problem in problems:
            said.setdefault(problem.pointer, []).append(problem)
        self.desk.said = said
        self.root.show_problems()
        spoken = {pointer_of(row.path) for row in self.rows() if row is not self.root or not row.is_headless}
        return [problem for problem in problems if not _is_told(problem.pointer, spoken)]

    def rows(self) -> Iterator[Row]:
        """Give all rows made so far, the outer ones first."""
        waiting = [self.root]
        while waiting:
            row = waiting.pop(0)
            yield row
            if row.body is not None:
                waiting.extend(row.body.rows())

    def complaints(self) -> list[Problem]:
        """Give what the schema cannot see: what was typed is not what it is meant to be, and is sent all the same."""
        found = ((row.path, row.editor.complaint()) for row in self.rows() if row.editor is not None)
        return [Problem(pointer_of(path), text) for path, text in found if text]

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for row in self.rows():
            if row.editor is not None and row.isVisibleTo(self):
                row.editor.setFocus()
                return

    def make_all(self) -> None:
        """Make all rows of what is open now, which are otherwise made a few at a time."""
        for row in self.rows():
            if isinstance(row.body, RowsBelow):
                row.body.make_all()

    def editors(self) -> dict[str, Editor]:
        """Give all editors by the pointer of their value; those below others once these are open."""
        self.make_all()
        return {pointer_of(row.path): row.editor for row in self.rows() if row.editor is not None and row.path}

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.sheet.is_broken:
            text = pasted_json()
            if text:
                self.sheet.replace(text)
                return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.sheet.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.sheet.redo()
        else:
            super().keyPressEvent(event)


def _is_told(pointer: str, spoken: set[str]) -> bool:
    """Tell whether a field stands for a place, or for one above it; the whole stands for nothing but itself."""
    if pointer in spoken:
        return True
    above = pointer.rpartition("/")[0]
    return bool(above) and _is_told(above, spoken)
