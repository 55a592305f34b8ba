"""Input widgets, one for each kind of field. Each gives its value, or `MISSING` while it is unset."""

import json
import re
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.form import BooleanField, EnumField, Field, JsonField, NumberField, StringField
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_highlighter import JsonHighlighter
from inspector.ui.widgets.plain_text import visible_text

_WHOLE: Final = re.compile(r"[+-]?\d+\Z")


class Editor(QWidget):
    """What all editors do. `changed` tells that the value may be another, `submitted` that Enter was pressed."""

    changed = Signal()
    submitted = Signal()

    def value(self) -> Any:
        """Give the value as it will be sent, or `MISSING`."""
        raise NotImplementedError

    def set_value(self, value: Any) -> bool:
        """Take a value; tells whether this editor can show it without changing it."""
        raise NotImplementedError


class _Stateful(Editor):
    """An editor of text that tells absent, null and a value apart, by a small menu at its end."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._state = "value" if field.required else "absent"
        self.line = QLineEdit(self)
        self.line.setAccessibleName(field.name)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submitted)
        self.state_button = QToolButton(self)
        self.state_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.state_button.setAccessibleName(f"state of {field.name}")
        self.state_button.setToolTip("Absent: not sent. Null: sent as null. Value: sent as it stands.")
        self.state_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.state_button)
        for state in self._states():
            menu.addAction(state.title(), partial(self._choose, state))
        self.state_button.setMenu(menu)
        self.state_button.setVisible(len(self._states()) > 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.state_button)
        self.setFocusProxy(self.line)
        self._show_state()

    def _states(self) -> list[str]:
        return ["value", *([] if self._field.required else ["absent"]), *(["null"] if self._field.nullable else [])]

    def _typed(self) -> None:
        self._state = "value"
        self._show_state()
        self.changed.emit()

    def _choose(self, state: str) -> None:
        self._state = state
        if state != "value":
            self.line.clear()
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.state_button.setText(self._state)
        hint = {"absent": "absent: not sent", "null": "null"}.get(self._state, self._empty_hint())
        if self._state == "absent" and self._field.default is not MISSING:
            hint = f"absent: the server takes {json.dumps(self._field.default, ensure_ascii=False)[:60]}"
        self.line.setPlaceholderText(visible_text(hint, 200, one_line=True))

    def _empty_hint(self) -> str:
        return ""

    @override
    def value(self) -> Any:
        if self._state == "absent":
            return MISSING
        return None if self._state == "null" else self._read(self.line.text())

    def _read(self, text: str) -> Any:
        return text

    @override
    def set_value(self, value: Any) -> bool:
        if value is MISSING:
            self._state = "absent" if not self._field.required else "value"
        else:
            self._state = "null" if value is None else "value"
        self.line.setText("" if value is MISSING or value is None else self._write(value))
        self._show_state()
        return self._fits(value)

    def _fits(self, value: Any) -> bool:
        return value is MISSING or (value is None and self._field.nullable) or self._read(self._write(value)) == value

    def _write(self, value: Any) -> str:
        return str(value)


class TextEditor(_Stateful):
    """A line of text. Empty and absent are two things."""

    @override
    def _empty_hint(self) -> str:
        return "empty text"

    @override
    def _fits(self, value: Any) -> bool:
        return (
            value is MISSING
            or (value is None and self._field.nullable)
            or (isinstance(value, str) and "\n" not in value)
        )


class NumberEditor(_Stateful):
    """A number of any size, kept as it was typed; text that is no number is sent as text, and said to be wrong."""

    @override
    def _read(self, text: str) -> Any:
        text = text.strip()
        if _WHOLE.match(text):
            return int(text)
        try:
            number = json.loads(text, parse_constant=str)
        except (ValueError, RecursionError):
            return text
        exact = isinstance(number, float) and number not in (float("inf"), float("-inf"))
        return number if exact else text

    @override
    def _write(self, value: Any) -> str:
        return json.dumps(value) if isinstance(value, (int, float)) else str(value)

    @override
    def _fits(self, value: Any) -> bool:
        plain = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value is MISSING or (value is None and self._field.nullable) or plain

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}.get(event.key(), 0)
        number = self._read(self.line.text() or "0")
        if step and isinstance(number, int):
            self.line.setText(str(number + step))
            self._typed()
        else:
            super().keyPressEvent(event)


class ChoiceEditor(Editor):
    """One of several values of any type, or unset."""

    def __init__(self, field: Field, options: tuple[tuple[str, Any], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(field.name)
        if not field.required or field.default is MISSING:
            self._add("absent: not sent" if not field.required else "choose…", MISSING)
        for label, value in options:
            self._add(visible_text(label, 200, one_line=True), value)
        if field.nullable and not any(value is None for value in self._values):
            self._add("null", None)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo, 1)
        self.setFocusProxy(self.combo)
        self.combo.activated.connect(lambda _index: self.changed.emit())

    def _add(self, label: str, value: Any) -> None:
        self._values.append(value)
        self.combo.addItem(label)

    @override
    def value(self) -> Any:
        index = self.combo.currentIndex()
        return self._values[index] if index >= 0 else MISSING

    @override
    def set_value(self, value: Any) -> bool:
        for index, known in enumerate(self._values):
            if type(known) is type(value) and (known is value or known == value):
                self.combo.setCurrentIndex(index)
                return True
        return False


class CheckEditor(Editor):
    """A required boolean: a check box, because it has two states and no third."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self)
        self.box.setAccessibleName(field.name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box, 1)
        self.setFocusProxy(self.box)
        self._show()
        self.box.toggled.connect(self._show)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def _show(self) -> None:
        self.box.setText("true" if self.box.isChecked() else "false")

    @override
    def value(self) -> Any:
        return self.box.isChecked()

    @override
    def set_value(self, value: Any) -> bool:
        self.box.setChecked(value is True)
        return isinstance(value, bool)


class JsonPartEditor(Editor):
    """JSON for a part that has no better field. Empty is unset; what is no JSON is sent as text, and said so."""

    def __init__(self, field: JsonField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.text = QPlainTextEdit(self)
        self.text.setProperty("field", True)
        self.text.setFont(monospaced_font())
        self.text.setAccessibleName(field.name)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(_json_hint(field))
        self.text.setFixedHeight(64)
        self._highlighter = JsonHighlighter(self.text.document(), self.palette())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(self.changed)

    @override
    def value(self) -> Any:
        text = self.text.toPlainText()
        if not text.strip():
            return MISSING
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text

    @override
    def set_value(self, value: Any) -> bool:
        self.text.setPlainText("" if value is MISSING else json.dumps(value, ensure_ascii=False, indent=2))
        return True


def _json_hint(field: JsonField) -> str:
    example = {"array": "[…]", "object": "{…}"}.get(field.kind, "JSON")
    return f"{example}  ({'required' if field.required else 'absent: not sent'})"


def editor_for(field: Field, parent: QWidget | None = None) -> Editor:
    """Make the editor of a field."""
    if isinstance(field, EnumField):
        return ChoiceEditor(field, field.options, parent)
    if isinstance(field, BooleanField):
        if field.required and not field.nullable:
            return CheckEditor(field, parent)
        return ChoiceEditor(field, (("true", True), ("false", False)), parent)
    if isinstance(field, NumberField):
        return NumberEditor(field, parent)
    if isinstance(field, StringField):
        return TextEditor(field, parent)
    return JsonPartEditor(field if isinstance(field, JsonField) else _as_json(field), parent)


def _as_json(field: Field) -> JsonField:
    return JsonField(name=field.name, pointer=field.pointer, required=field.required, nullable=field.nullable)
