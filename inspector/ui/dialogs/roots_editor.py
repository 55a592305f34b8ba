"""The places a server may work in, as a table to edit.

https://modelcontextprotocol.io/specification/2025-11-25/client/roots
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.servers.definition import Root, root_at
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import plain_tool_tip

NAME, URI = 0, 1


class RootsEditor(QWidget):
    """Edits roots in place: folders by the system's dialog, anything else by its URI."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 2, self)
        self.table.setHorizontalHeaderLabels(["name", "URI"])
        self.table.setAccessibleName("roots")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(URI, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(NAME, 140)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemChanged.connect(lambda _item: self.changed.emit())
        self.table.itemSelectionChanged.connect(self._show_buttons)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.folder_button = self._button("Add Folder…", self._ask_for_folder, row)
        self.add_button = self._button("Add URI", lambda: self._start(Root("file:///")), row)
        self.remove_button = self._button("Remove", self.remove, row)
        self.up_button = self._button("Up", lambda: self.move_row(-1), row)
        self.down_button = self._button("Down", lambda: self.move_row(1), row)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._show_buttons()

    def _button(self, text: str, slot: Callable[[], object], row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: slot())
        row.addWidget(button)
        return button

    # -- roots --------------------------------------------------------------------------------------------------

    def roots(self) -> tuple[Root, ...]:
        """Give the roots as they stand; rows without a URI are left out."""
        rows = [(self._text(row, URI), self._text(row, NAME)) for row in range(self.table.rowCount())]
        return tuple(Root(uri, name) for uri, name in rows if uri)

    def problem(self) -> str:
        """Say what is wrong with a root, in a sentence; empty if nothing is. Nothing keeps it from being used."""
        for root in self.roots():
            if ":" not in root.uri:
                return f'The root "{root.uri}" is no URI. Write it like file:///home/me/project.'
        return ""

    def set_roots(self, roots: tuple[Root, ...]) -> None:
        """Show other roots."""
        self.table.setRowCount(0)
        for root in roots:
            self._insert(root)
        self._show_buttons()

    def add(self, root: Root) -> None:
        """Add a root at the end, and select it."""
        self._insert(root)
        self.table.selectRow(self.table.rowCount() - 1)
        self.changed.emit()

    def add_folder(self, path: str) -> None:
        """Add a folder, named after itself."""
        self.add(root_at(str(Path(path))))

    def remove(self) -> None:
        """Take the selected root out."""
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self.changed.emit()
            self._show_buttons()

    def move_row(self, by: int) -> None:
        """Move the selected root up or down."""
        row, roots = self.table.currentRow(), list(self.roots())
        if 0 <= row < len(roots) and 0 <= row + by < len(roots):
            roots.insert(row + by, roots.pop(row))
            self.set_roots(tuple(roots))
            self.table.selectRow(row + by)
            self.changed.emit()

    def _start(self, root: Root) -> None:
        self.add(root)
        item = self.table.item(self.table.rowCount() - 1, URI)
        if item is not None:
            self.table.editItem(item)

    def _insert(self, root: Root) -> None:
        self.table.blockSignals(True)
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in ((NAME, root.name), (URI, root.uri)):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tool_tip(text))
            if column == URI:
                item.setFont(monospaced_font())
            self.table.setItem(row, column, item)
        self.table.blockSignals(False)

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.data(Qt.ItemDataRole.DisplayRole).strip() if item is not None else ""

    def _show_buttons(self) -> None:
        row, count = self.table.currentRow(), self.table.rowCount()
        is_one = 0 <= row < count
        self.remove_button.setEnabled(is_one)
        self.up_button.setEnabled(is_one and row > 0)
        self.down_button.setEnabled(is_one and row < count - 1)

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, "Add Folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_folder)
        dialog.open()
