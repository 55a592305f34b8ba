"""A line to find a text with: forth and back, with the number of places, case or not."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget
from typing_extensions import override

from inspector.ui.icons import icon

_DELAY_MS: Final = 100


class FindBar(QWidget):
    """Says what is looked for. `changed` comes a moment after the typing, `stepped` for the next (False) or the one
    before (True), `left` when the user is through."""

    changed = Signal(str, bool)  # the text, whether case matters
    stepped = Signal(bool)
    left = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(what)
        self.line.setAccessibleName(what)
        self.line.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setMinimumWidth(80)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.case = self._button("case-sensitive", "Upper and lower case matter")
        self.case.setCheckable(True)
        self.previous = self._button("chevron-up", "Previous place (Shift+Enter)")
        self.next = self._button("chevron-down", "Next place (Enter)")
        self.close_button = self._button("x", "Close (Esc)")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.tell)
        self.line.textChanged.connect(lambda _text: self._timer.start())
        self.case.toggled.connect(lambda _on: self.tell())
        self.previous.clicked.connect(lambda: self.stepped.emit(True))
        self.next.clicked.connect(lambda: self.stepped.emit(False))
        self.close_button.clicked.connect(self.leave)
        self.line.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.count)
        for button in (self.case, self.previous, self.next, self.close_button):
            layout.addWidget(button)
        self.hide()

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    @property
    def text(self) -> str:
        """What is looked for; empty while the bar is closed."""
        return self.line.text() if not self.isHidden() else ""

    def begin(self, text: str = "") -> None:
        """Open the bar, with a text to begin with."""
        self.show()
        if text:
            self.line.setText(text)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self.tell()

    def leave(self) -> None:
        """Close the bar."""
        self.hide()
        self.tell()
        self.left.emit()

    def tell(self) -> None:
        """Say what is looked for now."""
        self._timer.stop()
        self.changed.emit(self.text, self.case.isChecked())

    def say(self, word: str) -> None:
        """Say how the search stands, where there is nothing to count."""
        self.count.setText(word)

    def show_count(self, current: int, total: int, *, more: bool = False) -> None:
        """Show which of how many places is selected, from 1; `more` where they were not all counted."""
        if not self.line.text():
            self.count.setText("")
        elif total == 0:
            self.count.setText("looking…" if more else "not found")
        else:
            of = f"{total:,}{'+' if more else ''}"
            self.count.setText(f"{current:,} of {of}" if current else of)

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._timer.isActive():
                    self.tell()
                else:
                    self.stepped.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return False
