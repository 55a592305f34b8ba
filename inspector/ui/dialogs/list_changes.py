"""What changed in a list of a server, item by item."""

import json
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QSplitter, QVBoxLayout, QWidget

from inspector.content.changes import changes
from inspector.protocol.item_changes import ItemChanges
from inspector.protocol.items import Item
from inspector.ui.widgets.changes_view import ChangesView
from inspector.ui.widgets.plain_text import visible_text

_SIZE: Final = (820, 520)
_SHOWN: Final = 2_000


class ListChangesDialog(QDialog):
    """Added, removed and changed items on the left, the lines that differ on the right."""

    def __init__(self, title: str, found: ItemChanges, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pairs: list[tuple[str, Item | None, Item | None]] = [("+", None, item) for item in found.added]
        pairs += [("-", item, None) for item in found.removed]
        pairs += [("≠", before, after) for before, after in found.changed]
        self._pairs = pairs[:_SHOWN]
        self.list = QListWidget(self)
        self.list.setAccessibleName(title)
        for sign, before, after in self._pairs:
            item = after or before
            name = visible_text(item.name if item is not None else "", 200, one_line=True)
            self.list.addItem(f"{sign} {name}")
        self.view = ChangesView(self)
        self.list.currentRowChanged.connect(self._show)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self.view)
        splitter.setSizes([260, 560])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(splitter, 1)
        column.addWidget(buttons)
        self.resize(*_SIZE)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._pairs):
            _, before, after = self._pairs[row]
            self.view.show_changes(changes(_text(before), _text(after)))


def _text(item: Item | None) -> str:
    return "" if item is None else _laid_out(item.raw)


def _laid_out(value: Any) -> str:
    for indent in (2, None):
        try:
            return json.dumps(value, ensure_ascii=False, indent=indent)
        except (ValueError, RecursionError):
            continue
    return "…"
