"""The middle of the tools panel: what the tool is, its arguments, the calls that run, and what is pressed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from inspector.protocol.items import Item
from inspector.ui.argument_sets import ArgumentSets, Subject
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.tools.confirm_strip import ConfirmStrip
from inspector.ui.tools.copy_menu import CopyMenu
from inspector.ui.tools.options_strip import OptionsStrip
from inspector.ui.tools.running_calls import RunningCalls
from inspector.ui.tools.tool_list import BADGES
from inspector.ui.widgets.argument_set_button import ArgumentSetButton
from inspector.ui.widgets.item_header import ItemHeader
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.tinted_label import TintedLabel


class CallForm(QWidget):
    """Lays out the parts and shows what can be pressed; what happens then is said by signals."""

    call_wanted = Signal()
    many_wanted = Signal()

    def __init__(
        self, sets: ArgumentSets, last_used: Callable[[], Any], copy_menu: CopyMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.header = ItemHeader(self)
        self.editor = ArgumentsEditor(self)
        self.options = OptionsStrip(self)
        self.confirm = ConfirmStrip(self)
        self.running = RunningCalls(self)
        self.call_button = QPushButton("Call", self)
        self.options_button = QToolButton(self)
        self.sets_button = ArgumentSetButton(sets, self.editor.value, last_used, self)
        self.more_button = QToolButton(self)
        self._note = TintedLabel(lambda colours: colours.muted, self)
        self._build(copy_menu)
        self.call_button.clicked.connect(self.call_wanted)
        self.editor.submitted.connect(self.call_wanted)
        self.options_button.toggled.connect(self.options.setVisible)
        self.sets_button.failed.connect(self.say)
        copy_menu.said.connect(self.say)

    def _build(self, copy_menu: CopyMenu) -> None:
        self.call_button.setProperty("primary", True)
        self.call_button.setToolTip("Call the tool (Ctrl+Enter)")
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)  # one of the button's own is lost when its text changes
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.call_wanted)
        self.options_button.setText("Options")
        self.options_button.setCheckable(True)
        self.options_button.setToolTip("Time limit, _meta and task of calls to this tool")
        self.more_button.setText("More")
        self.more_button.setToolTip("Call many times, and copy the call")
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more_button)
        menu.addAction("Call Many Times…", self.many_wanted.emit)
        menu.addMenu(copy_menu)
        self.more_button.setMenu(menu)
        self.options.hide()
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addWidget(self.editor, 1)
        for widget in (self.options, self.confirm, self._note, self.running):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (self.call_button, self.options_button, self.sets_button, self.more_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addLayout(self.editor.switches())
        column.addLayout(row)

    def show_header(self, item: Item | None) -> None:
        """Say what the tool is, and what its hints mean."""
        self.header.show_item(item)
        tips = [BADGES[word][1] for word in item.badges if word in BADGES] if item is not None else []
        self.header.badges.setToolTip(plain_tool_tip("\n".join(tips)))

    def show_buttons(self, subject: Subject | None, *, can_send: bool) -> None:
        """Show what can be pressed for a tool, or for none."""
        chosen, wrong = subject is not None, bool(self.editor.problems())
        self.call_button.setText("Call Anyway" if wrong else "Call")
        self.call_button.setEnabled(can_send)
        words = self.options.options().words if chosen else ""
        self.options_button.setText(f"Options: {words}" if words else "Options")
        for button in (self.call_button, self.options_button, self.sets_button, self.more_button):
            button.setVisible(chosen)
        for switch in (self.editor.form_button, self.editor.json_button):
            switch.setVisible(chosen)
        self.sets_button.set_subject(subject)

    def show_options_problem(self) -> bool:
        """Lead to what is wrong with the options, if anything is; tells whether it is."""
        wrong = bool(self.options.problem)
        if wrong:
            self.options_button.setChecked(True)
            self.options.meta.setFocus()
        return wrong

    def say(self, sentence: str) -> None:
        """Say something below the arguments; an empty text takes it away."""
        self._note.setText(visible_text(sentence, 400))
        self._note.setVisible(bool(sentence))
