"""Icons: one set (Lucide), tinted by the palette, sharp at any scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from inspector.ui.resource_files import resource_path


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    return resource_path(f"icons/{name}.svg").read_bytes()


class _Engine(QIconEngine):
    """Draws the SVG in the colour asked for, or in that of the palette's text at the moment of drawing."""

    def __init__(self, name: str, colour: str | None) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        colour = QGuiApplication.palette().color(group, QPalette.ColorRole.WindowText)
        if self._colour is not None and mode != QIcon.Mode.Disabled:
            colour = QColor(self._colour)
        source = _source(self._name).replace(b"currentColor", colour.name().encode())
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(rect))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap


def icon(name: str, colour: str | None = None) -> QIcon:
    """Give an icon of the set by its file name, in the palette's text colour or in `colour`."""
    return QIcon(_Engine(name, colour))
