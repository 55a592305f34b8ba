"""The word at the right end of a field that says absent, null or value, and the menu behind it."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from typing_extensions import override

from inspector.ui.theme import small_font

Choice = tuple[str, Callable[[], object]]
_TIP: Final = "Absent is not sent, null is sent as null, a value as it stands. Alt+Down opens the choice."


class StateButton(QAbstractButton):
    """Painted by itself and with a menu made when it opens: a form has hundreds of these.

    While it is `quiet` there is only the arrow: a value that can be seen need not be called one.
    """

    def __init__(self, choices: Callable[[], Iterable[Choice]], parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = choices
        self.quiet = False
        self.comes_with_pointer = False
        self._is_revealed = False
        self.setFont(small_font())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip(_TIP)
        self.clicked.connect(self.open_menu)

    def menu(self) -> QMenu:
        """Give the menu with the choices there are now."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, choose in self._choices():
            menu.addAction(text, choose)
        return menu

    def open_menu(self) -> None:
        """Open the menu below the word."""
        self.menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def takes(self, event: QKeyEvent) -> bool:
        """Open the menu if this is the key for it, which the field beside it got."""
        wanted = event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if wanted:
            self.open_menu()
        return wanted

    def reveal(self, *, seen: bool) -> None:
        """Be told that the pointer or the focus came to the row, or left it."""
        if seen != self._is_revealed:
            self._is_revealed = seen
            self.update()

    def set_quiet(self, *, quiet: bool) -> None:
        """Show the arrow only, or the word too, and take the room that needs."""
        self.quiet = quiet
        self.setFixedSize(QSize(16, self.sizeHint().height()) if quiet else self.sizeHint())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("absent") + 18, metrics.height() + 6)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.comes_with_pointer and not self._is_revealed:
            return
        painter = QPainter(self)
        role = self.palette().ColorRole
        painter.setPen(self.palette().color(role.Text if self.underMouse() else role.PlaceholderText))
        painter.setFont(self.font())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if not self.quiet:
            painter.drawText(QRect(0, 0, self.width() - 13, self.height()), right, self.text())
        x, y = self.width() - 9, self.height() // 2 - 1
        painter.drawLine(x, y, x + 3, y + 3)
        painter.drawLine(x + 3, y + 3, x + 6, y)
