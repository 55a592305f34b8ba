"""A capture of another run, in a window of its own; read, never written."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from inspector.ui.bridge.tasks import Tasks
from inspector.ui.dialogs.export import ExportDialog
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.panels.messages import MessagesPanel

_SIZE: Final = (1200, 700)
_LOOK_MS: Final = 500
"""How often it is looked whether somebody else has written more."""


class CaptureWindow(QMainWindow):
    """Shows a capture, also while another program writes it. Raises `CaptureError` where it cannot be opened."""

    resend_wanted = Signal(bytes, str)

    def __init__(self, path: Path, book: FilterBook, tasks: Tasks, parent: QWidget | None = None) -> None:
        messages = MessagesPanel(path, book)  # first, for it may refuse
        super().__init__(parent, Qt.WindowType.Window)
        self.messages = messages
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{path.name} — MCP Loupe")
        self._tasks = tasks
        self.setCentralWidget(self.messages)
        self.messages.resend_wanted.connect(self.resend_wanted)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.messages.look_for_more)
        self._timer.start(_LOOK_MS)
        for keys, slot in (
            ("Ctrl+Shift+F", self.messages.focus_filter),
            ("Ctrl+Shift+E", self.export_messages),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self.resize(*_SIZE)
        self.statusBar().showMessage(f'Read-only: "{path}". Ctrl+Shift+F filters, Ctrl+Shift+E exports.')

    def export_messages(self) -> None:
        """Ask what of the capture is to be saved."""
        ExportDialog(self.messages.export_choice(), self._tasks, self).open()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.messages.close_capture()
        super().closeEvent(event)
