"""Editors that are a line of text: texts and numbers."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import read_number, same, write
from inspector.schema.fields import Field, NumberField, StringField
from inspector.ui.forms.editor import Editor, State
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.forms.state_button import Choice, StateButton
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import visible_text

LONGEST_LINE = 20_000
"""Characters; Qt cuts what is put into a line edit at its `maxLength`, without a word."""


class FieldLine(QLineEdit):
    """A line edit with the word for its state inside, at the right end."""

    def __init__(self, button: StateButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_LINE)
        self._button = button
        button.setParent(self)
        self.setTextMargins(0, 0, button.sizeHint().width(), 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._button.parent() is self:  # a box may have taken it over, and a hidden line is resized, too
            size = self._button.sizeHint()
            self._button.setGeometry(self.width() - size.width() - 3, 1, size.width(), self.height() - 2)
        super().resizeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._button.takes(event):
            super().keyPressEvent(event)


class FieldBox(QPlainTextEdit):
    """A box for several lines; Alt+Down opens the choice of states, as it does in a line."""

    def __init__(self, button: StateButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._button = button
        button.setParent(self)
        button.show()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._button.sizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        self._button.setGeometry(self.width() - size.width() - bar - 3, 2, size.width(), size.height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._button.takes(event):
            super().keyPressEvent(event)


class LineEditor(Editor):
    """A line of text, or absent, or null, or a value that is no line of text and is kept as it is."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._state = State.ABSENT
        self._kept: Any = MISSING
        self.state_button = StateButton(self.choices, self)
        self.line = FieldLine(self.state_button, self)
        self.line.setAccessibleName(field.name)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submitted)
        self._room = QHBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._room.addWidget(self.line)
        self.setFocusProxy(self.line)
        self._show_state()

    @property
    @override
    def state(self) -> State:
        return self._state

    def choices(self) -> Iterator[Choice]:
        """Give what the menu offers."""
        yield "Value", lambda: self._choose(State.VALUE)
        yield "Absent", lambda: self._choose(State.ABSENT)
        if self.field.nullable:
            yield "Null", lambda: self._choose(State.NULL)

    def _typed(self) -> None:
        self._state = State.VALUE
        self._show_state()
        self.changed.emit()

    def _choose(self, state: State) -> None:
        self._state = state
        if state is not State.VALUE:
            self.line.clear()
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.state_button.setText(self._state)
        self.state_button.quiet = self._state is State.VALUE and bool(self.shown_text())
        self.state_button.update()
        hints = {
            State.ABSENT: hint_when_absent(self.field),
            State.NULL: "null",
            State.VALUE: self._hint_when_empty(),
            State.KEPT: f"{write(self._kept, indent=None)[:200]}  (kept as it is)",
        }
        self.line.setPlaceholderText(visible_text(hints[self._state], 200, one_line=True))
        self.line.setAccessibleDescription(self._state)

    def shown_text(self) -> str:
        """Give the text that stands in the field."""
        return self.line.text()

    def _hint_when_empty(self) -> str:
        return ""

    @override
    def value(self) -> Any:
        if self._state is State.VALUE:
            return self.read(self.line.text())
        return {State.ABSENT: MISSING, State.NULL: None}.get(self._state, self._kept)

    @override
    def set_value(self, value: Any) -> None:
        self._kept = MISSING
        if value is MISSING or value is None:
            self._state = State.ABSENT if value is MISSING else State.NULL
            self.line.clear()
        else:
            self._state = State.VALUE
            self._show_value(value)
        self._show_state()

    def _show_value(self, value: Any) -> None:
        self.line.setText(self.write(value))
        if not same(self.read(self.line.text()), value):
            self._state, self._kept = State.KEPT, value
            self.line.clear()

    def read(self, text: str) -> Any:
        """Give the value that is sent for a text."""
        return text

    def write(self, value: Any) -> str:
        """Give the text for a value."""
        return value if isinstance(value, str) else ""


class TextEditor(LineEditor):
    """A text. One with several lines gets a box; the menu offers it for those who want to write one."""

    def __init__(self, field: StringField, parent: QWidget | None = None) -> None:
        self.box: FieldBox | None = None
        super().__init__(field, parent)
        if field.multiline:
            self._use_box(with_text="")

    @override
    def choices(self) -> Iterator[Choice]:
        yield from super().choices()
        if self.box is None:
            yield "Several Lines", lambda: self._use_box(self.line.text(), by_hand=True)

    def _use_box(self, with_text: str, *, by_hand: bool = False) -> QPlainTextEdit:
        if self.box is None:
            self.box = _box(self.field.name, self.state_button, self)
            self._room.addWidget(self.box)
            self.box.textChanged.connect(self._typed)
        self.box.blockSignals(True)
        self.box.setPlainText(with_text)
        self.box.blockSignals(False)
        self.line.hide()
        self.box.show()
        self.setFocusProxy(self.box)
        if by_hand:
            self.box.setFocus()
            self._typed()
        return self.box

    @override
    def shown_text(self) -> str:
        return self.line.text() if self.box is None else text_of(self.box)

    @override
    def _hint_when_empty(self) -> str:
        return "empty text"

    @override
    def _show_state(self) -> None:
        super()._show_state()
        if self.box is not None:
            self.box.setPlaceholderText(self.line.placeholderText())
            self.box.setAccessibleDescription(self._state)

    @override
    def value(self) -> Any:
        if self.box is not None and self._state is State.VALUE:
            return text_of(self.box)
        return super().value()

    @override
    def _choose(self, state: State) -> None:
        if self.box is not None and state is not State.VALUE:
            self._use_box(with_text="")
        super()._choose(state)

    @override
    def _show_value(self, value: Any) -> None:
        if isinstance(value, str) and (self.box is not None or "\n" in value or len(value) > LONGEST_LINE):
            if text_of(self._use_box(value)) != value:
                self._use_box("")
                self._state, self._kept = State.KEPT, value
        else:
            if self.box is not None:
                self._use_box("")
            super()._show_value(value)


class NumberEditor(LineEditor):
    """A number of any size, as it was typed. What is no number is sent as text, and said to be wrong."""

    field: NumberField

    @override
    def read(self, text: str) -> Any:
        number = read_number(text)
        return text if number.value is MISSING else number.value

    @override
    def write(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return ""
        return value if isinstance(value, str) else write(value)

    @override
    def complaint(self) -> str:
        if self._state is not State.VALUE:
            return ""
        number = read_number(self.line.text())
        if number.value is MISSING:
            return f"{number.problem} It is sent as text." if self.line.text() else "There is no number here yet."
        return "".join(number.remarks)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step or not self._step(step):
            super().keyPressEvent(event)

    def _step(self, by: int) -> bool:
        number = self.read(self.line.text() or "0")
        width = self.field.multiple_of
        if isinstance(width, int) and width > 0:
            by *= width
        if not isinstance(number, int):
            return False
        self.line.setText(write(number + by))
        self._typed()
        return True


def text_of(box: QPlainTextEdit) -> str:
    """Give the text as it is; `toPlainText` makes blanks of no-break spaces."""
    return box.document().toRawText().replace("\u2029", "\n")


def _box(name: str, button: StateButton, parent: QWidget) -> FieldBox:
    box = FieldBox(button, parent)
    box.setProperty("field", True)
    box.setFont(monospaced_font())
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    box.setFixedHeight(4 * box.fontMetrics().lineSpacing() + 12)
    return box
