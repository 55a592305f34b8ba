"""A content as a file: saved where the user says, or handed to the system's viewer."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QToolButton, QWidget
from shiboken6 import isValid

from inspector.content.file_names import ending_for, file_name
from inspector.content.magic import mime_of
from inspector.ui.beside import beside
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

OPENED: Final = frozenset(
    {
        "application/pdf",
        "audio/flac",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/avif",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
    }
)
"""What is handed to the system's viewer: kinds that are looked at and listened to, told by their first bytes."""


def save_button(
    data: Callable[[], bytes], uri: str, mime: str, parent: QWidget, say: Callable[[str], None]
) -> QToolButton:
    """Give a button that asks where to, and saves; `say` takes a sentence about what failed, or an empty text."""
    button = QToolButton(parent)
    button.setText("Save…")
    button.setToolTip("Save these bytes to a file")

    def ask() -> None:
        # Not a part of the content: that may be read again and go while one looks for a place.
        window = button.window()
        dialog = QFileDialog(window, "Save Content")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(file_name(uri, mime))
        dialog.fileSelected.connect(lambda name: _save(data, name, button, window, say))
        dialog.open()

    button.clicked.connect(ask)
    return button


def _save(
    data: Callable[[], bytes], name: str, button: QToolButton, window: QWidget, say: Callable[[str], None]
) -> None:
    """Write the file beside the window, and say how it ended where the user looks."""

    def show(text: str, tip: str = "", failure: str = "") -> None:
        if isValid(button):
            button.setEnabled(bool(tip))
            button.setText(text)
            button.setToolTip(plain_tool_tip(tip))
            say(failure)
        elif failure and isValid(window):  # the content was read again meanwhile
            box = QMessageBox(QMessageBox.Icon.Warning, "Not Saved", "", parent=window)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.setText(visible_text(failure, 600))
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    def end(failure: str) -> None:
        if failure:
            sentence = f'"{name}" could not be written: {failure}. Choose another place.'
            show("Not Saved", sentence, sentence)
        else:
            show("Saved", f'Saved as "{name}"; press to save it again')

    show("Saving…")
    beside(lambda: _written(data, Path(name)), end, window)


def _written(data: Callable[[], bytes], path: Path) -> str:
    """Write a file, and tell why that failed; what stood there before is lost only when the new bytes are whole."""
    in_place = path.is_symlink() or (path.exists() and not path.is_file()) or not os.access(path.parent, os.W_OK)
    if in_place:  # a device or a link stays what it is
        return _failure(lambda: path.write_bytes(data()))
    beginning = path.with_name(f".{path.name[:100]}.part")
    failure = _failure(lambda: (beginning.write_bytes(data()), beginning.replace(path)))
    if failure:
        _failure(lambda: beginning.unlink(missing_ok=True))
    return failure


def _failure(work: Callable[[], object]) -> str:
    try:
        work()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def open_button(data: bytes, uri: str, files: QTemporaryDir, parent: QWidget) -> QToolButton:
    """Give a button that writes a file only this user can read, and hands it to the system's viewer."""
    button = QToolButton(parent)
    button.setText("Open Outside")
    button.setToolTip("Write it to a temporary file and open that with the system's program for it")
    button.clicked.connect(lambda: _open(data, uri, files, button))
    return button


def _open(data: bytes, uri: str, files: QTemporaryDir, button: QToolButton) -> None:
    mime = mime_of(data[:4_096])
    name = f"{Path(file_name(uri, mime)).stem}.{ending_for(mime)}"  # the ending is ours, whatever the server says
    path = Path(files.filePath(name))
    try:
        path.write_bytes(data)
    except OSError as error:
        button.setText("Not Opened")
        button.setToolTip(f"The temporary file could not be written: {error.strerror}. Save it instead.")
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        button.setText("Not Opened")
        button.setToolTip("The system has no program for it. Save it instead.")
