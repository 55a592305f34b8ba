"""What the program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from inspector.ui.dialogs.unexpected_error import diagnostics


def show_about(window: QWidget) -> None:
    """Say what the program is and what it runs on."""
    about = "An inspector and playground for Model Context Protocol servers."
    _tell(window, "About MCP Loupe", f"{about}\n\n{diagnostics()}")


def _tell(window: QWidget, title: str, text: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Close, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
