"""What stands below a row: the members of an object, or the items of a list."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import write
from inspector.schema.example import start_of, start_of_item
from inspector.schema.fields import ArrayField, Field, JsonField, ObjectField
from inspector.ui.forms.field_words import items_allowed
from inspector.ui.forms.labels import muted_label
from inspector.ui.forms.row import Body, Row
from inspector.ui.forms.row_face import set_seen
from inspector.ui.forms.row_parts import GUTTER, Actions, add_button
from inspector.ui.theme import small_font
from inspector.ui.widgets.plain_text import visible_text

_ROWS_AT_ONCE: Final = 24
_ROWS_A_TURN: Final = 6
_SHEAF: Final = 24
"""Rows that are laid out together: what changes in one sheaf costs the others nothing."""

_MOST_ROWS: Final = 1_000
_NARROWEST: Final = 48
_WIDEST: Final = 168
_ITEM_WIDTH: Final = 48


def body_for(row: Row, parent: QWidget) -> tuple[Body, QWidget]:
    """Make the body of a row."""
    body = ListBody(row, parent) if isinstance(row.shown, ArrayField) else ObjectBody(row, parent)
    return body, body


class RowsBelow(QWidget):
    """Rows, of which only the first are made at once and the others a few at a time."""

    def __init__(self, row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self._more = muted_label("", "", self)
        self._more.setFont(small_font())
        self._more.setContentsMargins(GUTTER, 0, 0, 0)
        self._more.hide()
        self.column.addWidget(self._more)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._make_more)
        self._made_at_most = _ROWS_AT_ONCE
        self._sheaves: list[QWidget] = []

    def _place(self, rows: Sequence[Row]) -> None:
        """Put the rows in this order."""
        for number, row in enumerate(rows):
            layout = self._sheaf(number // _SHEAF)
            at = number % _SHEAF
            item = layout.itemAt(at)
            if item is None or item.widget() is not row:
                layout.insertWidget(at, row)
        for sheaf in self._sheaves[: (len(rows) + _SHEAF - 1) // _SHEAF]:
            set_seen(sheaf, seen=True)  # when its rows are there

    def _sheaf(self, number: int) -> QVBoxLayout:
        while number >= len(self._sheaves):
            sheaf = QWidget(self)
            sheaf.hide()
            column = QVBoxLayout(sheaf)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            self.column.insertWidget(len(self._sheaves), sheaf)
            self._sheaves.append(sheaf)
        layout = self._sheaves[number].layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - as it was made above
        return layout

    def _say_more(self, text: str) -> None:
        self._more.setText(visible_text(text, 300, one_line=True))
        set_seen(self._more, seen=bool(text))

    def _go_on(self, missing: bool) -> None:
        if missing and not self._timer.isActive():
            self._timer.start()
        elif not missing:
            self._timer.stop()

    def stop(self) -> None:
        """Make no more rows: what these stand below is gone."""
        self._timer.stop()
        for row in self.rows():
            row.stop()

    def _make_more(self) -> None:
        self._made_at_most += _ROWS_A_TURN
        self._show_again()
        if self.row.desk.said:
            self.show_problems()

    def make_all(self) -> None:
        """Make all rows now."""
        self._made_at_most = _MOST_ROWS
        self._show_again()

    def show_value(self, field: Field, value: Any) -> None:
        """Show the parts of a value."""
        raise NotImplementedError

    def _show_again(self) -> None:
        raise NotImplementedError

    def rows(self) -> Iterator[Row]:
        """Give the rows made so far."""
        raise NotImplementedError

    def show_problems(self) -> None:
        """Say at each row what is wrong with it."""
        for row in self.rows():
            row.show_problems()

    def _take_out(self, row: Row) -> None:
        row.stop()
        row.hide()
        row.setParent(None)
        row.deleteLater()


class ObjectBody(RowsBelow):
    """A row for each member: those the schema names in its order, then the others as the document has them."""

    def __init__(self, row: Row, parent: QWidget) -> None:
        super().__init__(row, parent)
        self._field = ObjectField()
        self._value: Any = MISSING
        self._rows: dict[str, Row] = {}
        self._named: frozenset[str] = frozenset()
        self._adder: _MemberAdder | None = None

    @override
    def show_value(self, field: Field, value: Any) -> None:
        """Show the members of an object."""
        if not isinstance(field, ObjectField):
            return
        if field is not self._field:
            self._field = field
            self._named = frozenset(member.name for member in field.fields)
            self._offer_members()
        self._value = value
        self._show_again()

    @override
    def _show_again(self) -> None:
        value = self._value if isinstance(self._value, dict) else {}
        fields = {field.name: field for field in self._field.fields}
        others = (name for name in value if name not in fields)
        wanted = [*fields, *islice(others, _MOST_ROWS)]  # there may be very many
        shown = wanted[: min(self._made_at_most, _MOST_ROWS)]
        known = set(wanted)
        for name in [name for name in self._rows if name not in known]:
            self._take_out(self._rows.pop(name))
        width = self._name_width(wanted)
        rows = [self._row(name, fields.get(name), width) for name in shown]
        for row, name in zip(rows, shown, strict=True):
            row.show_if_changed(value.get(name, MISSING))
            set_seen(row, seen=True)
        self._place(rows)
        self._go_on(len(shown) < min(len(wanted), _MOST_ROWS))
        left = len(fields) + len(value) - sum(name in value for name in fields) - _MOST_ROWS
        self._say_more(f"{left:,} more members are written in the JSON view." if left > 0 else "")

    def _row(self, name: str, field: Field | None, width: int) -> Row:
        row = self._rows.get(name)
        if row is None or (row.name_edit is None) != (field is not None):
            if row is not None:
                self._take_out(row)
            row = self._make(name, field)
        elif field is not None:
            row.take_field(field)
        row.set_name_width(width)
        return row

    def _make(self, name: str, field: Field | None) -> Row:
        is_other = field is None
        if field is None:
            field = self._field.other(name) or JsonField(name=name, reason="The schema allows no member of this name.")
        remove: Actions = (("x", "Remove", lambda: row.desk.sheet.remove(row.path)),) if is_other else ()
        row = Row(self.row.desk, field, name, self.row, self, actions=remove, can_be_renamed=is_other)
        if row.name_edit is not None:
            row.name_edit.renamed.connect(lambda new: self._rename(row, new))
        self._rows[name] = row
        return row

    def _rename(self, row: Row, name: str) -> None:
        value = self.row.value
        if isinstance(value, dict) and name not in value and isinstance(row.step, str):
            self.row.desk.sheet.rename(row.path, name)
        elif row.name_edit is not None:
            row.name_edit.go_back()

    def _name_width(self, names: list[str]) -> int:
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(f"{name[:60]} *") for name in names[:200]), default=0)
        room = _WIDEST if self.row.level == 0 else _WIDEST - 20
        return max(_NARROWEST, min(room, longest + GUTTER + 8))

    def _offer_members(self) -> None:
        wanted = self._field.is_map
        if wanted and self._adder is None:
            self._adder = _MemberAdder(self)
            self._adder.line.returnPressed.connect(self._add)
            self._adder.button.clicked.connect(self._add)
            self.row.desk.watch(self._adder.line)
            self.column.addWidget(self._adder)
        if self._adder is not None:
            self._adder.setVisible(wanted)
            self._adder.describe(self._field)

    def _add(self) -> None:
        if self._adder is None:
            return
        name = self._adder.line.text()
        taken = isinstance(self.row.value, dict) and name in self.row.value
        if not name or taken:
            self._adder.line.setFocus()
            self._adder.line.selectAll()
            return
        field = self._field.other(name)
        start = start_of(field) if field is not None else MISSING
        self._adder.line.clear()
        self.row.desk.sheet.put((*self.row.path, name), "null" if start is MISSING else write(start))
        made = self._rows.get(name)
        if made is not None:
            made.setFocus()

    @override
    def rows(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))


class _MemberAdder(QWidget):
    """A line for the name of a new member."""

    def __init__(self, body: ObjectBody) -> None:
        super().__init__(body)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(f"name of a new member of {body.row.field.name or 'the object'}")
        self.button = add_button("Add Member", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(GUTTER, 1, 0, 1)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)

    def describe(self, field: ObjectField) -> None:
        """Say what the name is to be like."""
        hint = f"name of a new member ({field.names})" if field.names else "name of a new member"
        self.line.setPlaceholderText(visible_text(hint, 200, one_line=True))


class ListBody(RowsBelow):
    """A row for each item, and a button for one more."""

    def __init__(self, row: Row, parent: QWidget) -> None:
        super().__init__(row, parent)
        self._field = ArrayField()
        self._value: Any = MISSING
        self._rows: list[Row] = []
        foot = QHBoxLayout()
        foot.setContentsMargins(GUTTER - 6, 0, 0, 0)
        self.add = add_button("Add Item", self)
        self.add.setAccessibleName(f"Add Item to {row.field.name or 'the list'}")
        self.add.clicked.connect(self._append)
        self._allowed = muted_label("", "", self)
        self._allowed.setFont(small_font())
        foot.addWidget(self.add)
        foot.addWidget(self._allowed, 1)
        self.column.addLayout(foot)

    @override
    def show_value(self, field: Field, value: Any) -> None:
        """Show the items of a list."""
        if not isinstance(field, ArrayField):
            return
        self._field = field
        self._value = value
        self._show_again()

    @override
    def _show_again(self) -> None:
        items = self._value if isinstance(self._value, list) else []
        shown = items[: min(self._made_at_most, _MOST_ROWS)]
        while len(self._rows) > len(shown):
            self._take_out(self._rows.pop())
        for index, item in enumerate(shown):
            field = self._field_at(index)
            if index == len(self._rows):
                self._make(index, field)
            row = self._rows[index]
            row.take_field(field)
            row.show_if_changed(item)
            set_seen(row, seen=True)
        self._place(self._rows)
        self._go_on(len(shown) < min(len(items), _MOST_ROWS))
        left = len(items) - _MOST_ROWS
        self._say_more(f"{left:,} more items are written in the JSON view." if left > 0 else "")
        self._allowed.setText(items_allowed(self._field, len(items)))
        self.add.setEnabled(self._field.at(len(items)) is not None)

    def _field_at(self, index: int) -> Field:
        field = self._field.at(index)
        return field if field is not None else JsonField(required=True, reason="The schema allows no item here.")

    def _make(self, index: int, field: Field) -> None:
        actions: Actions = (
            ("chevron-up", "Move Up", lambda: self._move(row, -1)),
            ("chevron-down", "Move Down", lambda: self._move(row, 1)),
            ("copy", "Duplicate", lambda: self._duplicate(row)),
            ("x", "Remove", lambda: self._remove(row)),
        )
        row = Row(self.row.desk, field, index, self.row, self, actions=actions)
        row.set_name_width(_ITEM_WIDTH)
        self._rows.append(row)

    @staticmethod
    def _number(row: Row) -> int:
        return row.step if isinstance(row.step, int) else 0

    def _move(self, row: Row, by: int) -> None:
        to = self._number(row) + by
        if 0 <= to < len(self._value or ()):
            self.row.desk.sheet.move(row.path, to)
            self._focus(to)

    def _duplicate(self, row: Row) -> None:
        index = self._number(row)
        self.row.desk.sheet.insert(row.path, self.row.desk.sheet.lexeme(row.path))
        self._focus(index + 1)

    def _remove(self, row: Row) -> None:
        index = self._number(row)
        self.row.desk.sheet.remove(row.path)
        if self._rows:
            self._focus(min(index, len(self._rows) - 1))
        else:
            self.add.setFocus()

    def _append(self) -> None:
        items = self._value if isinstance(self._value, list) else []
        index = len(items)
        start = start_of_item(self._field, index)
        self.row.desk.sheet.put((*self.row.path, index), write(start))
        self._made_at_most = max(self._made_at_most, index + 1)
        self._show_again()
        if index < len(self._rows) and isinstance(start, (dict, list)):
            self._rows[index].open(True)
        self._focus(index)

    def _focus(self, index: int) -> None:
        if 0 <= index < len(self._rows):
            self._rows[index].setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def rows(self) -> Iterator[Row]:
        return iter(list(self._rows))
