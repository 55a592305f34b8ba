"""A list of values below a line, asked for while one types."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from inspector.sessions.suggestions import Suggestions
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.theme import colours_for
from inspector.ui.widgets.plain_text import visible_text

DELAY_MS: Final = 150
"""How long one may pause before the server is asked."""

SLOW_MS: Final = 500
"""After how long it is said that the server was asked and has not answered."""

_VALUE: Final = Qt.ItemDataRole.UserRole
_ROWS: Final = 10

Ask = Callable[[str], Coroutine[Any, Any, Suggestions | None]]


class LineCompleter(QObject):
    """Asks how a line may go on, and offers the answers; Ctrl+Space asks at once.

    `ask` gives None where nobody is to be asked. A newer question takes an older one back.
    """

    said = Signal(str)

    def __init__(self, line: QLineEdit, ask: Ask, tasks: Tasks) -> None:
        super().__init__(line)
        self._line = line
        self._ask = ask
        self._tasks = tasks
        self._task: asyncio.Task[object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.ask)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(lambda: self._say_slow(slow=True))
        self._is_slow = False
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(_ROWS)
        self.completer.setCompletionRole(_VALUE)
        self.popup = QListView()
        self.popup.setAccessibleName("completions")
        self.completer.setPopup(self.popup)
        self.completer.setWidget(line)
        self.completer.activated.connect(self._take)
        line.textEdited.connect(self._typed)
        line.destroyed.connect(self.stop)
        keys = QShortcut(QKeySequence("Ctrl+Space"), line)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.ask)

    def ask(self) -> None:
        """Ask now how the line may go on."""
        self._timer.stop()
        self._take_back()
        if not self._line.isVisible():  # the window was closed while the pause ran
            return
        self._slow.start()
        self._task = self._tasks.start(self._offer(self._line.text()))

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._take_back()

    def _typed(self) -> None:
        self._take_back()
        self._timer.start()

    def _take_back(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._say_slow(slow=False)

    def _say_slow(self, *, slow: bool) -> None:
        self._slow.stop()
        if slow != self._is_slow:
            self._is_slow = slow
            self.said.emit("Waiting for the server's completions…" if slow else "")

    async def _offer(self, text: str) -> None:
        found = await self._ask(text)
        self._say_slow(slow=False)
        if found is None or text != self._line.text():
            return
        self.said.emit(found.sentence)
        self.model.clear()
        if found.values == (text,):  # what stands there already is no news
            found = Suggestions()
        for value in found.values:
            item = QStandardItem(visible_text(value, 300, one_line=True))
            item.setData(value, _VALUE)
            self.model.appendRow(item)
        if not found.values or not self._line.hasFocus():
            self.popup.hide()
            return
        if found.sentence:
            self._add_note(found.sentence)
        hairline = colours_for(self._line.palette()).hairline
        self.popup.setStyleSheet(
            f"QListView {{ border: 1px solid {hairline}; }} QListView::item {{ padding: 3px 6px; }}"
        )
        self.completer.complete()

    def _add_note(self, sentence: str) -> None:
        note = QStandardItem(sentence)
        note.setFlags(Qt.ItemFlag.NoItemFlags)
        self.model.appendRow(note)

    def _take(self, value: str) -> None:
        self.popup.hide()
        if value and value != self._line.text():
            self._line.setText(value)
            self._line.textEdited.emit(value)  # for whoever keeps what is typed
        self.stop()
