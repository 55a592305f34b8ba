"""A content as a file: saved where the user says, or handed to the system's viewer."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from inspector.content.file_names import ending_for, file_name
from inspector.content.magic import mime_of

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


def save_button(data: Callable[[], bytes], uri: str, mime: str, parent: QWidget) -> QToolButton:
    """Give a button that asks where to, and saves."""
    button = QToolButton(parent)
    button.setText("Save…")
    button.setToolTip("Save these bytes to a file")

    def ask() -> None:
        dialog = QFileDialog(button, "Save Content")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(file_name(uri, mime))
        dialog.fileSelected.connect(lambda name: _save(data(), name, button))
        dialog.open()

    button.clicked.connect(ask)
    return button


def _save(data: bytes, name: str, button: QToolButton) -> None:
    """Write the file; a failure is said on the button, where the user looks."""
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        button.setText("Not Saved")
        button.setToolTip(f'"{name}" could not be written: {error.strerror}. Choose another place.')
    else:
        button.setText("Saved")
        button.setToolTip(f'Saved as "{name}"; press to save it again')


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
