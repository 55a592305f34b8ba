"""The choice between the alternatives of a union, and which of them a value is shown as."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout

from inspector.jsonrpc.message import MISSING
from inspector.schema.branches import discriminators, is_likely
from inspector.schema.document import same
from inspector.schema.example import example_of, start_of
from inspector.schema.fields import Field, UnionField, settled
from inspector.ui.forms.choice_editors import Combo
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.widgets.plain_text import visible_text

if TYPE_CHECKING:
    from inspector.ui.forms.row import Row

_WIDTH = 150


class BranchChoice:
    """Picks the branch a value is meant as; what a person picked stays as long as the value can be that."""

    def __init__(self, row: "Row") -> None:
        self._row = row
        self._combo: Combo | None = None
        self._union: UnionField | None = None
        self._picked: int | None = None
        self._typed: dict[int, Any] = {}
        self._entries: list[Any] = []

    @property
    def is_shown(self) -> bool:
        """Whether there is something to choose."""
        return self._union is not None

    def forget(self) -> None:
        """Begin anew, for another field."""
        self._picked = None
        self._typed.clear()

    def settle(self, field: Field, value: Any, *, own: bool) -> Field | None:
        """Give the field that shows a value; `None` while nothing is picked, or if no branch is of its kind."""
        found = settled(field, value)
        if not isinstance(found, UnionField):
            self._union = None
            return found
        self._union = found
        self._picked = self._recognised(found, value, own=own)
        if self._picked is None:
            return None
        branch = settled(found.branches[self._picked].field, value)
        if isinstance(branch, UnionField):  # under conditions only; others are put in their place
            number = branch.fitting(value)
            return None if number is None else branch.branches[number].field
        return branch

    def _recognised(self, union: UnionField, value: Any, *, own: bool) -> int | None:
        picked = self._picked if self._picked is not None and self._picked < len(union.branches) else None
        if value is MISSING or (value is None and (self._row.field.nullable or union.nullable)):
            return picked if value is MISSING else None
        if picked is not None and own and is_likely(union.branches[picked].field, value):
            return picked
        number = union.fitting(value)
        return picked if number is None and own else number

    # -- the combo box ------------------------------------------------------------------------------------------

    def show_in(self, line: QHBoxLayout) -> None:
        """Stand first in a row's line, if there is something to choose."""
        if self._union is None:
            if self._combo is not None:
                self._combo.hide()
                self._combo.deleteLater()
                self._combo = None
            return
        if self._combo is None:
            self._combo = Combo(f"kind of {self._row.field.name or self._row.step}", self._row)
            self._combo.activated.connect(self._chosen)
            self._row.desk.watch(self._combo)
        self._fill(self._combo, self._union)
        line.addWidget(self._combo)
        self._combo.show()

    def _fill(self, combo: Combo, union: UnionField) -> None:
        row = self._row
        entries: list[tuple[str, Any]] = []
        if row.can_be_absent:
            entries.append((hint_when_absent(row.field), MISSING))
        entries += [(branch.title, number) for number, branch in enumerate(union.branches)]
        if union.nullable or row.field.nullable:
            entries.append(("null", None))
        if self._picked is None and row.value is not MISSING and row.value is not None:
            entries.append(("none of these", "other"))
        labels = [visible_text(label, 80, one_line=True) for label, _ in entries]
        self._entries = [entry for _, entry in entries]
        if labels != [combo.itemText(index) for index in range(combo.count())]:
            combo.clear()
            combo.addItems(labels)
        combo.setFixedWidth(_WIDTH) if self._picked is not None else combo.setMaximumWidth(400)
        combo.setCurrentIndex(self._current())

    def _current(self) -> int:
        wanted: Any = self._picked
        if wanted is None:
            wanted = self._row.value if self._row.value is MISSING or self._row.value is None else "other"
        return next((n for n, entry in enumerate(self._entries) if entry is wanted or entry == wanted), -1)

    def _chosen(self, index: int) -> None:
        entry = self._entries[index]
        row = self._row
        if isinstance(entry, int) and not isinstance(entry, bool):
            self._pick(entry)
        elif entry is MISSING:
            self._picked = None
            row.set_absent()
            row.show_value(row.value)
        elif entry is None:
            self._picked = None
            row.put(None)

    def _pick(self, number: int) -> None:
        """Take a branch. Data that can be of it stays; what cannot is kept in mind, should a person come back."""
        row = self._row
        if self._union is None:
            return
        if self._picked is not None and row.value is not MISSING:
            self._typed[self._picked] = row.value
        self._picked = number
        branch = self._union.branches[number].field
        if row.value is not MISSING and row.value is not None and is_likely(branch, row.value):
            self._tell(branch)
            row.show_value(row.value)
            return
        start = self._typed.get(number, start_of(branch))
        if start is MISSING and (row.is_item or row.value is not MISSING):
            start = example_of(branch)
        if start is MISSING:
            row.show_value(MISSING)
        else:
            row.put(start)

    def _tell(self, branch: Field) -> None:
        """Set the members by which this branch is told from the others."""
        row = self._row
        for name, value in discriminators(branch).items():
            if isinstance(row.value, dict) and not (name in row.value and same(row.value[name], value)):
                row.desk.sheet.put_value((*row.path, name), value)
