"""All keys, in a list."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from inspector.ui.actions import COMMANDS

_SIZE: Final = (460, 560)
_KEYS_OF_PANELS: Final = (
    ("Call the tool, get the prompt", "Ctrl+Return"),
    ("Mark the selected record, write a note on it", "M, N"),
    ("Find in the list, the record or the console", "Ctrl+F"),
    ("Propose what a filter could say, earlier filters", "Ctrl+Space, Alt+Down"),
    ("Take back what was written into a filter", "Ctrl+Z"),
)


class ShortcutsDialog(QDialog):
    """Lists what has keys, by menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard Shortcuts")
        self.keys = QTreeWidget(self)
        self.keys.setAccessibleName("Keyboard shortcuts")
        self.keys.setHeaderLabels(["command", "keys"])
        self.keys.header().setStretchLastSection(False)
        self.keys.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.keys.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for menu in dict.fromkeys(command.menu for command in COMMANDS):
            self._add(menu, [(command.text, command.keys) for command in COMMANDS if command.menu == menu])
        self._add("Where the Cursor Is", list(_KEYS_OF_PANELS))
        self.keys.expandAll()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.keys)
        layout.addWidget(buttons)
        self.resize(*_SIZE)

    def _add(self, title: str, entries: list[tuple[str, str]]) -> None:
        known = [QTreeWidgetItem([text, keys]) for text, keys in entries if keys]
        if known:
            group = QTreeWidgetItem([title])
            group.addChildren(known)
            self.keys.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
