"""One conversation as a story: the request, what came in between, the reply."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from inspector.traffic.capture import Row
from inspector.traffic.conversation import Told
from inspector.ui.figures import format_duration, format_size
from inspector.ui.models.records_model import status_of
from inspector.ui.theme import Colours, colours_for, monospaced_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_SEQ: Final = Qt.ItemDataRole.UserRole
_ARROWS: Final = {"sent": "→", "received": "←", "local": "•"}
_TITLES: Final = ("", "after", "what", "status", "size")
_WHAT: Final = 2


class StoryView(QTreeWidget):
    """Shows the records of one conversation by time, what serves another indented. `chosen` gives a number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(len(_TITLES))
        self.setHeaderLabels(list(_TITLES))
        self.setFont(monospaced_font())
        self.setAccessibleName("Conversation")
        self.setUniformRowHeights(True)
        self.setItemsExpandable(False)
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setTreePosition(_WHAT)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setToolTip("Enter or a double click selects the record in the log")
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.itemActivated.connect(lambda item, _column: self.chosen.emit(item.data(0, _SEQ)))

    def show_story(self, told: list[Told], current: int) -> None:
        """Show records in order, indented as they are; the one with the number `current` is selected."""
        self.clear()
        colours = colours_for(self.palette())
        above: list[QTreeWidgetItem] = []
        for row, depth in told:
            item = self._item(row, told[0].row.mono_ns, colours)
            del above[depth:]
            if above:
                above[-1].addChild(item)
            else:
                self.addTopLevelItem(item)
            above.append(item)
            if row.seq == current:
                self.setCurrentItem(item)
        self.expandAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the selected lines as text, indented as they are."""
        lines = [
            "  " * depth + " ".join(filter(None, map(item.text, range(len(_TITLES)))))
            for depth, item in _items(self.invisibleRootItem(), 0)
            if item.isSelected()
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _item(self, row: Row, start_ns: int, colours: Colours) -> QTreeWidgetItem:
        after = format_duration(row.mono_ns - start_ns)
        what = visible_text(_what(row), 200, one_line=True)
        item = QTreeWidgetItem([_ARROWS.get(row.direction, ""), after, what, status_of(row), format_size(row.size)])
        item.setData(0, _SEQ, row.seq)
        item.setToolTip(_WHAT, plain_tool_tip(f"#{row.seq} {what}"))
        item.setForeground(
            0, QColor({"sent": colours.sent, "received": colours.received}.get(row.direction, colours.muted))
        )
        shades = {"ok": colours.ok, "error": colours.error, "failure": colours.failure, "waiting": colours.waiting}
        item.setForeground(3, QColor(shades.get(status_of(row), colours.text)))
        for column in (1, 4):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item


def _items(above: QTreeWidgetItem, depth: int) -> Iterator[tuple[int, QTreeWidgetItem]]:
    """Give what is below an item, in order, each with how far it is indented."""
    for row in range(above.childCount()):
        item = above.child(row)
        if item is not None:
            yield depth, item
            yield from _items(item, depth + 1)


def _what(row: Row) -> str:
    if row.kind in ("http-request", "http-response"):
        return "HTTP request" if row.kind == "http-request" else "HTTP response"
    if row.kind == "failure":
        return "no answer"
    if row.shape in ("result", "error"):
        return row.shape
    return " ".join(filter(None, (row.method or row.kind, row.subject)))
