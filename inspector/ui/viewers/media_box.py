"""Sound and PDF inside the window, with the optional modules of Qt; loaded when the user asks for it, not before."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_HELP: Final = (
    'It can be shown here with the optional part "media": pip install "mcp-loupe[media]". "Open Outside" takes it to '
    "the system's program for it."
)
_PLAY, _PAGES = "Play", "Pages"


def media_kind(mime: str) -> str:
    """Name the way to look at a kind of content; empty where there is none of these."""
    if mime.startswith("audio/"):
        return _PLAY
    return _PAGES if mime == "application/pdf" else ""


def media_box(kind: str, data: bytes, parent: QWidget) -> QWidget:
    """Give a player or the pages; where the modules are absent, a sentence that says what helps."""
    module = "PySide6.QtMultimedia" if kind == _PLAY else "PySide6.QtPdf"
    if find_spec(module) is None:
        return _words(_HELP, parent)
    try:
        return _Player(data, parent) if kind == _PLAY else _pages(data, parent)
    except (ImportError, RuntimeError) as error:
        return _words(f'It cannot be shown here: {str(error).rstrip(".")}. "Open Outside" helps.', parent)


def _words(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setWordWrap(True)
    return label


def _buffer(data: bytes, parent: QWidget) -> QBuffer:
    buffer = QBuffer(parent)
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


class _Player(QWidget):
    """Plays a sound from memory."""

    def __init__(self, data: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        multimedia: Any = import_module("PySide6.QtMultimedia")
        self._player = multimedia.QMediaPlayer(self)
        self._output = multimedia.QAudioOutput(self)
        self._player.setAudioOutput(self._output)
        self._player.setSourceDevice(_buffer(data, self))
        self._said = QLabel("", self)
        play, stop = QPushButton("Play", self), QPushButton("Stop", self)
        play.clicked.connect(self._player.play)
        stop.clicked.connect(self._player.stop)
        self._player.errorOccurred.connect(lambda _code, said: self._said.setText(f"It cannot be played: {said}"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (play, stop, self._said):
            row.addWidget(widget)
        row.addStretch(1)


def _pages(data: bytes, parent: QWidget) -> QWidget:
    pdf: Any = import_module("PySide6.QtPdf")
    widgets: Any = import_module("PySide6.QtPdfWidgets")
    holder = QWidget(parent)
    document = pdf.QPdfDocument(holder)
    document.load(_buffer(data, holder))
    if document.pageCount() == 0:
        raise RuntimeError("it is no PDF that can be read.")
    view = widgets.QPdfView(holder)
    view.setDocument(document)
    view.setPageMode(widgets.QPdfView.PageMode.MultiPage)
    view.setZoomMode(widgets.QPdfView.ZoomMode.FitToWidth)
    view.setMinimumHeight(420)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(view)
    return holder
