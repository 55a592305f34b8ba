"""Marks and notes on their way into the capture: written in another thread, for they may have to wait their turn."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from inspector.traffic.marks import MarkError, MarkWriter


class _Writer(QObject):
    """Lives in the worker thread with a connection of its own, which is made when it is first needed."""

    kept = Signal(int)  # seq
    refused = Signal(str)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._marks: MarkWriter | None = None

    @Slot(int, object)
    def write(self, seq: int, note: str | None) -> None:
        """Write a note, or where there is none toggle the mark."""
        try:
            if self._marks is None:
                self._marks = MarkWriter(self._path)
            if note is None:
                self._marks.toggle(seq)
            else:
                self._marks.note(seq, note)
        except MarkError as error:
            self.refused.emit(str(error))
        else:
            self.kept.emit(seq)

    @Slot()
    def finish(self) -> None:
        """Close the connection in its own thread, and end that: all that was asked for before is written then."""
        if self._marks is not None:
            self._marks.close()
        QThread.currentThread().quit()


class MarkKeeper(QObject):
    """Writes what it is told, in order. `kept` gives the number of the record, `refused` says why not."""

    kept = Signal(int)
    refused = Signal(str)
    _asked = Signal(int, object)
    _finishing = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._writer = _Writer(path)
        self._writer.moveToThread(self._thread)
        self._asked.connect(self._writer.write)
        self._finishing.connect(self._writer.finish)
        self._writer.kept.connect(self.kept)
        self._writer.refused.connect(self.refused)

    def toggle_mark(self, seq: int) -> None:
        """Mark a record, or take its mark away."""
        self._ask(seq, None)

    def keep_note(self, seq: int, text: str) -> None:
        """Keep a note on a record; an empty one is taken away."""
        self._ask(seq, text)

    def close(self) -> None:
        """Write what is still to be written, and end the thread."""
        if self._thread.isRunning():
            self._finishing.emit()
            self._thread.wait()

    def _ask(self, seq: int, note: str | None) -> None:
        if not self._thread.isRunning():
            self._thread.start()
        self._asked.emit(seq, note)
