"""Where things stand in a row: the name, a line for the editor, words about it, what is wrong, and what is below."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from inspector.ui.forms.labels import muted_label, problem_label
from inspector.ui.forms.row_parts import GUTTER, Actions, NameButton, NameEdit, RowTools
from inspector.ui.forms.state_button import Choice, StateButton
from inspector.ui.theme import small_font
from inspector.ui.widgets.elided_label import ElidedLabel
from inspector.ui.widgets.plain_text import visible_text

_NAME, _CONTENT, _TOOLS = range(3)


class RowFace(QWidget):
    """The widgets of a row in their places. Its buttons are seen while the pointer is on it or the focus in it."""

    def __init__(
        self, name: str, choices: Callable[[], Iterator[Choice]], actions: Actions, parent: QWidget,
        *, can_be_renamed: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.name = NameButton(name, self)
        self.name_edit = NameEdit(name, self) if can_be_renamed else None
        self.states = StateButton(choices, self)
        self.name.states = self.states
        self.tools = RowTools(actions, name, self) if actions else None
        self.about: ElidedLabel | None = None
        self._problem: QLabel | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 1, 0, 1)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(_CONTENT, 1)
        self.line = QHBoxLayout()
        self.line.setSpacing(4)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.name, 0, _NAME, top)
        if self.name_edit is not None:
            self._grid.addWidget(self.name_edit, 0, _NAME, top | Qt.AlignmentFlag.AlignRight)
        self._grid.addLayout(self.line, 0, _CONTENT)
        if self.tools is not None:
            self._grid.addWidget(self.tools, 0, _TOOLS, top)

    def set_name_width(self, width: int) -> None:
        """Take so much room for the name, in pixels."""
        if width == self.name.maximumWidth():
            return
        self.name.setFixedWidth(width)
        self._grid.setColumnMinimumWidth(_NAME, width)
        if self.name_edit is not None:
            self.name_edit.setFixedWidth(width - GUTTER + 4)

    # -- filling and emptying -----------------------------------------------------------------------------------

    def tell_about(self, words: str, story: str, *, in_line: bool = False) -> None:
        """Say what is wanted, below the line or in it, and all of it in a tool tip."""
        self.about = muted_label(words, story, self)
        self.about.setFont(small_font())
        if in_line:
            self.about.setMinimumHeight(22)
            self.line.addWidget(self.about, 1)
        else:
            self._grid.addWidget(self.about, 1, _CONTENT)

    def say_problem(self, text: str) -> None:
        """Say what is wrong; nothing takes it away."""
        if self._problem is None:
            if not text:
                return
            self._problem = problem_label(self)
            self._problem.setFont(small_font())
            self._grid.addWidget(self._problem, 2, _CONTENT)
        self._problem.setText(visible_text(text, 300))
        set_seen(self._problem, seen=bool(text))

    def place_states(self, *, comes_with_pointer: bool) -> None:
        """Put the button of the states last in the line."""
        self.states.comes_with_pointer = comes_with_pointer
        self.states.setParent(self)
        self.states.set_quiet(quiet=comes_with_pointer)
        self.line.addWidget(self.states)
        self.states.show()

    def place_below(self, widget: QWidget) -> None:
        """Put a widget below all others, as wide as the row."""
        self._grid.addWidget(widget, 3, _NAME, 1, 3 if self.tools is not None else 2)

    def take_out(self, *widgets: QWidget | None) -> None:
        """Empty the line, and let go of some widgets."""
        self.states.setParent(self)
        self.states.hide()
        for widget in (*widgets, self.about):
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        while self.line.count():
            self.line.takeAt(0)
        self.about = None

    # -- the pointer --------------------------------------------------------------------------------------------

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.focus_changed(inside=True)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._reveal(seen=self.has_focus_inside())

    def has_focus_inside(self) -> bool:
        """Tell whether one of its widgets has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def focus_changed(self, inside: bool) -> None:
        """Show the buttons of the row that has the focus."""
        self._reveal(seen=inside or self.underMouse())

    def _reveal(self, *, seen: bool) -> None:
        self.states.reveal(seen=seen)
        if self.tools is not None:
            self.tools.reveal(visible=seen)


def set_seen(widget: QWidget, *, seen: bool) -> None:
    """Show or hide, if that changes anything: Qt lays the whole window out each time."""
    if widget.isHidden() == seen:
        widget.setVisible(seen)
