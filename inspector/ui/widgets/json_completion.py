"""A list of what could be written next in a JSON editor."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit
from typing_extensions import override

from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import visible_text

Offer = tuple[str, str]
"""What is written, and what it is."""

_SEEN: Final = 10
_WIDTH: Final = 320


class JsonCompletion(QObject):
    """Shows offers below the cursor; the editor keeps the focus, and Enter or Tab takes the marked one.

    `offers` gives them for the cursor as it is now, `take` writes one.
    """

    def __init__(self, editor: QPlainTextEdit, offers: Callable[[], list[Offer]], take: Callable[[str], None]) -> None:
        super().__init__(editor)
        self._editor = editor
        self._offers = offers
        self._take = take
        self.list = QListWidget(editor)
        self.list.setAccessibleName("completions")
        self.list.setFont(monospaced_font())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty("popup", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget { border: 1px solid palette(mid); background: palette(base); }")
        self.list.hide()
        self.list.itemClicked.connect(self._clicked)
        self._lexemes: list[str] = []
        editor.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether the list can be seen."""
        return not self.list.isHidden()

    def refresh(self) -> None:
        """Show what is offered now, or nothing if that is nothing."""
        offered = self._offers()
        self._lexemes = [lexeme for lexeme, _ in offered]
        self.list.clear()
        if not offered:
            self.list.hide()
            return
        for lexeme, about in offered:
            words = visible_text(lexeme, 60, one_line=True)
            self.list.addItem(QListWidgetItem(f"{words}   {visible_text(about, 40, one_line=True)}".rstrip()))
        self.list.setCurrentRow(0)
        self._place(len(offered))
        self.list.show()
        self.list.raise_()

    def _place(self, count: int) -> None:
        height = self.list.sizeHintForRow(0) * min(_SEEN, count) + 4
        cursor = self._editor.cursorRect()
        origin = self._editor.viewport().mapTo(self._editor, cursor.bottomLeft())
        room = self._editor.rect()
        below = origin.y() + height <= room.bottom()
        y = origin.y() + 2 if below else max(0, origin.y() - cursor.height() - height - 2)
        width = min(_WIDTH, room.width() - 8)
        self.list.setGeometry(max(0, min(origin.x(), room.right() - width)), y, width, min(height, room.height()))

    def close(self) -> None:
        """Take the list away."""
        self.list.hide()

    def _clicked(self, _item: QListWidgetItem) -> None:
        self._take_current()

    def _take_current(self) -> None:
        row = self.list.currentRow()
        self.close()
        if 0 <= row < len(self._lexemes):
            self._take(self._lexemes[row])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes_key(event)
        return super().eventFilter(watched, event)

    def _takes_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.refresh()
            return True
        if not self.is_open:
            return False
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            self.close()
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take_current()
            return True
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            self.close()
            return event.key() == Qt.Key.Key_Escape
        return False
