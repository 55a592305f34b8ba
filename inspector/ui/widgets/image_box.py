"""A picture, scaled to the room there is or in its own size, decoded only up to a limit."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

LARGEST_SIDE: Final = 8_000
"""Pixels. A picture of a few kilobytes can ask for gigabytes when it is decoded."""

LARGEST_AREA: Final = 40_000_000
DRAWN: Final = frozenset({"png", "jpeg", "gif", "webp", "bmp", "ico"})
"""Kinds that are pixels and nothing else. Qt's painter of SVG reads the files that a drawing names."""

_TALLEST: Final = 600
_LEAST: Final = 64


class ImageBox(QWidget):
    """Shows a picture from its bytes, or says why it cannot."""

    def __init__(self, data: bytes, facts: str, parent: QWidget, *buttons: QWidget, room: int = LARGEST_AREA) -> None:
        super().__init__(parent)
        self._image, self.problem = decode_image(data, room)
        size = "" if self._image.isNull() else f"{self._image.width()} × {self._image.height()}"
        self.facts = QLabel(self.problem or f"{size} · {facts}", self)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self._picture = QLabel(self)
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._picture.setAccessibleName(f"picture {size}".strip())
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self._picture)
        self.zoom = QToolButton(self)
        self.zoom.setText("100%")
        self.zoom.setCheckable(True)
        self.zoom.setToolTip("Show the picture in its own size")
        self.zoom.toggled.connect(self._fit)
        row = QHBoxLayout()
        row.addWidget(self.facts, 1)
        for button in (self.zoom, *buttons):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._scroll)
        layout.addStretch(1)
        self._fit()

    @property
    def pixels(self) -> int:
        """How many pixels were decoded; none if the picture is not drawn."""
        return self._image.width() * self._image.height()

    def shown_size(self) -> QSize:
        """Give the size in which the picture is drawn."""
        size = self._image.size()
        room = QSize(max(_LEAST, self.width()), _TALLEST)
        if self.zoom.isChecked() or (size.width() <= room.width() and size.height() <= room.height()):
            return size
        return size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _fit(self) -> None:
        nothing = self._image.isNull()
        self._scroll.setVisible(not nothing)
        room = QSize(max(_LEAST, self.width()), _TALLEST)
        fits = self._image.width() <= room.width() and self._image.height() <= room.height()
        self.zoom.setVisible(not nothing and not fits)
        if nothing:
            return
        size = self.shown_size()
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = self._image if size == self._image.size() else self._image.scaled(size, mode=smooth)
        self._picture.setPixmap(QPixmap.fromImage(scaled))
        self._picture.resize(size)
        bar = self._scroll.horizontalScrollBar().sizeHint().height() if size.width() > self.width() else 0
        self._scroll.setFixedHeight(min(size.height(), _TALLEST) + bar)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()
        super().resizeEvent(event)


def decode_image(data: bytes, room: int = LARGEST_AREA) -> tuple[QImage, str]:
    """Decode a picture of at most `room` pixels; an empty one and a sentence where it is larger or cannot be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    kind = bytes(reader.format().data()).decode()
    if kind and kind not in DRAWN:
        return QImage(), f"A picture of the kind {kind} can point to files of this machine and is not drawn. Save it."
    size = reader.size()
    if max(size.width(), size.height()) > LARGEST_SIDE or size.width() * size.height() > LARGEST_AREA:
        return QImage(), f"The picture is {size.width()} × {size.height()} and is not drawn. Save it to look at it."
    if size.width() * size.height() > room:
        return QImage(), "The pictures above take all the room there is. Save it to look at it."
    image = reader.read()
    return image, f"The picture cannot be drawn: {reader.errorString()}." if image.isNull() else ""
