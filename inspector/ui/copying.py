"""Text to the clipboard; what is long is made ready beside the window."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData, QObject, QStringListModel
from PySide6.QtGui import QGuiApplication

from inspector.content.text_bytes import encoded
from inspector.ui.beside import beside

_AT_ONCE: Final = 1_000_000
"""Characters that are copied within a frame."""


def copy_text(text: str, owner: QObject) -> None:
    """Copy a text."""
    if len(text) <= _AT_ONCE:
        QGuiApplication.clipboard().setText(text)
    else:
        copy_large(lambda: text, owner)


def copy_large(make: Callable[[], str], owner: QObject) -> None:
    """Copy what `make` gives on another thread, unless `owner` is gone by then.

    It goes to the clipboard as UTF-8, which Qt makes a text of when somebody pastes it: to make one of a hundred
    megabytes here and now takes a tenth of a second.
    """

    def put(raw: bytes) -> None:
        data = _mime_data()
        data.setData("text/plain", QByteArray(raw))
        QGuiApplication.clipboard().setMimeData(data)

    beside(lambda: encoded(make()), put, owner)


def _mime_data() -> QMimeData:
    """Give an empty object that Qt made: one of Python's would be ended by Qt after the interpreter, and crash then."""
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    return data
