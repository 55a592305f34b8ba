"""What all editors of a form have in common."""

from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.jsonrpc.message import MISSING


class State(StrEnum):
    """Absent, null and a value are three things; `KEPT` is a value the editor cannot show and gives back as it is."""

    ABSENT = "absent"
    NULL = "null"
    VALUE = "value"
    KEPT = "kept"


def state_of(value: Any) -> State:
    """Give the state of a value that can be shown."""
    if value is MISSING:
        return State.ABSENT
    return State.NULL if value is None else State.VALUE


class Editor(QWidget):
    """Edits one value. `changed` tells that the user made another of it, `submitted` that Enter was pressed."""

    changed = Signal()
    submitted = Signal()

    def value(self) -> Any:
        """Give the value as it will be sent, or `MISSING`."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Take a value of any kind, or `MISSING`; `value` gives it back unchanged until the user changes it."""
        raise NotImplementedError

    def complaint(self) -> str:
        """Say what the schema cannot see: what was typed is not what it will be sent as."""
        return ""

    @property
    def state(self) -> State:
        """What is shown."""
        raise NotImplementedError
