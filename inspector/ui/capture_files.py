"""Captures as files: opened in windows of their own, and exported."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QWidget

from inspector.traffic.capture import CaptureError
from inspector.traffic.export.merging import merge_captures
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.dialogs.export import Choice, ExportDialog
from inspector.ui.log.filter_book import FilterBook

_KINDS = "Captures (*.mcpcap);;All files (*)"


class CaptureFiles(QObject):
    """Asks for files and opens them. `folder` is where captures are kept unless the user says otherwise."""

    resend_wanted = Signal(bytes, str, str)
    said = Signal(str)  # a sentence for the status bar

    def __init__(self, folder: Path, filters: FilterBook, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._folder = folder
        self._filters = filters
        self._tasks = tasks
        self._window = window
        self.columns: Callable[[], bytes] = bytes
        """Gives how the log is laid out here; a capture that is opened begins with the same."""

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
            self._refuse("Open Capture", str(error))
            return
        opened.messages.restore_state(self.columns())
        opened.resend_wanted.connect(self.resend_wanted)
        opened.show()

    def export(self, choice: Choice) -> None:
        """Ask what of the log is to be saved."""
        dialog = ExportDialog(choice, self._tasks, self._window)
        dialog.saved.connect(lambda path: self.said.emit(f'Saved as "{path}".'))
        dialog.open()

    def ask_for_merge(self) -> None:
        """Ask which captures to make one of, and then for the name of that one."""
        dialog = QFileDialog(self._window, "Merge Captures", str(self._folder), _KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Merge…")
        dialog.filesSelected.connect(lambda paths: self._ask_for_target(tuple(map(Path, paths))))
        dialog.open()

    def _ask_for_target(self, paths: Sequence[Path]) -> None:
        dialog = QFileDialog(self._window, "Save the Merged Capture", str(paths[0].with_name("merged.mcpcap")), _KINDS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("mcpcap")
        dialog.fileSelected.connect(lambda target: self.merge(paths, Path(target)))
        dialog.open()

    def merge(self, paths: Sequence[Path], target: Path) -> None:
        """Make one capture of several, and open it; a file of its name is replaced, as the file dialog has asked."""
        if target.resolve() in {path.resolve() for path in paths}:
            self._refuse("Merge Captures", f'"{target}" is one of the captures. Name another file.')
            return
        self._tasks.start(self._merge(paths, target))

    async def _merge(self, paths: Sequence[Path], target: Path) -> None:
        stopped = Event()
        busy = QProgressDialog(f"Merging {len(paths)} captures…", "Cancel", 0, 0, self._window)
        busy.setWindowTitle("Merge Captures")
        busy.canceled.connect(stopped.set)
        try:
            work = partial(merge_captures, paths, target, stop=stopped.is_set, replaces=True)
            count = await asyncio.get_running_loop().run_in_executor(None, work)
        except CaptureError as error:
            if not stopped.is_set():
                self._refuse("Merge Captures", str(error))
            return
        finally:
            busy.deleteLater()
        self.said.emit(f'{count:,} records of {len(paths)} captures are in "{target}".')
        self.open(target)

    def _refuse(self, title: str, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, sentence, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
