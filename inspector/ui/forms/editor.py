"""What all editors of a single value have in common."""

from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.jsonrpc.message import MISSING


class State(StrEnum):
    """Absent, null and a value are three things."""

    ABSENT = "absent"
    NULL = "null"
    VALUE = "value"


def state_of(value: Any) -> State:
    """Give the state of a value."""
    if value is MISSING:
        return State.ABSENT
    return State.NULL if value is None else State.VALUE


class Editor(QWidget):
    """Shows one value, which it does not own. `edited` tells that a person made another of it, `submitted` of Enter."""

    edited = Signal()
    submitted = Signal()

    def show_value(self, value: Any) -> None:
        """Show a value the editor was chosen for, null or `MISSING`; what is being typed stays if it says the same."""
        raise NotImplementedError

    def lexeme(self) -> str | None:
        """Give the JSON text of what stands here; `None` for nothing."""
        raise NotImplementedError

    def complaint(self) -> str:
        """Say what the schema cannot see: what was typed is not what it will be sent as."""
        return ""
