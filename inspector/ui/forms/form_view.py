"""A form description as input fields."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from inspector.jsonrpc.message import MISSING
from inspector.schema.form import Field, Form, JsonField, NumberField, ObjectField, StringField
from inspector.schema.validate import Problem
from inspector.ui.forms.editors import Editor, editor_for
from inspector.ui.theme import colours_for, small_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text


class FormView(QWidget):
    """Fields for one object. What the fields cannot show is kept and given back as it was."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._object = _ObjectRows(form.fields, self)
        self._object.changed.connect(self.changed)
        self._object.submitted.connect(self.submitted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._object)
        layout.addStretch(1)

    def value(self) -> dict[str, Any]:
        """Give the object as it will be sent; absent fields are absent."""
        value = self._object.value()
        return {} if value is MISSING else value

    def set_value(self, value: dict[str, Any]) -> None:
        """Take an object; members without a field come back with `value` untouched."""
        self._object.set_value(value)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it."""
        said: dict[str, str] = {}
        for problem in problems:
            said.setdefault(problem.pointer, problem.message)
        self._object.show_problems(said)

    def editors(self) -> dict[str, Editor]:
        """Give all editors by the pointer of their value."""
        return self._object.editors()


class _ObjectRows(QWidget):
    """The rows of one object, nested objects indented below their name."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, fields: tuple[Field, ...], parent: QWidget, *, optional: bool = False) -> None:
        super().__init__(parent)
        self._optional = optional
        self._others: dict[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self._rows: dict[str, tuple[Field, Editor | _ObjectRows, QLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        for field in fields:
            self._add(field)

    def _add(self, field: Field) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(_name_label(field, self), row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        editor: Editor | _ObjectRows
        if isinstance(field, ObjectField):
            editor = _ObjectRows(field.fields, self, optional=not field.required)
        else:
            editor = editor_for(field, self)
            if field.default is not MISSING and field.required:
                editor.set_value(field.default)
        editor.changed.connect(lambda name=field.name: self._edited(name))
        editor.submitted.connect(self.submitted)
        self._grid.addWidget(editor, row, 1)
        about = _muted_label(_about(field), self)
        about.setToolTip(plain_tool_tip(field.description))
        about.setVisible(bool(about.text()))
        self._grid.addWidget(about, row + 1, 1)
        problem = QLabel(self)
        problem.setTextFormat(Qt.TextFormat.PlainText)
        problem.setFont(small_font())
        problem.setWordWrap(True)
        problem.hide()
        self._grid.addWidget(problem, row + 2, 1)
        self._rows[field.name] = (field, editor, problem)

    def _edited(self, name: str) -> None:
        self._kept.pop(name, None)
        self.changed.emit()

    def value(self) -> Any:
        """Give the object; an optional one without members is absent."""
        value: dict[str, Any] = {}
        for name, (_, editor, _) in self._rows.items():
            part = self._kept[name] if name in self._kept else editor.value()
            if part is not MISSING:
                value[name] = part
        value.update(self._others)
        return MISSING if self._optional and not value and not self._was_given else value

    _was_given = False

    def set_value(self, value: Any) -> bool:
        """Take an object; tells whether it can be shown, which only an object can."""
        given = value if isinstance(value, dict) else {}
        self._was_given = isinstance(value, dict)
        self._others = {name: part for name, part in given.items() if name not in self._rows}
        self._kept = {}
        for name, (_, editor, _) in self._rows.items():
            part = given.get(name, MISSING)
            if not editor.set_value(part) and part is not MISSING:
                self._kept[name] = part
        return value is MISSING or isinstance(value, dict)

    def show_problems(self, said: dict[str, str]) -> None:
        """Say at each field what is wrong."""
        colour = colours_for(self.palette()).error
        for field, editor, label in self._rows.values():
            if isinstance(editor, _ObjectRows):
                editor.show_problems(said)
            texts = [
                text for pointer, text in said.items() if _belongs(pointer, field.pointer, isinstance(field, JsonField))
            ]
            label.setText(visible_text(texts[0], 300) if texts else "")
            label.setStyleSheet(f"color: {colour}")
            label.setVisible(bool(texts))

    def editors(self) -> dict[str, Editor]:
        """Give the editors by pointer, those of nested objects too."""
        found: dict[str, Editor] = {}
        for field, editor, _ in self._rows.values():
            if isinstance(editor, _ObjectRows):
                found.update(editor.editors())
            else:
                found[field.pointer] = editor
        return found


def _belongs(pointer: str, place: str, with_inner: bool) -> bool:
    return pointer == place or (with_inner and pointer.startswith(f"{place}/"))


def _name_label(field: Field, parent: QWidget) -> QLabel:
    name = visible_text(field.name, 40, one_line=True)
    label = QLabel(f"{name} *" if field.required else name, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setToolTip(plain_tool_tip("\n".join(filter(None, (field.title or field.name, field.description)))))
    label.setContentsMargins(0, 3, 0, 0)
    return label


def _muted_label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(small_font())
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def _about(field: Field) -> str:
    """Say in a muted line what kind of value is wanted, and what for."""
    words = [_kind(field)]
    if field.deprecated:
        words.append("deprecated")
    text = " ".join(field.description.split())
    return visible_text(" · ".join(filter(None, (*words, text))), 160, one_line=True)


def _kind(field: Field) -> str:
    if isinstance(field, NumberField):
        word = "integer" if field.integer else "number"
        low, high = field.minimum, field.maximum
        if low is not None and high is not None:
            return f"{word} {low} to {high}"
        if low is not None:
            return f"{word} from {low}"
        return f"{word} up to {high}" if high is not None else word
    if isinstance(field, StringField):
        return field.format or "text"
    if isinstance(field, JsonField):
        return field.kind
    return ""
