"""The bar over the log: what is shown of it, by a filter and by switches."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QWidget

from inspector.traffic.filters.completion import ValuesOf
from inspector.traffic.filters.joining import narrowed
from inspector.traffic.filters.syntax import And, Filter, Flag, Not, Or
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.log.filter_menu import FilterMenu
from inspector.ui.theme import small_font
from inspector.ui.widgets.elided_label import Elided
from inspector.ui.widgets.filter_line import FilterLine
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_LINE_AT_LEAST: Final = 220


class FilterBar(QWidget):
    """Gives the filter that is in force. `changed` says that it is another one."""

    changed = Signal()

    def __init__(
        self, book: FilterBook, values_of: ValuesOf, follower: QToolButton, parent: QWidget | None = None
    ) -> None:
        """`follower` is the button that says whether the newest record is followed."""
        super().__init__(parent)
        self.line = FilterLine(values_of, self)
        self.line.history = list(book.history)
        self.line.remembered.connect(lambda: book.remember(self.line.history))
        self.line.changed.connect(lambda _filter: self.changed.emit())
        self.line.judged.connect(self._judge)
        self.menu = FilterMenu(book, self.line, self)
        self._sentence = _Sentence(lambda colours: colours.error, self)
        self._sentence.setWordWrap(False)
        self._sentence.setFont(small_font())
        self._sentence.setAccessibleName("What is wrong with the filter")
        self._sentence.hide()
        self._count = QLabel(self)
        self.own = self._switch("Own traffic", "Show what the program sends on its own account: probe, lists, ping")
        self.output = self._switch(
            "Process output", "Show standard error, and starts and ends of processes, among the messages"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self.menu)
        layout.addWidget(self.line, 1)
        self.line.setMinimumWidth(_LINE_AT_LEAST)
        for widget in (self._sentence, self._count, self.own, self.output, follower):
            layout.addWidget(widget)

    def add_button(self, button: QToolButton) -> None:
        """Put a button before the one that follows."""
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, button)

    def _switch(self, text: str, tip: str) -> QCheckBox:
        switch = QCheckBox(text, self)
        switch.setChecked(True)
        switch.setToolTip(tip)
        switch.toggled.connect(lambda _on: self.changed.emit())
        return switch

    @property
    def filter(self) -> Filter:
        """What is in force: the line, and the switches."""
        parts = [self.line.filter]
        if not self.own.isChecked():
            parts.append(Not(Flag("own")))
        if not self.output.isChecked():
            parts.append(Not(Or((Flag("stderr"), Flag("process")))))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def kept(self) -> dict[str, bool]:
        """Give how the switches stand, to be remembered."""
        return {"own": self.own.isChecked(), "output": self.output.isChecked()}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """Set the switches as they stood."""
        self.own.setChecked(kept.get("own") is not False)
        self.output.setChecked(kept.get("output") is not False)

    def show_all(self) -> None:
        """Take all filters off."""
        for switch in (self.own, self.output):
            switch.setChecked(True)
        self.line.set_filter("")

    def narrow(self, part: str) -> None:
        """Keep what is filtered, and let less pass."""
        self.line.set_filter(narrowed(self.line.text(), part))

    def show_count(self, shown: int, total: int, *, filtering: bool) -> None:
        """Say how many records there are, and how many pass."""
        self._count.setText(f"{shown:,} of {total:,}" if filtering else f"{total:,}")

    def _judge(self, sentence: str) -> None:
        self._sentence.setText(visible_text(sentence, 200, one_line=True))
        self._sentence.setToolTip(plain_tool_tip(sentence))
        self._sentence.setVisible(bool(sentence))
        for gives_way in (self._count, self.own, self.output):
            gives_way.setVisible(not sentence)


class _Sentence(Elided, TintedLabel):
    """A line that is cut where there is no room; what is wrong must not take the room to mend it."""
