"""The filters a user keeps: those he named, those he used lately, and those that colour rows."""

import json
from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.filters.syntax import Filter, FilterError
from inspector.ui.settings import Settings

TINTS: Final = ("red", "amber", "green", "blue", "violet")
"""Names of the colours a rule can give; the theme says what they look like."""

MAX_RULES: Final = 20
_KEY: Final = "messages/filters"


class FilterBook(QObject):
    """Keeps filters in the settings. `rules_changed` says that rows may look otherwise now."""

    rules_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        kept = _read(settings.text(_KEY))
        self.history: list[str] = _texts(kept.get("history"))
        saved = kept.get("saved")
        self.saved: dict[str, str] = {
            name: text for name, text in (saved if isinstance(saved, dict) else {}).items() if isinstance(text, str)
        }
        self.rules: list[tuple[str, str]] = list(_rules(kept.get("rules")))

    def switch(self, name: str, *, default: bool) -> bool:
        """Tell whether a part of the log is shown."""
        return self._settings.text(f"messages/{name}", "yes" if default else "no") == "yes"

    def keep_switch(self, name: str, *, on: bool) -> None:
        """Remember whether a part of the log is shown."""
        self._settings.keep(f"messages/{name}", "yes" if on else "no")

    def remember(self, history: Iterable[str]) -> None:
        """Keep the filters used lately."""
        self.history = list(history)
        self._keep()

    def save(self, name: str, text: str) -> None:
        """Keep a filter by a name; one of that name is replaced."""
        self.saved[name] = text
        self._keep()

    def forget(self, name: str) -> None:
        """Forget a named filter."""
        self.saved.pop(name, None)
        self._keep()

    def colour(self, text: str, tint: str) -> None:
        """Give records that pass a filter a colour; a newer rule wins over an older one."""
        self.rules = [(text, tint), *(rule for rule in self.rules if rule[0] != text)][:MAX_RULES]
        self._keep()
        self.rules_changed.emit()

    def uncolour(self, text: str) -> None:
        """Take a colour back."""
        self.rules = [rule for rule in self.rules if rule[0] != text]
        self._keep()
        self.rules_changed.emit()

    def filters(self) -> list[tuple[Filter, str]]:
        """Give the rules with their filters read, the first that fits wins."""
        return [(parse_filter(text), tint) for text, tint in self.rules]

    def _keep(self) -> None:
        kept = {"history": self.history, "saved": self.saved, "rules": self.rules}
        self._settings.keep(_KEY, json.dumps(kept, ensure_ascii=False))


def _read(text: str) -> dict[str, Any]:
    try:
        kept = json.loads(text) if text else {}
    except ValueError:  # somebody edited the file
        kept = {}
    return kept if isinstance(kept, dict) else {}


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _rules(value: Any) -> Iterable[tuple[str, str]]:
    for rule in value if isinstance(value, list) else []:
        if isinstance(rule, list) and len(rule) == 2 and all(isinstance(part, str) for part in rule):
            text, tint = rule
            if tint in TINTS and can_be_read(text):
                yield text, tint


def can_be_read(text: str) -> bool:
    """Tell whether a filter can be read."""
    try:
        parse_filter(text)
    except FilterError:
        return False
    return True
