"""One JSON value as it was sent: as a tree, and as text. Neither is made before it is looked at."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.beginnings import beginning_of
from inspector.content.json_writing import write_large
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.json_tree import JsonTreeView

_TEXT, _TREE = 0, 1


class RawJsonPage(QWidget):
    """Shows a value; `value` stays the very object that was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value: Any = None
        self.text = JsonTextView(self)
        self.tree = JsonTreeView(self)
        self._made: set[int] = set()
        self._pages = QStackedWidget(self)
        self._buttons = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(0)
        for number, (page, title) in enumerate(((self.text, "Text"), (self.tree, "Tree"))):
            self._pages.addWidget(page)
            button = QToolButton(self)
            button.setText(title)
            button.setCheckable(True)
            self._buttons.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self._buttons.idClicked.connect(self._turn_to)
        self._buttons.button(_TEXT).setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addLayout(row)

    def show_value(self, value: Any, *, is_large: bool = False) -> None:
        """Take a value; it is laid out when the page is seen. A large one is a tree first, which opens lazily."""
        self.value = value
        self._made.clear()
        if is_large:
            self._buttons.button(_TREE).setChecked(True)
            self._pages.setCurrentIndex(_TREE)
        if self.isVisible():
            self._make()
        else:
            self.text.show_bytes(b"")
            self.tree.show_value(None)

    def go_to(self, steps: Sequence[str | int]) -> None:
        """Select a place in the tree."""
        self._turn_to(_TREE)
        self._buttons.button(_TREE).setChecked(True)
        self.tree.select_place(steps)
        self.tree.setFocus()

    def _turn_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._make()

    def _make(self) -> None:
        page = self._pages.currentIndex()
        if page in self._made:
            return
        self._made.add(page)
        if page == _TEXT:
            shown, is_cut = beginning_of(self.value)
            self.text.show_bytes(as_bytes(shown), whole=partial(write_large, self.value) if is_cut else None)
        else:
            self.tree.show_value(self.value)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._make)


def as_bytes(value: Any) -> bytes:
    """Write a value on one line; what is nested too deeply to be written is said."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
    except (ValueError, RecursionError) as error:
        return f"This value cannot be written: {error}".encode()
