"""Editors that choose: one of several values, or yes and no."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import is_same, write
from inspector.schema.fields import Field
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.widgets.plain_text import visible_text

Options = tuple[tuple[str, Any], ...]
TRUE_OR_FALSE: Options = (("true", True), ("false", False))

_MANY = 20
"""From so many choices on one may type to find one."""


class Combo(QComboBox):
    """A combo box that leaves the wheel to the form unless it has the focus."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        # Else a thousand choices are measured before the form is shown.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMinimumWidth(80)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: Any) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(Editor):
    """One of several values of any type; the first entry stands for none, a foreign value gets an entry of its own."""

    def __init__(self, field: Field, options: Options, parent: QWidget, *, may_be_absent: bool = True) -> None:
        super().__init__(parent)
        self._values: list[Any] = [value for _, value in options]
        labels = [visible_text(label, 200, one_line=True) for label, _ in options]
        self._values.insert(0, MISSING)
        labels.insert(0, hint_when_absent(field) if may_be_absent else "choose")
        if field.nullable and not any(value is None for value in self._values):
            self._values.append(None)
            labels.append("null")
        self._known = len(self._values)
        self.combo = Combo(field.name, self)
        self.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # choices may be very long
        self.combo.addItems(labels)
        if len(labels) > _MANY:
            self._let_type()
        _fill(self, self.combo)
        self.combo.activated.connect(self._chosen)

    def _let_type(self) -> None:
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.combo.model(), self.combo)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.combo.setCompleter(completer)
        line = self.combo.lineEdit()
        if line is not None:
            line.setAccessibleName(self.combo.accessibleName())
            line.editingFinished.connect(lambda: self.combo.setEditText(self.combo.itemText(self.combo.currentIndex())))

    def _chosen(self) -> None:
        self.edited.emit()

    def _value(self) -> Any:
        return self._values[max(0, self.combo.currentIndex())]

    @override
    def lexeme(self) -> str | None:
        value = self._value()
        return None if value is MISSING else write(value)

    @override
    def show_value(self, value: Any) -> None:
        if is_same(self._value(), value) and self.combo.currentIndex() >= 0:
            return
        while len(self._values) > self._known:
            self._values.pop()
            self.combo.removeItem(len(self._values))
        for index, known in enumerate(self._values):
            if is_same(known, value):
                self.combo.setCurrentIndex(index)
                return
        self._values.append(value)
        self.combo.addItem(visible_text(f"{write(value, indent=None)[:200]}  (not among the choices)", one_line=True))
        self.combo.setCurrentIndex(self._known)


class CheckEditor(Editor):
    """A required boolean: a check box, half checked until a value is given."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._value: Any = MISSING
        self.box = QCheckBox(self)
        self.box.setAccessibleName(field.name)
        _fill(self, self.box)
        self.show_value(MISSING)
        self.box.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self._value = self.box.checkState() != Qt.CheckState.Unchecked
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        known = isinstance(self._value, bool)
        self.box.setTristate(not known)
        state = Qt.CheckState.Checked if self._value is True else Qt.CheckState.Unchecked
        self.box.setCheckState(state if known else Qt.CheckState.PartiallyChecked)
        self.box.setText(write(self._value) if known else hint_when_absent(self._field))

    @override
    def lexeme(self) -> str | None:
        return write(self._value) if isinstance(self._value, bool) else None

    @override
    def show_value(self, value: Any) -> None:
        self._value = value
        self._show()


class NullEditor(Editor):
    """A place where only null can stand."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._choice = ChoiceEditor(field, (("null", None),), self)
        self._choice.edited.connect(self.edited)
        _fill(self, self._choice)

    @override
    def lexeme(self) -> str | None:
        return self._choice.lexeme()

    @override
    def show_value(self, value: Any) -> None:
        self._choice.show_value(value)


def _fill(editor: Editor, widget: QWidget) -> None:
    layout = QHBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget, 1)
    editor.setFocusProxy(widget)
