"""Our own bugs: one place where they are shown, with a report to copy."""

import platform
import traceback

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from inspector import __version__
from inspector.ui.theme import monospaced_font


def diagnostics() -> str:
    """Give versions and platform, for a report."""
    return f"MCP Loupe {__version__}, Qt {qVersion()}, Python {platform.python_version()}, {platform.platform()}"


class UnexpectedErrorDialog(QDialog):
    """Says that the program made a mistake, and offers the report. Never modal: work goes on."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unexpected Error")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = f"{diagnostics()}\n\n{''.join(traceback.format_exception(error))}"
        sentence = QLabel(
            "The program made a mistake. Sessions and the message log go on; the report below helps to mend it.",
            self,
        )
        sentence.setWordWrap(True)
        text = QPlainTextEdit(self.report, self)
        text.setReadOnly(True)
        text.setFont(monospaced_font())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("Copy Report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for widget in (sentence, text, buttons):
            layout.addWidget(widget)
        self.resize(640, 360)
