"""A line for a filter: says while one types whether it can be read, and proposes what could come next."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QStandardItem,
    QStandardItemModel,
    QTextCharFormat,
)
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QTreeView, QWidget
from typing_extensions import override

from inspector.traffic.filters.completion import Completion, Proposal, ValuesOf, complete
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.filters.syntax import Everything, Filter, FilterError
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.plain_text import plain_tool_tip

_DELAY_MS: Final = 120
_HISTORY: Final = 50
_LIST_AT_LEAST: Final = 480
_TAKES_PROPOSAL: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HELP: Final = """\
Text finds records that hold it. Comparisons look at one field:
    method == "tools/call" and latency > 200ms
    session == weather and not own
    tool ~ "get_.*"      body.params.name == add      size > 1MB
    error      failure      waiting      finding
Ctrl+Space proposes what fits, Alt+Down shows earlier filters, Esc clears."""


class FilterLine(QLineEdit):
    """Carries the filter that was typed last and could be read.

    `changed` gives it a moment after the typing; `judged` gives the sentence that says what is wrong, empty if nothing.
    """

    changed = Signal(object)  # Filter
    judged = Signal(str)
    remembered = Signal()
    """The history has changed."""

    left = Signal()
    """The user wants to go on to the list."""

    def __init__(self, values_of: ValuesOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter: Filter = Everything()
        self.history: list[str] = []
        self._is_typed = True
        self._values_of = values_of
        self._completion = Completion(0, 0, ())
        self._words = QStandardItemModel(0, 2, self)
        self._list = QTreeView()
        self._completer = _completer(self._words, self._list, self)
        self._completer.activated.connect(self._insert)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.apply)
        self.setFont(monospaced_font())
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Filter messages")
        self.setPlaceholderText("Filter: text, or  method == tools/call and latency > 200ms")
        self.setToolTip(plain_tool_tip(_HELP))
        self.textChanged.connect(lambda _text: self._timer.start())
        self.textEdited.connect(lambda _text: self._propose() if self._is_typed else None)

    def apply(self) -> None:
        """Read what stands there now; what cannot be read leaves the filter as it was."""
        self._timer.stop()
        try:
            found = parse_filter(self.text())
        except FilterError as error:
            self._judge(str(error), error.start, error.end)
            return
        self._judge("", 0, 0)
        if found != self.filter:
            self.filter = found
            self.changed.emit(found)

    def set_filter(self, text: str) -> None:
        """Put a filter there, apply it and remember it. Undo brings back what stood there."""
        self._write(text)
        self.apply()
        self.remember()

    def _write(self, text: str) -> None:
        """Replace what stands there as if it was typed; `setText` would forget what there is to undo."""
        self._is_typed = False
        self.selectAll()
        self.insert(text)
        self._is_typed = True

    def remember(self) -> None:
        """Take the filter into the history, if it can be read."""
        text = self.text().strip()
        if text and self.hasAcceptableInput() and not self.property("wrong"):
            self.history = [text, *(known for known in self.history if known != text)][:_HISTORY]
            self.remembered.emit()

    def _judge(self, sentence: str, start: int, end: int) -> None:
        self.setProperty("wrong", bool(sentence))
        self.setProperty("right", not sentence and bool(self.text().strip()))
        self.style().unpolish(self)
        self.style().polish(self)
        self._underline(start, end)
        self.judged.emit(sentence)

    def _underline(self, start: int, end: int) -> None:
        """Underline what is wrong, as input methods underline what is being composed."""
        formats = []
        if end > start:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(colours_for(self.palette()).error)
            kind = QInputMethodEvent.AttributeType.TextFormat
            formats.append(QInputMethodEvent.Attribute(kind, start - self.cursorPosition(), end - start, wave))
        self.inputMethodEvent(QInputMethodEvent("", formats))

    # -- proposals ----------------------------------------------------------------------------------------------

    def _propose(self) -> None:
        """Show what could come next; below the line, out of the way of the typing."""
        self._completion = complete(self.text(), self.cursorPosition(), self._values_of)
        proposals = self._completion.proposals[:200]
        self._offer(proposals)

    def _offer(self, proposals: Iterable[Proposal]) -> None:
        self._words.setRowCount(0)
        muted = colours_for(self.palette()).muted
        for proposal in proposals:
            about = QStandardItem(proposal.about)
            about.setForeground(QColor(muted))
            self._words.appendRow([QStandardItem(proposal.text), about])
        if self._words.rowCount() and self.hasFocus():
            self._completer.complete()
        else:
            self._list.hide()

    def _insert(self, word: str) -> None:
        text, at = self.text(), self._completion
        self._write(f"{text[: at.start]}{word} {text[at.end :].lstrip()}")
        self.setCursorPosition(at.start + len(word) + 1)
        self._propose()

    def _show_history(self) -> None:
        self._completion = Completion(0, len(self.text()), ())
        self._offer(Proposal(text) for text in self.history)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        popup = self._list
        if key in _TAKES_PROPOSAL and popup.isVisible() and popup.currentIndex().isValid():
            event.ignore()  # the completer takes it
        elif key == Qt.Key.Key_Escape and not popup.isVisible():
            self._write("")
            self.apply()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            popup.hide()
            self.apply()
            self.remember()
            self.left.emit()
        elif key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._show_history()
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._propose()
        elif key == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.remember()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.property("wrong"):
            self._timer.start()


def _completer(words: QStandardItemModel, view: QTreeView, line: QLineEdit) -> QCompleter:
    completer = QCompleter(words, line)
    completer.setWidget(line)
    completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    completer.setMaxVisibleItems(14)
    completer.setPopup(view)
    view.setProperty("popup", True)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setFont(line.font())
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it would stand on a short list
    view.setMinimumWidth(_LIST_AT_LEAST)
    view.header().hide()
    view.header().resizeSection(0, 180)
    return completer
