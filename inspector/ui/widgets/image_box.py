"""A picture: fitted to the room there is, in its own size, or larger; decoded only up to a limit."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, QPoint, QRect, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.svg_check import without_dashes
from inspector.ui.theme import colours_for, small_font

LARGEST_SIDE: Final = 8_000
"""Pixels. A picture of a few kilobytes can ask for gigabytes when it is decoded."""

LARGEST_AREA: Final = 40_000_000
DRAWN: Final = frozenset({"png", "jpeg", "gif", "webp", "bmp", "ico"})
"""Kinds that are pixels and nothing else. Qt's painter of SVG reads the files that a drawing names."""

_TALLEST: Final = 600
_LEAST: Final = 64
_CHECK: Final = 8
_STEP: Final = 1.25
_CLOSEST: Final = 32.0
_FARTHEST: Final = 0.02
_LARGEST_DRAWN: Final = 16_000
_DRAWING_SIDE: Final = 1_200
_AT_ONCE: Final = 1_000_000
"""Pixels that are decoded within a frame."""

_HEAD: Final = 1_000_000
"""Bytes in which the size of a picture is looked for, and that are read within a frame."""

_DRAWN_AT_ONCE: Final = 2_000
"""Bytes of a drawing that is drawn within a frame."""

_LOOK_MS: Final = 20


class _Canvas(QWidget):
    """Paints a picture at a scale, over squares where one can see through; only what is seen is scaled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()

    def show_image(self, image: QImage) -> None:
        """Take the picture."""
        self._image = image
        self.setAccessibleName(f"picture {image.width()} × {image.height()}" if not image.isNull() else "no picture")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        seen = event.rect()
        if self._image.hasAlphaChannel():
            self._paint_squares(painter, seen)
        scale = self.width() / max(1, self._image.width())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 2)
        part = QRect(
            QPoint(int(seen.left() / scale), int(seen.top() / scale)),
            QSize(int(seen.width() / scale) + 2, int(seen.height() / scale) + 2),
        ).intersected(self._image.rect())
        target = QRect(round(part.left() * scale), round(part.top() * scale), 0, 0)
        target.setSize(QSize(round(part.width() * scale), round(part.height() * scale)))
        painter.drawImage(target, self._image, part)

    def _paint_squares(self, painter: QPainter, seen: QRect) -> None:
        colours = colours_for(self.palette())
        painter.fillRect(seen, QColor(colours.base))
        colour = QColor(colours.hairline)
        for x in range(seen.left() // _CHECK, seen.right() // _CHECK + 1):
            for y in range(seen.top() // _CHECK, seen.bottom() // _CHECK + 1):
                if (x + y) % 2:
                    painter.fillRect(x * _CHECK, y * _CHECK, _CHECK, _CHECK, colour)


class ImageBox(QWidget):
    """Shows a picture from its bytes, or says why it cannot. `fixed` gives it the height of the picture."""

    def __init__(
        self, data: bytes, facts: str, parent: QWidget, *, room: int = LARGEST_AREA, drawing: bool = False
    ) -> None:
        super().__init__(parent)
        self._image, self.problem = QImage(), ""
        self.pixels = 0
        """How many pixels were decoded, or are being; none if the picture is not drawn."""
        self._scale: float | None = None
        self._about = facts
        self.facts = QLabel(self)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setFont(small_font())
        self.canvas = _Canvas(self)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(self.canvas)
        self._scroll.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)
        self._scroll.viewport().installEventFilter(self)
        row = QHBoxLayout()
        row.addWidget(self.facts, 1)
        self.zooms = self._buttons()
        for button in self.zooms:
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._scroll)
        layout.addStretch(1)
        self._decode(data, room, drawing=drawing)

    def _decode(self, data: bytes, room: int, *, drawing: bool) -> None:
        """Decode a small picture now, a large one beside the window: forty million pixels take half a second."""
        size = QSize() if drawing else size_of(data[:_HEAD])
        area = max(0, size.width() * size.height())
        self.pixels = area if area <= room else 0
        work = partial(draw_svg, data) if drawing else partial(decode_image, data, room)
        is_small = not _AT_ONCE < area <= min(room, LARGEST_AREA) and len(data) <= _HEAD
        is_small = len(data) < _DRAWN_AT_ONCE if drawing else is_small
        if is_small:
            self._take(*work())
            return
        about = "" if drawing or not area else f"{size.width()} × {size.height()} · "
        self.facts.setText(f"{about}{self._about} · being {'drawn' if drawing else 'decoded'}")
        worker = ThreadPoolExecutor(1)
        decoding = worker.submit(work)
        worker.shutdown(wait=False)
        timer = QTimer(self)

        def look() -> None:
            if decoding.done():
                timer.stop()
                self._take(*decoding.result())

        timer.timeout.connect(look)
        timer.start(_LOOK_MS)

    def _take(self, image: QImage, problem: str) -> None:
        """Show what was decoded."""
        self._image, self.problem = image, problem
        self.pixels = image.width() * image.height()
        self.facts.setText(problem or f"{image.width()} × {image.height()} · {self._about}")
        self.canvas.show_image(image)
        for button in self.zooms:
            button.setVisible(not image.isNull())
        self._show()

    def _buttons(self) -> list[QToolButton]:
        made = []
        for text, tip, act in (
            ("-", "Smaller (Ctrl and wheel)", lambda: self.zoom_by(1 / _STEP)),
            ("+", "Larger (Ctrl and wheel)", lambda: self.zoom_by(_STEP)),
            ("100%", "In its own size", lambda: self.set_scale(1.0)),
            ("Fit", "As large as there is room", lambda: self.set_scale(None)),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.clicked.connect(act)
            made.append(button)
        return made

    @property
    def scale(self) -> float:
        """How large a pixel is drawn, in pixels of the screen."""
        return self._fitting() if self._scale is None else self._scale

    def set_scale(self, scale: float | None) -> None:
        """Draw at this scale; None fits the picture to the room."""
        if scale is not None:
            largest = _LARGEST_DRAWN / max(1, self._image.width(), self._image.height())
            scale = min(max(scale, _FARTHEST), max(1.0, min(_CLOSEST, largest)))
        self._scale = scale
        self._show()

    def zoom_by(self, factor: float) -> None:
        """Draw larger or smaller."""
        self.set_scale(self.scale * factor)

    def shown_size(self) -> QSize:
        """Give the size in which the picture is drawn."""
        return QSizeF(self._image.width() * self.scale, self._image.height() * self.scale).toSize()

    def _fitting(self) -> float:
        room = QSize(max(_LEAST, self.width()), _TALLEST)
        width, height = max(1, self._image.width()), max(1, self._image.height())
        return min(1.0, room.width() / width, room.height() / height)

    def _show(self) -> None:
        nothing = self._image.isNull()
        self._scroll.setVisible(not nothing)
        if nothing:
            return
        size = self.shown_size().expandedTo(QSize(1, 1))
        self.canvas.resize(size)
        self.canvas.update()
        bar = self._scroll.horizontalScrollBar().sizeHint().height() if size.width() > self.width() else 0
        self._scroll.setFixedHeight(min(size.height(), _TALLEST) + bar)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._show()
        super().resizeEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Zoom with Ctrl and the wheel, as everywhere."""
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            return True
        return super().eventFilter(watched, event)


def size_of(data: bytes) -> QSize:
    """Give the size a picture says it has; an invalid one where that cannot be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    return reader.size() if bytes(reader.format().data()).decode() in DRAWN else QSize()


def decode_image(data: bytes, room: int = LARGEST_AREA) -> tuple[QImage, str]:
    """Decode a picture of at most `room` pixels; an empty one and a sentence where it is larger or cannot be read.

    Of a picture that moves, the first frame.
    """
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


def draw_svg(data: bytes) -> tuple[QImage, str]:
    """Draw a drawing that passed `inspector.content.svg_check`, at most `_DRAWING_SIDE` pixels wide and high.

    By the reader of pictures, which lets other threads go on meanwhile; the painter of drawings does not.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(without_dashes(data)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    size = reader.size()
    if size.width() <= 0 or size.height() <= 0:
        return QImage(), "The drawing has no size, or cannot be read."
    side = max(size.width(), size.height())
    wanted = min(_DRAWING_SIDE, max(_TALLEST, side))
    reader.setScaledSize(size.scaled(wanted, wanted, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return image, f"The drawing cannot be drawn: {reader.errorString()}." if image.isNull() else ""
