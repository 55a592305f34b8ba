"""The rest of a long text: laid out in another thread, and put below what stands there already, piece by piece."""

import time
from typing import Final

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from inspector.ui.widgets.json_text import LaidOut, lay_out

_PIECE: Final = 4_000
"""Characters, up to the end of a line, that are put into the view at once."""

_SLICE: Final = 0.004


class _Teller(QObject):
    laid_out = Signal(int, object)  # turn, LaidOut


class _Job(QRunnable):
    """Lays a text out. `size` is how much there is in all, of which `raw` is the beginning."""

    def __init__(self, turn: int, raw: bytes, size: int, limit: int) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python holds it
        self.teller = _Teller()
        self._turn, self._raw, self._size, self._limit = turn, raw, size, limit

    @override
    def run(self) -> None:
        self.teller.laid_out.emit(self._turn, lay_out(self._raw, self._limit, size=self._size))


class TextRest(QObject):
    """Completes the text of a view. `completed` gives the `LaidOut` that stands there then."""

    completed = Signal(object)

    def __init__(self, view: QPlainTextEdit, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._pool = QThreadPool(self)  # ends with this, once its threads have
        self._pool.setMaxThreadCount(1)
        self._turn = 0
        self._jobs: dict[int, _Job] = {}
        self._whole: LaidOut | None = None
        self._put = 0
        """Characters of the whole that stand in the view."""
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._put_more)

    @property
    def is_under_way(self) -> bool:
        """Whether there is more to come."""
        return self._turn in self._jobs or self._timer.isActive()

    def stop(self) -> None:
        """Leave the text as it is."""
        self._turn += 1
        self._timer.stop()
        self._whole = None

    def lay_out(self, raw: bytes, size: int, limit: int) -> None:
        """Lay out what the view shows the beginning of, and complete it."""
        job = self._jobs[self._turn] = _Job(self._turn, raw, size, limit)
        job.teller.laid_out.connect(self._take)
        self._pool.start(job)

    def put(self, whole: LaidOut) -> None:
        """Complete the view, which shows the beginning, with what is laid out already."""
        self._take(self._turn, whole)

    def _take(self, turn: int, whole: LaidOut) -> None:
        self._jobs.pop(turn, None)
        if turn != self._turn:
            return
        shown = self._view.toPlainText()
        if not whole.text.startswith(shown):  # the first lines were cut elsewhere
            self._view.setPlainText(shown := whole.text[: whole.text.find("\n", _PIECE) + 1 or None])
        self._whole, self._put = whole, len(shown)
        self._timer.start()

    def _put_more(self) -> None:
        """Put pieces below what stands there, for a few milliseconds."""
        whole = self._whole
        if whole is None:
            return
        end = time.monotonic() + _SLICE
        cursor = QTextCursor(self._view.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        while self._put < len(whole.text) and time.monotonic() < end:
            line_end = whole.text.find("\n", self._put + _PIECE)
            upto = len(whole.text) if line_end < 0 else line_end
            cursor.insertText(whole.text[self._put : upto])
            self._put = upto
        if self._put >= len(whole.text):
            self._timer.stop()
            self._whole = None
            self.completed.emit(whole)
