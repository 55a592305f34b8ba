"""The document as JSON: what is wrong is underlined where it stands, and the schema offers what could come next."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from inspector.schema.completion import Spot, spot_at, suggestions
from inspector.schema.document import Document
from inspector.schema.fields import Field
from inspector.schema.text_places import Path
from inspector.schema.validate import Problem
from inspector.ui.forms.sheet import Sheet, characters, units
from inspector.ui.widgets.json_completion import JsonCompletion, Offer
from inspector.ui.widgets.json_editor import JsonEditor, Mark

_STARTS: Final = '"tfn0123456789-'


class JsonSide(JsonEditor):
    """Edits the text of a sheet, broken or not."""

    def __init__(self, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent, document=sheet.document)
        self._sheet = sheet
        self._root: Callable[[], Field | None] = lambda: None
        self.completion = JsonCompletion(self, self._offers, self._take)

    def use_form(self, root: Callable[[], Field | None]) -> None:
        """Offer what this field has words for."""
        self._root = root

    # -- completion ---------------------------------------------------------------------------------------------

    def _spot(self) -> Spot | None:
        text = self._sheet.text
        return spot_at(text, characters(text, self.textCursor().position()))

    def _offers(self) -> list[Offer]:
        root, spot = self._root(), self._spot()
        if root is None or spot is None:
            return []
        found = suggestions(root, self._sheet.value, spot)
        if len(found) == 1 and found[0].lexeme.strip('"') == spot.typed:
            return []
        return [(each.lexeme, each.about) for each in found]

    def _take(self, lexeme: str) -> None:
        spot, text = self._spot(), self._sheet.text
        if spot is None:
            return
        end = spot.end
        if text[end : end + 1] == '"' and spot.start < end and text[spot.start] == '"':
            end += 1
        cursor = self.textCursor()
        cursor.setPosition(units(text, spot.start))
        cursor.setPosition(units(text, end), QTextCursor.MoveMode.KeepAnchor)
        follows = text[end:].lstrip()[:1] == ":"
        cursor.insertText(f"{lexeme}: " if spot.is_name and not follows else lexeme)
        self.setTextCursor(cursor)
        if spot.is_name and not follows:
            self._offer_value()

    def _offer_value(self) -> None:
        if self._offers():
            self.completion.refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        written = plain and typed and (typed.isprintable() or event.key() == Qt.Key.Key_Backspace)
        if written and (self.completion.is_open or typed in _STARTS):
            self.completion.refresh()

    # -- what is wrong ------------------------------------------------------------------------------------------

    def show_problems(self, said: Document, problems: Iterable[Problem]) -> None:
        """Underline what is wrong."""
        self.mark_error(said.line if said.problem else 0)
        self.mark_problems([] if said.problem else [self._mark_of(problem) for problem in problems])

    def _mark_of(self, problem: Problem) -> Mark:
        path, is_there = path_of(problem.pointer, self._sheet.value)
        place = self._sheet.nearest(path)
        text = self._sheet.text
        if place is None:
            return Mark(0, 1, problem.message)
        start, end = place.start, place.end
        if not is_there or text[start : start + 1] in ("{", "["):  # a whole object underlined says nothing
            start, end = (place.name_start, place.name_end) if place.name_start >= 0 else (start, start + 1)
        return Mark(units(text, start), units(text, end), problem.message)


def path_of(pointer: str, value: Any) -> tuple[Path, bool]:
    """Give the way a pointer goes in a value, as far as there is one, and whether it goes all the way."""
    path: Path = ()
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and int(name[:9]) < len(value):
            path, value = (*path, int(name)), value[int(name)]
        elif isinstance(value, dict) and name in value:
            path, value = (*path, name), value[name]
        else:
            return path, False
    return path, True
