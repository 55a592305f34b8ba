"""The small parts of a row: its name, which opens what is below it, and the buttons that come with the pointer."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QToolButton, QWidget
from typing_extensions import override

from inspector.ui.forms.state_button import StateButton
from inspector.ui.icons import icon
from inspector.ui.theme import colours_for, small_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

GUTTER: Final = 14
"""Pixels for the arrow before a name."""

Actions = tuple[tuple[str, str, Callable[[], None]], ...]
"""Buttons of a row: icon, what it does, and how."""


class NameButton(QAbstractButton):
    """The name of a value; where there is something below it, a click or the space bar opens and closes that."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = visible_text(name, 200, one_line=True)
        self._is_required = False
        self._opens = False
        self.is_open = False
        self.states: StateButton | None = None
        self.setAccessibleName(name)
        self.set_opens(opens=False)

    def describe(self, tip: str, *, required: bool) -> None:
        """Say more about the value."""
        self.setToolTip(plain_tool_tip(tip))
        if required != self._is_required:
            self._is_required = required
            self.update()

    def set_opens(self, *, opens: bool, is_open: bool = False) -> None:
        """Tell whether there is something below, and whether it is seen."""
        self._opens, self.is_open = opens, is_open
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def words(self) -> str:
        """The name as it is shown, with a star where it is required."""
        return f"{self._shown} *" if self._is_required else self._shown

    def natural_width(self) -> int:
        """Give the room the name would like to have, in pixels."""
        return GUTTER + self.fontMetrics().horizontalAdvance(self.words) + 6

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.natural_width(), self.fontMetrics().height() + 6)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.states is None or not self.states.takes(event):
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_for(self.palette())
        if self._opens:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(self.palette().ColorRole.PlaceholderText))
            painter.drawPolygon(_arrow(self.height() / 2, is_open=self.is_open))
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        room = QRect(GUTTER, 0, self.width() - GUTTER - 2, self.height())
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        if self.hasFocus():
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -2, -1), 3, 3)


def _arrow(middle: float, *, is_open: bool) -> QPolygonF:
    if is_open:
        return QPolygonF([QPointF(2, middle - 2), QPointF(10, middle - 2), QPointF(6, middle + 3)])
    return QPolygonF([QPointF(4, middle - 4), QPointF(9, middle), QPointF(4, middle + 4)])


class NameEdit(QLineEdit):
    """The name of a member that the schema does not name: it can be changed."""

    renamed = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._name = name
        self.setAccessibleName(f"name of {name}")
        self.setPlaceholderText("name")
        self.setToolTip(plain_tool_tip(name))
        self.setCursorPosition(0)
        self.editingFinished.connect(self._finished)

    def _finished(self) -> None:
        if self.text() != self._name:
            self.renamed.emit(self.text())

    def go_back(self) -> None:
        """Show the name as it is."""
        self.setText(self._name)


class RowTools(QWidget):
    """Buttons for one row that are seen while the pointer is on it or the focus in it; their room is always there."""

    def __init__(self, actions: Actions, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._buttons = [_tool(each, name, self) for each in actions]
        for button in self._buttons:
            row.addWidget(button)
        self.setFixedWidth(19 * len(self._buttons))
        self.reveal(visible=False)

    def reveal(self, *, visible: bool) -> None:
        """Show or hide the buttons."""
        for button in self._buttons:
            button.setVisible(visible)

    def buttons(self) -> list[QToolButton]:
        """Give the buttons, seen or not."""
        return self._buttons


def _tool(action: tuple[str, str, Callable[[], None]], name: str, parent: QWidget) -> QToolButton:
    picture, words, act = action
    button = QToolButton(parent)
    button.setIcon(icon(picture))
    button.setIconSize(QSize(12, 12))
    button.setStyleSheet("padding: 0")
    button.setFixedSize(19, 22)
    button.setToolTip(words)
    button.setAccessibleName(f"{words} {name}")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the same is in the menu of the row, which keys reach
    button.clicked.connect(act)
    return button


def add_button(text: str, parent: QWidget) -> QToolButton:
    """Give a button that adds something."""
    button = QToolButton(parent)
    button.setText(text)
    button.setIcon(icon("plus"))
    button.setIconSize(QSize(13, 13))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFont(small_font())
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
