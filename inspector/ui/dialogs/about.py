"""What the program is, and its keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from inspector.ui.actions import COMMANDS
from inspector.ui.dialogs.unexpected_error import diagnostics

_KEYS_OF_PANELS = (
    ("Call the tool, get the prompt", "Ctrl+Return"),
    ("From request to reply and back", "Ctrl+J"),
    ("Mark the selected record, write a note on it", "M, N"),
    ("Find in the list, the record or the console", "Ctrl+F"),
)


def show_shortcuts(window: QWidget) -> None:
    """List all keys."""
    keys = [(command.text, command.keys) for command in COMMANDS if command.keys]
    _tell(window, "Keyboard Shortcuts", "\n".join(f"{text}\t{key}" for text, key in (*keys, *_KEYS_OF_PANELS)))


def show_about(window: QWidget) -> None:
    """Say what the program is and what it runs on."""
    about = "An inspector and playground for Model Context Protocol servers."
    _tell(window, "About MCP Loupe", f"{about}\n\n{diagnostics()}")


def _tell(window: QWidget, title: str, text: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Close, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
