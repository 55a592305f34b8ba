"""Content as it can be shown: text, JSON, pictures, links, bytes. Nothing is fetched, run, or rendered as markup."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPixmap, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.content.views import BinaryView, ImageView, LinkView, RawView, TextView, View
from inspector.ui.models.records_model import format_size
from inspector.ui.theme import colours_for, monospaced_font, small_font
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.json_highlighter import JsonHighlighter
from inspector.ui.widgets.json_text import lay_out
from inspector.ui.widgets.plain_text import visible_text

VIEWS_SHOWN: Final = 100
_TEXT_SHOWN: Final = 256_000
_LARGEST_IMAGE: Final = 8_000
_HEX_SHOWN: Final = 64_000


class ContentView(QScrollArea):
    """Shows views one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.show_views([])

    def show_views(self, views: list[View]) -> None:
        """Show these, in order; a text that stands alone takes all the room."""
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        for view in views[:VIEWS_SHOWN]:
            column.addWidget(_label(view.label, page))
            for note in view.notes:
                column.addWidget(_note(note, page))
            column.addWidget(_widget_for(view, page, alone=len(views) == 1), 1 if len(views) == 1 else 0)
        if len(views) > VIEWS_SHOWN:
            column.addWidget(_note(f"{len(views) - VIEWS_SHOWN} more are in the raw result.", page))
        if len(views) != 1:
            column.addStretch(1)
        self.setWidget(page)


def _label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(visible_text(text, 200, one_line=True), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(small_font())
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label


def _note(text: str, parent: QWidget) -> QLabel:
    label = _label(f"⚠ {text}", parent)
    label.setWordWrap(True)
    label.setStyleSheet(f"color: {colours_for(parent.palette()).finding}")
    return label


def _widget_for(view: View, parent: QWidget, *, alone: bool) -> QWidget:
    if isinstance(view, TextView):
        return _text_widget(view.text, parent, is_json=view.is_json, alone=alone)
    if isinstance(view, ImageView):
        return _ImageBox(view, parent)
    if isinstance(view, BinaryView):
        return _bytes_widget(view, parent)
    if isinstance(view, LinkView):
        return _link_widget(view, parent)
    return _text_widget(view.text if isinstance(view, RawView) else "", parent, is_json=True, alone=alone)


def _text_widget(text: str, parent: QWidget, *, is_json: bool, alone: bool) -> QWidget:
    box = QPlainTextEdit(parent)
    box.setReadOnly(True)
    box.setFont(monospaced_font())
    box.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    box.setAccessibleName("text content")
    if is_json:
        box.setPlainText(lay_out(text.encode("utf-8", errors="replace"), _TEXT_SHOWN).text)
        JsonHighlighter(box.document(), parent.palette())
    else:
        if len(text) > 10_000 and "\n" not in text[:10_000]:
            box.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)  # wrapping at words freezes on a long line
        box.setPlainText(_bounded(text))
    if not alone:
        lines = min(14, 1 + sum(1 + len(line) // 50 for line in text.split("\n", 14)[:14]))
        box.setFixedHeight(lines * box.fontMetrics().lineSpacing() + 12)
    return box


def _bounded(text: str) -> str:
    shown = visible_text(text, _TEXT_SHOWN)
    lines = shown.split("\n")
    return "\n".join(line if len(line) <= 10_000 else line[:10_000] + " ⋯" for line in lines)


class _ImageBox(QWidget):
    """A picture that fits the room it has; decoded only up to a size."""

    def __init__(self, view: ImageView, parent: QWidget) -> None:
        super().__init__(parent)
        self._image, why = _decode(view.data)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label.setAccessibleName("picture")
        facts = f"{self._image.width()} × {self._image.height()} · {format_size(len(view.data))}"
        row = QHBoxLayout()
        row.addWidget(_label(why or facts, self), 1)
        row.addWidget(_save_button(view.data, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addLayout(row)
        layout.addStretch(1)
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            self._label.hide()
            return
        room = QSize(max(64, self.width()), 600)
        size = self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        smooth = Qt.TransformationMode.SmoothTransformation
        self._label.setPixmap(QPixmap.fromImage(self._image.scaled(size, mode=smooth)))
        self._label.setFixedHeight(size.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()
        super().resizeEvent(event)


def _decode(data: bytes) -> tuple[QImage, str]:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.width() > _LARGEST_IMAGE or size.height() > _LARGEST_IMAGE:
        return QImage(), f"The picture is {size.width()} × {size.height()} and is not drawn. Save it to look at it."
    image = reader.read()
    return image, f"The picture cannot be drawn: {reader.errorString()}." if image.isNull() else ""


def _bytes_widget(view: BinaryView, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    more = f", the first {_HEX_SHOWN // 1000} KB of them here" if len(view.data) > _HEX_SHOWN else ""
    row.addWidget(_label(f"{format_size(len(view.data))}{more}", box), 1)
    row.addWidget(_save_button(view.data, box))
    layout.addLayout(row)
    view_of_bytes = HexView(box)
    view_of_bytes.show_bytes(view.data[:_HEX_SHOWN])
    view_of_bytes.setMinimumHeight(160)
    layout.addWidget(view_of_bytes)
    return box


def _link_widget(view: LinkView, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    text = view.name if view.name == view.uri else f"{view.name}\n{view.uri}"
    label = QLabel(visible_text(text, 2_000), box)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    row.addWidget(label, 1)
    copy = QPushButton("Copy URI", box)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(view.uri))
    row.addWidget(copy)
    return box


def _save_button(data: bytes, parent: QWidget) -> QPushButton:
    button = QPushButton("Save…", parent)
    button.setToolTip("Save these bytes to a file")

    def ask() -> None:
        dialog = QFileDialog(parent, "Save Content")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: Path(name).write_bytes(data))
        dialog.open()

    button.clicked.connect(ask)
    return button
