"""Paints a console's lines: colours as the terminal would, readable on our ground."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from inspector.content.ansi import Colour, Style, rgb_of
from inspector.ui.models.console_model import LINE_ROLE, TEXT, Line
from inspector.ui.theme import DARK_COLOURS, LIGHT_COLOURS, Colours, colours_for

_MARGIN: Final = 6
_LEAST_CONTRAST: Final = 4.5
_STEPS: Final = 8

LIGHT_SIXTEEN: Final = (
    "#1b1f24", "#b3261e", "#1a6b33", "#8a5300", "#2457c5", "#8a2bb0", "#0f6b6b", "#5a6370",
    "#5a6370", "#c5221f", "#137333", "#8a5300", "#1a56db", "#a02bc9", "#00695c", "#1b1f24",
)  # fmt: skip
DARK_SIXTEEN: Final = (
    "#9ca5b2", "#ff8a80", "#6fd08c", "#f0b95b", "#86aefb", "#d9a2f5", "#62cfc9", "#e4e7eb",
    "#9ca5b2", "#ffa79f", "#8fe0a8", "#ffd180", "#a8c5ff", "#e7c0fa", "#8ce3de", "#ffffff",
)  # fmt: skip
_SIXTEEN: Final[Mapping[bool, Sequence[str]]] = MappingProxyType({False: LIGHT_SIXTEEN, True: DARK_SIXTEEN})


class ConsoleDelegate(QStyledItemDelegate):
    """Paints a line piece by piece. `needle` is a text whose places are marked."""

    needle: str = ""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        colours = colours_for(option.palette)
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        painter.save()
        painter.setClipRect(option.rect)
        painter.setFont(option.font)
        if index.column() == TEXT:
            self._paint_line(painter, option, line, colours)
        else:
            painter.setPen(QColor(colours.muted))
            painter.drawText(_place(option, 0), str(index.data()))
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, line: Line, colours: Colours) -> None:
        metrics = option.fontMetrics
        is_dark = colours is DARK_COLOURS
        self._mark(painter, option, line.text, colours)
        at = 0.0
        for span in line.spans:
            width = float(metrics.horizontalAdvance(span.text))
            ground, ink = inks(span.style, is_dark=is_dark)
            if line.is_event:
                ink = colours.muted
            where = QRectF(option.rect.left() + _MARGIN + at, option.rect.top(), width, option.rect.height())
            if ground is not None:
                painter.fillRect(where, QColor(ground))
            painter.setPen(QColor(ink))
            painter.setFont(_font(option.font, span.style, italic=line.is_event))
            painter.drawText(_place(option, at), span.text)
            at += width
            if where.left() > option.rect.right():
                break

    def _mark(self, painter: QPainter, option: QStyleOptionViewItem, text: str, colours: Colours) -> None:
        needle = self.needle.lower()
        at = text.lower().find(needle) if needle else -1
        while at >= 0:
            before = option.fontMetrics.horizontalAdvance(text[:at])
            width = option.fontMetrics.horizontalAdvance(text[at : at + len(needle)])
            left = option.rect.left() + _MARGIN + before
            painter.fillRect(QRectF(left, option.rect.top(), width, option.rect.height()), QColor(colours.mark))
            at = text.lower().find(needle, at + len(needle))


def _place(option: QStyleOptionViewItem, at: float) -> QRectF:
    """Give where a piece is written: as far as the cell goes, for a font that is wider than it was measured."""
    rect = QRectF(option.rect)
    rect.setLeft(rect.left() + _MARGIN + at)
    rect.setTop(rect.top() + (rect.height() - option.fontMetrics.height()) / 2)
    return rect


def _font(font: QFont, style: Style, *, italic: bool) -> QFont:
    found = QFont(font)
    found.setBold(style.bold)
    found.setItalic(style.italic or italic)
    found.setUnderline(style.underline)
    found.setStrikeOut(style.strike)
    return found


@lru_cache(maxsize=2_000)
def inks(style: Style, *, is_dark: bool) -> tuple[str | None, str]:
    """Give the colours of ground and text. A text that could not be read on its ground is made lighter or darker."""
    colours = DARK_COLOURS if is_dark else LIGHT_COLOURS
    ground = _name(style.background, is_dark=is_dark)
    ink = _name(style.foreground, is_dark=is_dark)
    if style.inverse:
        ground, ink = ink or colours.text, ground or colours.base
    elif ink is None:
        ink = colours.text if ground is None else _readable(colours.text, ground)
    if style.faint:
        ink = colours.muted if style.foreground is None else ink
    return ground, _readable(ink, ground or colours.base)


def _name(colour: Colour | None, *, is_dark: bool) -> str | None:
    if colour is None:
        return None
    if isinstance(colour, int):
        if colour < 16:
            return _SIXTEEN[is_dark][colour]
        colour = rgb_of(colour)
    return QColor(*colour).name()


def _readable(ink: str, ground: str) -> str:
    """Bring a colour so far towards black or white that it can be read."""
    away = max((QColor("#000000"), QColor("#ffffff")), key=lambda colour: contrast(colour, QColor(ground)))
    found = QColor(ink)
    for step in range(1, _STEPS + 1):
        if contrast(found, QColor(ground)) >= _LEAST_CONTRAST:
            break
        found = _mixed(QColor(ink), away, step / _STEPS)
    return found.name()


def _mixed(one: QColor, other: QColor, part: float) -> QColor:
    mixed = (a + (b - a) * part for a, b in zip(_parts(one), _parts(other), strict=True))
    return QColor(*(round(each) for each in mixed))


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in
              (value / 255 for value in _parts(colour))]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
