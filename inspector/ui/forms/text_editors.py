"""Editors that are a line of text: texts and numbers."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import read_number, same, write
from inspector.schema.fields import Field, IntegerField, NumberField, StringField
from inspector.ui.forms.editor import Editor, State, state_of
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.forms.state_button import StateButton
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import visible_text

LONGEST_LINE: Final = 20_000
"""Characters; Qt cuts what is put into a line edit at its `maxLength`, without a word."""

_LONGEST_BOX: Final = 200_000
# What neither a line nor a box gives back as it was, or shows in a way one could tell apart.
_NOT_FOR_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)


def is_for_text(text: str) -> bool:
    """Tell whether a field for text can show this text and give it back as it is."""
    return len(text) <= _LONGEST_BOX and (text.isprintable() or _NOT_FOR_TEXT.search(text) is None)


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

    def __init__(self, name: str, button: StateButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._button = button
        button.setParent(self)
        button.show()
        self.setProperty("field", True)
        self.setFont(monospaced_font())
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.fit()
        self.textChanged.connect(self.fit)

    def fit(self) -> None:
        """Be as high as the text, within limits."""
        lines = max(3, min(12, self.blockCount()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 12)

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
    """A line of text, or absent, or null."""

    def __init__(self, field: Field, state_button: StateButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._state = State.ABSENT
        self.state_button = state_button
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
    def state(self) -> State:
        """What is shown."""
        return self._state

    def _typed(self) -> None:
        self._state = State.VALUE
        self._show_state()
        self.edited.emit()

    def _show_state(self) -> None:
        self.state_button.setText(self._state)
        self.state_button.quiet = self._state is State.VALUE and bool(self.shown_text())
        self.state_button.update()
        hints = {
            State.ABSENT: hint_when_absent(self.field),
            State.NULL: "null",
            State.VALUE: self._hint_when_empty(),
        }
        self.line.setPlaceholderText(visible_text(hints[self._state], 200, one_line=True))
        self.line.setAccessibleDescription(self._state)

    def shown_text(self) -> str:
        """Give the text that stands in the field."""
        return self.line.text()

    def _hint_when_empty(self) -> str:
        return ""

    @override
    def show_value(self, value: Any) -> None:
        self._state = state_of(value)
        if self._state is not State.VALUE:
            self._show_text("")
        elif not same(self.read(self.shown_text()), value):
            self._show_text(self.write(value))
        self._show_state()

    def _show_text(self, text: str) -> None:
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    @override
    def lexeme(self) -> str | None:
        if self._state is not State.VALUE:
            return None if self._state is State.ABSENT else "null"
        return write(self.read(self.shown_text()), indent=None)

    def read(self, text: str) -> Any:
        """Give the value that is sent for a text."""
        return text

    def write(self, value: Any) -> str:
        """Give the text for a value."""
        return value if isinstance(value, str) else ""


class TextEditor(LineEditor):
    """A text. One with several lines gets a box; the menu offers it for those who want to write one."""

    field: StringField

    def __init__(
        self,
        field: StringField,
        state_button: StateButton,
        parent: QWidget,
        watch: Callable[[QWidget], None] = lambda _widget: None,
    ) -> None:
        self.box: FieldBox | None = None
        self._watch = watch
        super().__init__(field, state_button, parent)
        watch(self.line)
        self._hide(hidden=field.secret)
        if field.multiline:
            self._use_box("")

    @property
    def is_hidden(self) -> bool:
        """Whether others cannot read along."""
        return self.line.echoMode() != QLineEdit.EchoMode.Normal

    def _hide(self, *, hidden: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)

    def show_or_hide(self) -> None:
        """Let what is written be read, or hide it."""
        self._hide(hidden=not self.is_hidden)

    def use_box(self) -> None:
        """Offer room for several lines."""
        self._use_box(self.line.text()).setFocus()
        self._typed()

    def _use_box(self, with_text: str) -> FieldBox:
        if self.box is None:
            self.box = FieldBox(self.field.name, self.state_button, self)
            self._watch(self.box)
            self._room.addWidget(self.box)
            self.box.textChanged.connect(self._typed)
        self.box.blockSignals(True)
        self.box.setPlainText(with_text)
        self.box.fit()
        self.box.blockSignals(False)
        self.line.hide()
        self.box.show()
        self.setFocusProxy(self.box)
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
    def _show_text(self, text: str) -> None:
        if self.box is not None or "\n" in text or "\t" in text or len(text) > LONGEST_LINE:
            if self.box is None or text_of(self.box) != text:
                self._use_box(text)
        else:
            super()._show_text(text)

    def choices(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Give other ways to write a text."""
        if self.box is None:
            yield "Several Lines", self.use_box
        if self.field.secret and self.box is None:
            yield "Show" if self.is_hidden else "Hide", self.show_or_hide

    def paste_lines(self, text: str) -> None:
        """Take a text of several lines, which a line would run together, where the cursor stands."""
        self.line.insert("\ue000")  # holds the place, and takes the place of what is selected
        before, _, after = self.line.text().partition("\ue000")
        self._use_box(before + text.replace("\r\n", "\n") + after).setFocus()
        self._typed()


class NumberEditor(LineEditor):
    """A number of any size, as it was typed. What is no number is sent as text, and said to be wrong."""

    field: NumberField

    def __init__(self, field: NumberField, state_button: StateButton, parent: QWidget) -> None:
        super().__init__(field, state_button, parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    @override
    def _typed(self) -> None:
        self._state = State.VALUE if self.line.text() else State.ABSENT
        self._show_state()
        self.edited.emit()

    @override
    def read(self, text: str) -> Any:
        number = read_number(text)
        return text if number.value is MISSING else number.value

    @override
    def write(self, value: Any) -> str:
        return write(value) if isinstance(value, (int, float)) else str(value)

    @override
    def lexeme(self) -> str | None:
        text = self.line.text().strip().removeprefix("+")
        is_number = self._state is State.VALUE and read_number(text).value is not MISSING
        return text if is_number else super().lexeme()

    @override
    def complaint(self) -> str:
        if self._state is not State.VALUE:
            return ""
        number = read_number(self.line.text())
        if number.value is MISSING:
            return f"{number.problem} It is sent as text."
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
        if not isinstance(number, int) or (not isinstance(self.field, IntegerField) and not self.line.text()):
            return False
        self.line.setText(write(number + by))
        self._typed()
        return True


def text_of(box: QPlainTextEdit) -> str:
    """Give the text as it is; `toPlainText` makes blanks of no-break spaces."""
    return box.document().toRawText().replace("\u2029", "\n")
