"""Two calls compared: what was sent and what came, place by place."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QHeaderView, QLabel, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.json_changes import Change, Changes, json_changes
from inspector.jsonrpc.message import MISSING
from inspector.ui.figures import format_size
from inspector.ui.results.history import Entry
from inspector.ui.theme import colours_for, monospaced_font, small_font
from inspector.ui.widgets.json_tree import preview
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

LARGEST: Final = 2_000_000
"""Bytes of both replies up to which they are compared."""

_SIGNS: Final = {"added": "+ added", "removed": "- removed", "changed": "~ changed"}
_TINTS: Final = {"added": "green", "removed": "red", "changed": "amber"}


class CompareView(QWidget):
    """Shows what changed from one call to another. A sign and a word stand before each: colour alone says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Entry, Entry] | None = None
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.summary.setFont(small_font())
        self.summary.setContentsMargins(8, 4, 8, 4)
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels(["", "place", "before", "after"])
        self.list.setFont(monospaced_font())
        self.list.setRootIsDecorated(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setUniformRowHeights(True)
        self.list.setProperty("spaced", True)
        self.list.setAccessibleName("Changes")
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)

    def compare(self, before: Entry, after: Entry) -> None:
        """Show what changed from one call to another."""
        self._shown = before, after
        changes = _compared(before, after)
        self.summary.setText(f"#{before.number} → #{after.number}:  {_sum_up(changes)}")
        self.list.clear()
        self.list.addTopLevelItems([self._item(change) for change in changes.found])
        self.list.setVisible(bool(changes.found))
        room = max(self.list.viewport().width() - 100, 300)
        for column, share in ((1, 0.5), (2, 0.25)):
            self.list.setColumnWidth(column, int(room * share))

    def _item(self, change: Change) -> QTreeWidgetItem:
        before, after = _text(change.before), _text(change.after)
        item = QTreeWidgetItem([_SIGNS[change.kind], visible_text(change.pointer, 300, one_line=True), before, after])
        ground = QColor(colours_for(self.palette()).tints[_TINTS[change.kind]])
        for column in range(4):
            item.setBackground(column, ground)
            item.setToolTip(column, plain_tool_tip(f"{change.pointer}\n{before}\n{after}"))
        return item

    def _open_menu(self, at: Any) -> None:
        item = self.list.itemAt(at)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, text in ((1, "Copy Path"), (2, "Copy Before"), (3, "Copy After")):
            menu.addAction(text, partial(QGuiApplication.clipboard().setText, item.text(column)))
        menu.popup(self.list.viewport().mapToGlobal(at))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            self.compare(*self._shown)


def _compared(before: Entry, after: Entry) -> Changes:
    size = before.size + after.size
    if size > LARGEST:
        return Changes((), f"The replies have {format_size(size)}, which is too much to be compared.")
    return json_changes(
        {"arguments": before.arguments, "reply": before.value}, {"arguments": after.arguments, "reply": after.value}
    )


def _sum_up(changes: Changes) -> str:
    if not changes.found:
        return changes.note or "nothing has changed, neither in the arguments nor in the reply."
    counts = {kind: sum(change.kind == kind for change in changes.found) for kind in _SIGNS}
    words = ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
    return f"{words}. {changes.note}".strip()


def _text(value: Any) -> str:
    return "" if value is MISSING else preview(value)
