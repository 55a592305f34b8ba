"""The calls of one tool or prompt as a list, and what can be done with one of them."""

import time
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.sessions.outcome import ErrorReply, NoReply
from inspector.ui.figures import format_duration, format_size
from inspector.ui.results.history import MAX_ENTRIES, Entry, ResultHistory
from inspector.ui.theme import Colours, colours_for, monospaced_font, small_font
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_TITLES: Final = ("#", "time", "outcome", "latency", "size", "arguments")
_RIGHT: Final = (0, 3, 4)
_ENTRY: Final = Qt.ItemDataRole.UserRole


class HistoryTable(QWidget):
    """Lists entries, the newest on top. Enter or a double click shows one; two selected ones can be compared."""

    shown = Signal(object)  # Entry
    compare_wanted = Signal(object, object)  # Entry, Entry: the earlier and the later
    again_wanted = Signal(object)  # Entry
    record_requested = Signal(int)
    arguments_wanted = Signal(object)  # Entry

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: ResultHistory | None = None
        self._current: Entry | None = None
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels(list(_TITLES))
        self.list.setFont(monospaced_font())
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setProperty("spaced", True)
        self.list.setAccessibleName("History of results")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.itemActivated.connect(lambda item: self.shown.emit(item.data(0, _ENTRY)))
        self.list.itemSelectionChanged.connect(self._show_buttons)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(_TITLES) - 1, QHeaderView.ResizeMode.Stretch)
        self.again_button = self._button("Call Again", "Send the same arguments once more", self._again)
        self.arguments_button = self._button("Use Arguments", "Take these arguments into the form", self._take)
        self.compare_button = self._button("Compare", "", self._compare)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setFont(small_font())
        self._build()

    def _build(self) -> None:
        keys = QShortcut(QKeySequence("Ctrl+D"), self.list)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._compare)
        row = QHBoxLayout()
        row.setContentsMargins(6, 2, 6, 2)
        for button in (self.again_button, self.arguments_button, self.compare_button):
            row.addWidget(button)
        row.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)

    def _button(self, text: str, tip: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.clicked.connect(slot)
        return button

    def show_history(self, history: ResultHistory, current: Entry | None) -> None:
        """Show a history; `current` is the entry whose result is on display."""
        self._history, self._current = history, current
        colours = colours_for(self.palette())
        self.list.clear()
        items = [self._item(entry, colours) for entry in history]
        self.list.addTopLevelItems(items[::-1])
        for item in items:
            if item.data(0, _ENTRY) is current:
                self.list.setCurrentItem(item)
        dropped = f"{history.dropped:,} older ones are in the message log; {MAX_ENTRIES} are kept here"
        self.note.setText(dropped if history.dropped else "")
        self._show_buttons()

    def _item(self, entry: Entry, colours: Colours) -> QTreeWidgetItem:
        word, colour = say_outcome(entry, colours)
        texts = [
            str(entry.number),
            time.strftime("%H:%M:%S", time.localtime(entry.at)),
            word,
            format_duration(entry.outcome.duration_ns),
            format_size(entry.size) if entry.size else "",
            visible_text(entry.words, 200, one_line=True),
        ]
        item = QTreeWidgetItem(texts)
        item.setData(0, _ENTRY, entry)
        item.setForeground(2, QColor(colour))
        item.setToolTip(len(_TITLES) - 1, plain_tool_tip(entry.words))
        for column in _RIGHT:
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def selected(self) -> list[Entry]:
        """Give the selected entries, the earliest first."""
        entries = [item.data(0, _ENTRY) for item in self.list.selectedItems()]
        return sorted(entries, key=lambda entry: int(entry.number))

    def _pair(self) -> tuple[Entry, Entry] | None:
        """Give the two entries to compare: those selected, or the one selected and the one before it."""
        chosen = self.selected()
        if len(chosen) == 2:
            return chosen[0], chosen[1]
        before = self._history.before(chosen[0]) if len(chosen) == 1 and self._history is not None else None
        return (before, chosen[0]) if before is not None else None

    def _show_buttons(self) -> None:
        chosen, pair = self.selected(), self._pair()
        self.again_button.setEnabled(len(chosen) == 1)
        self.arguments_button.setEnabled(len(chosen) == 1)
        self.compare_button.setEnabled(pair is not None)
        words = f"Compare #{pair[0].number} with #{pair[1].number} (Ctrl+D)" if pair else "Select two calls to compare"
        self.compare_button.setToolTip(words)

    def _again(self) -> None:
        self.again_wanted.emit(self.selected()[0])

    def _take(self) -> None:
        self.arguments_wanted.emit(self.selected()[0])

    def _compare(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.compare_wanted.emit(*pair)

    def _open_menu(self, at: QPoint) -> None:
        if self.list.itemAt(at) is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(self.selected()) == 1:
            (entry,) = self.selected()
            menu.addAction("Show", lambda: self.shown.emit(entry))
            menu.addAction("Show in Log", lambda: self.record_requested.emit(entry.record)).setEnabled(entry.record > 0)
        for button in (self.again_button, self.arguments_button, self.compare_button):
            menu.addAction(button.text(), button.click).setEnabled(button.isEnabled())
        menu.popup(self.list.viewport().mapToGlobal(at))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._history is not None:
            self.show_history(self._history, self._current)


def say_outcome(entry: Entry, colours: Colours) -> tuple[str, str]:
    """Say in a word how a call ended, and in which colour."""
    outcome = entry.outcome
    if isinstance(outcome, NoReply):
        return "⚠ no answer", colours.failure
    if isinstance(outcome, ErrorReply):
        return "✕ error", colours.error
    if isinstance(outcome.value, dict) and outcome.value.get("isError") is True:
        return "✕ isError", colours.error
    return "✓ ok", colours.ok
