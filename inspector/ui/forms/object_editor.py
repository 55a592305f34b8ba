"""The members of one object as rows, and an object inside an object."""

from collections.abc import Iterator
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write
from inspector.schema.fields import Field, ObjectField
from inspector.schema.validate import Problem
from inspector.ui.forms.editor import Editor, State, state_of
from inspector.ui.forms.editors import editor_for
from inspector.ui.forms.field_words import about, full_story, hint_when_absent
from inspector.ui.forms.labels import muted_label, name_label, problem_label
from inspector.ui.forms.state_button import Choice, StateButton
from inspector.ui.theme import small_font
from inspector.ui.widgets.plain_text import visible_text

_EDITOR, _ABOUT, _PROBLEM, _LINES = range(4)
_ROWS_AT_ONCE: Final = 40
_ROWS_A_TURN: Final = 10


Said = dict[str, list[Problem]]
"""Problems by the place they are at."""


class ObjectRows(QWidget):
    """A row for each field. Members without a field are kept, named below the rows, and given back as they were.

    Only the first rows are made at once, the others a few at a time: until then their values are kept like those of
    members without a field, which nobody can tell from outside.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, fields: tuple[Field, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._fields = {field.name: field for field in fields}
        self._numbers = {name: number for number, name in enumerate(self._fields)}
        self._values: dict[str, Any] = {}
        self._said: Said = {}
        self._rows: dict[str, Editor] = {}
        self._problems: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._small = small_font()
        self._rest = muted_label("", "", self)
        self._rest.setFont(self._small)
        self._grid.addWidget(self._rest, _LINES * len(self._fields), 0, 1, 2)
        self._rest.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(lambda: self._make_rows(_ROWS_A_TURN))
        self._make_rows(_ROWS_AT_ONCE)

    def _make_rows(self, most: int) -> None:
        waiting = [field for name, field in self._fields.items() if name not in self._rows]
        for field in waiting[:most]:
            editor = self._rows[field.name] = self._add(self._numbers[field.name], field)
            if field.name in self._values:
                editor.set_value(self._values[field.name])
        if len(waiting) <= most:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        if self._said and waiting:
            self.show_problems(self._said)

    def _add(self, number: int, field: Field) -> Editor:
        row = number * _LINES
        editor = editor_for(field, self)
        if isinstance(editor, ObjectEditor):
            self._grid.addWidget(editor, row + _EDITOR, 0, 1, 2)
        else:
            name = name_label(field.name, full_story(field), self, required=field.required)
            name.setContentsMargins(0, 4, 0, 0)
            corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(name, row + _EDITOR, 0, corner)
            self._grid.addWidget(editor, row + _EDITOR, 1)
            self._add_about(row, field)
        editor.changed.connect(self.changed)
        editor.submitted.connect(self.submitted)
        return editor

    def _add_about(self, row: int, field: Field) -> None:
        text = about(field)
        if text:
            label = muted_label(text, full_story(field), self)
            label.setFont(self._small)
            self._grid.addWidget(label, row + _ABOUT, 1)

    def value(self) -> dict[str, Any]:
        """Give the object, in the order it was given in."""
        found = dict(self._values)
        found.update((name, editor.value()) for name, editor in self._rows.items())
        return {name: part for name, part in found.items() if part is not MISSING}

    def set_value(self, value: dict[str, Any]) -> None:
        """Take an object."""
        self._values = dict(value)
        for name, editor in self._rows.items():
            editor.set_value(value.get(name, MISSING))
        others = [f'"{name}"' for name in value if name not in self._fields]
        text = f"Sent too, and written in the JSON view: {', '.join(others[:20])}"
        self._rest.setText(visible_text(text, 300, one_line=True))
        self._rest.setVisible(bool(others))

    def show_problems(self, said: Said) -> set[str]:
        """Say at each field what is wrong with it; gives the places that are spoken for."""
        self._said = said
        spoken: set[str] = set()
        for name, field in self._fields.items():
            places = set(_within(said, field.pointer))
            editor = self._rows.get(name)
            if editor is not None:
                inner = editor.show_problems(said) if isinstance(editor, ObjectEditor) else set()
                first = [problem for place in said if place in places - inner for problem in said[place]][:1]
                # An empty field says by itself that it is required.
                texts = [p.message for p in first if p.keyword != "required" or editor.state is not State.ABSENT]
                self._say(field, " ".join(filter(None, [editor.complaint(), *texts])))
            spoken |= places
        return spoken

    def _say(self, field: Field, text: str) -> None:
        label = self._problems.get(field.name)
        if label is None:
            if not text:
                return
            label = self._problems[field.name] = problem_label(self)
            label.setFont(self._small)
            self._grid.addWidget(label, self._numbers[field.name] * _LINES + _PROBLEM, 1)
        label.setText(visible_text(text, 300))
        label.setVisible(bool(text))

    def made(self) -> Iterator[tuple[Field, Editor]]:
        """Give the editors made so far, with their fields."""
        for name, editor in self._rows.items():
            yield self._fields[name], editor
            if isinstance(editor, ObjectEditor) and editor.rows is not None:
                yield from editor.rows.made()

    def editors(self) -> Iterator[tuple[Field, Editor]]:
        """Give all editors, made now if they were not; those of nested objects once they were opened."""
        self._make_rows(len(self._fields))
        for name, editor in self._rows.items():
            yield self._fields[name], editor
            if isinstance(editor, ObjectEditor) and editor.rows is not None:
                yield from editor.rows.editors()


class ObjectEditor(Editor):
    """An object inside an object: a line with its state, and below it rows, which are made when first opened."""

    def __init__(self, field: ObjectField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._state = State.ABSENT
        self._kept: Any = MISSING
        self.is_open = False
        self.rows: ObjectRows | None = None
        self._inside: QFrame | None = None
        self.state_button = StateButton(self._choices, self)
        self.opener = _opener(field, self.state_button, self)
        self.opener.clicked.connect(lambda: self._open(not self.is_open))
        self._about = muted_label(about(field), full_story(field), self)
        self._about.setFont(small_font())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget, stretch in ((self.opener, 0), (self._about, 1), (self.state_button, 0)):
            top.addWidget(widget, stretch)
        self._column.addLayout(top)
        self.setFocusProxy(self.opener)
        self._open(field.required)
        self._show_state()

    def _choices(self) -> Iterator[Choice]:
        yield "Value", lambda: self._choose(State.VALUE)
        yield "Absent", lambda: self._choose(State.ABSENT)
        if self._field.nullable:
            yield "Null", lambda: self._choose(State.NULL)

    def _choose(self, state: State) -> None:
        self._state = state
        self._open(state is State.VALUE)
        if state is not State.VALUE and self.rows is not None:
            self.rows.set_value({})
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.state_button.setText(self._state)
        words = hint_when_absent(self._field) if self._state is State.ABSENT else ""
        if self._state is State.KEPT:
            words = f"{write(self._kept, indent=None)[:100]}  (kept as it is)"
        self._about.setText(visible_text(" · ".join(filter(None, (about(self._field), words))), 300, one_line=True))
        self.opener.setAccessibleDescription(self._state)

    def _open(self, is_open: bool) -> None:
        self.is_open = is_open
        self.opener.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        if is_open and self.rows is None:
            self._inside = QFrame(self)
            self._inside.setFrameShape(QFrame.Shape.VLine)
            self.rows = ObjectRows(self._field.fields, self)
            self.rows.changed.connect(self._edited)
            self.rows.submitted.connect(self.submitted)
            self._column.addLayout(_indented(self._inside, self.rows))
        if self.rows is not None and self._inside is not None:
            self.rows.setVisible(is_open)
            self._inside.setVisible(is_open)

    def _edited(self) -> None:
        self._state = State.VALUE
        self._show_state()
        self.changed.emit()

    @property
    @override
    def state(self) -> State:
        return self._state

    @override
    def value(self) -> Any:
        if self._state is State.VALUE:
            return self.rows.value() if self.rows is not None else {}
        return {State.ABSENT: MISSING, State.NULL: None}.get(self._state, self._kept)

    @override
    def set_value(self, value: Any) -> None:
        is_object = isinstance(value, dict)
        self._state = state_of(value)
        if self._state is State.VALUE and not is_object:
            self._state = State.KEPT
        self._kept = value if self._state is State.KEPT else MISSING
        if is_object:
            self._open(True)
        if self.rows is not None:
            self.rows.set_value(value if is_object else {})
        self._show_state()

    def show_problems(self, said: Said) -> set[str]:
        """Say at each inner field what is wrong with it, as far as the rows can be seen."""
        if self.rows is None or not self.is_open:
            return set()
        return self.rows.show_problems(said if self._state is State.VALUE else {})


class _Opener(QToolButton):
    """Opens and closes an object; Alt+Down opens the choice of states, as it does in a line."""

    def __init__(self, states: StateButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._states = states

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._states.takes(event):
            super().keyPressEvent(event)


def _opener(field: ObjectField, states: StateButton, parent: QWidget) -> QToolButton:
    button = _Opener(states, parent)
    name = visible_text(field.name, 60, one_line=True).replace("&", "&&")
    button.setText(f"{name} *" if field.required else name)
    button.setAccessibleName(field.name)
    button.setArrowType(Qt.ArrowType.RightArrow)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _indented(line: QFrame, rows: QWidget) -> QHBoxLayout:
    line.setForegroundRole(line.palette().ColorRole.Mid)
    row = QHBoxLayout()
    row.setContentsMargins(12, 0, 0, 4)
    row.setSpacing(8)
    row.addWidget(line)
    row.addWidget(rows, 1)
    return row


def _within(said: Said, pointer: str) -> Iterator[str]:
    for place in said:
        if place == pointer or place.startswith(f"{pointer}/"):
            yield place
