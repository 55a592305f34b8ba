"""What the user can set for the whole program, as data: the dialog and the defaults are made from it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from inspector.ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Switch:
    """Something on or off."""

    id: str
    page: str
    text: str
    default: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number with its unit, within limits. `zero` is what 0 is called, where 0 stands for something else."""

    id: str
    page: str
    text: str
    default: int
    minimum: int
    maximum: int
    unit: str = ""
    zero: str = ""
    hint: str = ""


Preference = Switch | Amount

PREFERENCES: Final[tuple[Preference, ...]] = (
    Switch(
        "tools.ask-destructive",
        "Tools",
        "Ask before calling a destructive tool",
        True,
        "A tool counts as destructive if its annotations say so, and do not call it read-only",
    ),
    Switch(
        "resources.read-updates",
        "Resources",
        "Read a subscribed resource again when the server tells of a change",
        True,
        "Each reading is kept as a version that can be compared",
    ),
    Amount(
        "captures.keep-days",
        "Captures",
        "Keep captures for",
        30,
        0,
        3_650,
        unit="days",
        zero="ever",
    ),
    Amount(
        "captures.keep-megabytes",
        "Captures",
        "Keep at most",
        5_000,
        0,
        10_000_000,
        unit="MB",
        zero="as much as there is room for",
        hint="Older captures are moved to the trash when the program starts, and it says so. "
        "Those with marks or notes stay, and so does the newest",
    ),
)


class Preferences(QObject):
    """Gives and keeps what the user set. Raises `KeyError` for a name that nobody declared."""

    changed = Signal(str)  # id

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._switches = {each.id: each for each in PREFERENCES if isinstance(each, Switch)}
        self._amounts = {each.id: each for each in PREFERENCES if isinstance(each, Amount)}

    def switch(self, ident: str) -> bool:
        """Tell whether something is on."""
        return self._settings.text(_key(ident), _word(self._switches[ident].default)) == _word(True)

    def amount(self, ident: str) -> int:
        """Give a number, within its limits whatever the file says."""
        declared = self._amounts[ident]
        kept = self._settings.text(_key(ident))
        number = int(kept) if kept.removeprefix("-").isdecimal() else declared.default
        return max(declared.minimum, min(declared.maximum, number))

    def put(self, ident: str, value: bool | int) -> None:
        """Set and keep a value."""
        self._settings.keep(_key(ident), _word(bool(value)) if ident in self._switches else str(value))
        self.changed.emit(ident)

    def restore_defaults(self) -> None:
        """Forget all that was set."""
        self._settings.forget("preferences")
        for ident in (*self._switches, *self._amounts):
            self.changed.emit(ident)


def _word(on: bool) -> str:
    return "yes" if on else "no"


def _key(ident: str) -> str:
    return f"preferences/{ident}"
