"""A capture of another run, in a window of its own. Its records are read; only marks and notes are written."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from typing_extensions import override

from inspector.ui.actions import COMMANDS
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.dialogs.export import ExportDialog
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.panels.console import ConsolePanel
from inspector.ui.panels.messages import MessagesPanel

_SIZE: Final = (1200, 700)
_LOOK_MS: Final = 500
"""How often it is looked whether somebody else has written more."""


class CaptureWindow(QMainWindow):
    """Shows a capture, also while another program writes it. Raises `CaptureError` where it cannot be opened."""

    resend_wanted = Signal(bytes, str, str)

    def __init__(self, path: Path, book: FilterBook, tasks: Tasks, parent: QWidget | None = None) -> None:
        messages = MessagesPanel(path, book)  # first, for it may refuse
        super().__init__(parent, Qt.WindowType.Window)
        self.messages = messages
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{path.name} — MCP Loupe")
        self._tasks = tasks
        self._path = path
        self._console: ConsolePanel | None = None
        self._console_dock = QDockWidget("Console", self)
        self._console_dock.hide()
        self.setCentralWidget(self.messages)
        self.messages.resend_wanted.connect(self.resend_wanted)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.messages.look_for_more)
        self._timer.start(_LOOK_MS)
        self.messages.said.connect(lambda sentence: self.statusBar().showMessage(sentence, 10_000))
        self._add_menus()
        self.resize(*_SIZE)
        self.statusBar().showMessage(f'"{path}". Its records are read-only; marks and notes are kept in it.')

    def _add_menus(self) -> None:
        """Offer what the main window offers for its log, with the same keys."""
        slots: dict[str, Callable[[], object]] = {
            "file.export": self.export_messages,
            "view.filter": self.messages.focus_filter,
            "view.console": self.show_console,
            **self.messages.commands(),
        }
        menus = {name: self.menuBar().addMenu(name) for name in ("File", "View", "Messages")}
        for command in COMMANDS:
            if command.id in slots:
                action = menus[command.menu].addAction(command.text)
                action.setShortcut(QKeySequence(command.keys))
                action.triggered.connect(lambda _checked=False, slot=slots[command.id]: slot())
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._find_text)
        closing = menus["File"].addAction("Close", self.close)
        closing.setShortcut(QKeySequence("Ctrl+W"))

    def export_messages(self) -> None:
        """Ask what of the capture is to be saved."""
        ExportDialog(self.messages.export_choice(), self._tasks, self).open()

    def _find_text(self) -> None:
        if self._console is not None and self._console.has_focus:
            self._console.find_text()
        else:
            self.messages.find_text()

    def show_console(self) -> None:
        """Show what the servers of this capture wrote to standard error, below its messages."""
        if self._console is None:
            self._console = ConsolePanel(self._path, self)
            self._console.record_requested.connect(self.messages.show_record)
            self._console.said.connect(self.statusBar().showMessage)
            self._timer.timeout.connect(self._console.look_for_more)
            self._console_dock.visibilityChanged.connect(self._console.see)
            self._console_dock.setWidget(self._console)
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._console_dock)
        self._console_dock.show()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.messages.close_capture()
        if self._console is not None:
            self._console.close_capture()
        super().closeEvent(event)
