"""Captures as files: opened in windows of their own, and exported."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inspector.traffic.capture import CaptureError
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.dialogs.export import Choice, ExportDialog
from inspector.ui.log.filter_book import FilterBook

_KINDS = "Captures (*.mcpcap);;All files (*)"


class CaptureFiles(QObject):
    """Asks for files and opens them. `folder` is where captures are kept unless the user says otherwise."""

    resend_wanted = Signal(bytes, str)
    said = Signal(str)  # a sentence for the status bar

    def __init__(self, folder: Path, filters: FilterBook, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._folder = folder
        self._filters = filters
        self._tasks = tasks
        self._window = window

    def ask(self) -> None:
        """Ask which captures to open."""
        dialog = QFileDialog(self._window, "Open Capture", str(self._folder), _KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.open_all(map(Path, paths)))
        dialog.open()

    def open_all(self, paths: Iterable[Path]) -> None:
        """Open captures, each in a window of its own."""
        for path in paths:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a capture beside the log of this run; says so if it cannot be opened."""
        try:
            opened = CaptureWindow(path, self._filters, self._tasks, self._window)
        except CaptureError as error:
            box = QMessageBox(QMessageBox.Icon.Warning, "Open Capture", str(error), parent=self._window)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.open()
            return
        opened.resend_wanted.connect(self.resend_wanted)
        opened.show()

    def export(self, choice: Choice) -> None:
        """Ask what of the log is to be saved."""
        dialog = ExportDialog(choice, self._tasks, self._window)
        dialog.saved.connect(lambda path: self.said.emit(f'Saved as "{path}".'))
        dialog.open()
