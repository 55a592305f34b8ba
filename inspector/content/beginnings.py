"""The beginning of a large JSON value, so that looking at it does not cost what writing all of it would."""

from typing import Any, Final

CHARACTERS: Final = 2_000_000
"""About how much is kept; nobody is shown more at once."""

_LONGEST: Final = 400_000
_EACH: Final = 16


class _Cutter:
    """Copies a value as long as there is room."""

    def __init__(self, most: int) -> None:
        self.room = most
        self._longest = min(most, _LONGEST)
        self.is_cut = False

    def copy(self, value: Any) -> Any:
        self.room -= _EACH
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            found = {}
            for name, part in value.items():
                if self.room <= 0:
                    self.is_cut = True
                    break
                found[self._text(name)] = self.copy(part)
            return found
        if isinstance(value, list):
            items = []
            for part in value:
                if self.room <= 0:
                    self.is_cut = True
                    break
                items.append(self.copy(part))
            return items
        return value

    def _text(self, text: str) -> str:
        self.room -= min(len(text), self._longest)
        if len(text) <= self._longest:
            return text
        self.is_cut = True
        return f"{text[: self._longest]} ⋯ {len(text):,} characters"


def beginning_of(value: Any, most: int = CHARACTERS) -> tuple[Any, bool]:
    """Give a value, or its beginning where it has more than about `most` characters, and whether that is so."""
    cutter = _Cutter(most)
    try:
        found = cutter.copy(value)
    except RecursionError:
        return value, False
    return (found, True) if cutter.is_cut else (value, False)
