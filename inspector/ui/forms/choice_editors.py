"""Editors that choose: one of several values, or yes and no."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import same, write
from inspector.schema.fields import Field
from inspector.ui.forms.editor import Editor, State, state_of
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.widgets.plain_text import visible_text

Options = tuple[tuple[str, Any], ...]
TRUE_OR_FALSE: Options = (("true", True), ("false", False))


class ChoiceEditor(Editor):
    """One of several values of any type; the first entry stands for none, a foreign value gets an entry of its own."""

    def __init__(self, field: Field, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = [MISSING, *(value for _, value in options)]
        labels = [hint_when_absent(field), *(visible_text(label, 200, one_line=True) for label, _ in options)]
        if field.nullable and not any(value is None for value in self._values):
            self._values.append(None)
            labels.append("null")
        self._known = len(self._values)
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(field.name)
        self.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # choices may be very long
        # Else a thousand choices are measured before the form is shown.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setMinimumWidth(80)
        self.combo.addItems(labels)
        _fill(self, self.combo)
        self.combo.activated.connect(self._chosen)

    def _chosen(self) -> None:
        self.changed.emit()

    @property
    @override
    def state(self) -> State:
        index = self.combo.currentIndex()
        if index >= self._known:
            return State.KEPT
        return state_of(self._values[max(0, index)])

    @override
    def value(self) -> Any:
        return self._values[max(0, self.combo.currentIndex())]

    @override
    def set_value(self, value: Any) -> None:
        while len(self._values) > self._known:
            self._values.pop()
            self.combo.removeItem(len(self._values))
        for index, known in enumerate(self._values):
            if known is value or (known is not MISSING and value is not MISSING and same(known, value)):
                self.combo.setCurrentIndex(index)
                return
        self._values.append(value)
        self.combo.addItem(visible_text(f"{write(value, indent=None)[:200]}  (not among the choices)", one_line=True))
        self.combo.setCurrentIndex(self._known)


class CheckEditor(Editor):
    """A required boolean: a check box, half checked until a value is given."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._kept: Any = MISSING
        self.box = QCheckBox(self)
        self.box.setAccessibleName(field.name)
        _fill(self, self.box)
        self.set_value(MISSING)
        self.box.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self._kept = MISSING
        self.box.setTristate(False)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        words = {State.ABSENT: hint_when_absent(self._field), State.VALUE: write(self.box.isChecked())}
        self.box.setText(words.get(self.state, f"{write(self._kept, indent=None)[:100]}  (kept as it is)"))

    @property
    @override
    def state(self) -> State:
        if self.box.checkState() != Qt.CheckState.PartiallyChecked:
            return State.VALUE
        state = state_of(self._kept)
        return State.KEPT if state is State.VALUE else state

    @override
    def value(self) -> Any:
        return self.box.isChecked() if self.state is State.VALUE else self._kept

    @override
    def set_value(self, value: Any) -> None:
        is_known = isinstance(value, bool)
        self._kept = MISSING if is_known else value
        self.box.setTristate(not is_known)
        state = Qt.CheckState.Checked if value is True else Qt.CheckState.Unchecked
        self.box.setCheckState(state if is_known else Qt.CheckState.PartiallyChecked)
        self._show()


def _fill(editor: Editor, widget: QWidget) -> None:
    layout = QHBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget, 1)
    editor.setFocusProxy(widget)
