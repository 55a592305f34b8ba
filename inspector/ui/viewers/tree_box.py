"""JSON as a tree; what is long is read beside the window first."""

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.content import json_text
from inspector.ui.beside import beside
from inspector.ui.viewers.labels import small_label
from inspector.ui.widgets.json_tree import JsonTreeView

_HEIGHT: Final = 260


class TreeBox(QWidget):
    """The tree, and a sentence about what is not in it."""

    def __init__(self, text: str, parent: QWidget, *, alone: bool) -> None:
        super().__init__(parent)
        self.tree = JsonTreeView(self)
        self.note = small_label("Reading the JSON…", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.tree, 1)
        column.addWidget(self.note)
        if not alone:
            self.tree.setFixedHeight(_HEIGHT)
        if len(text) <= json_text.AT_ONCE:
            self._take(json_text.read(text))
        else:
            self.tree.hide()
            column.addStretch(0)
            beside(partial(json_text.read, text), self._take, self)

    def _take(self, found: tuple[Any, str]) -> None:
        value, note = found
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if value is not None or not note:
            self.tree.show_value(value)
            self.tree.show()
