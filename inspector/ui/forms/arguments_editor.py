"""Arguments as a form and as JSON, side by side: one document, two ways to write it."""

from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import Document, read, write
from inspector.schema.example import example_for, starting_value
from inspector.schema.fields import Form
from inspector.schema.form import LARGEST, describe
from inspector.schema.text_places import Path
from inspector.schema.validate import Problem
from inspector.ui.forms.checking import Checking, Verdict
from inspector.ui.forms.form_view import FormView
from inspector.ui.forms.json_side import JsonSide
from inspector.ui.forms.note_strip import NoteStrip
from inspector.ui.forms.sheet import LONGEST, Sheet
from inspector.ui.widgets.plain_text import visible_text

_CHECK_DELAY_MS: Final = 150
_FORM, _JSON, _BOTH = 0, 1, 2
_WORDS: Final = ("form", "json", "both")
_BESIDE: Final = 620
"""Pixels from which on form and JSON stand beside each other, and not one above the other."""


class ArgumentsEditor(QWidget):
    """Edits arguments by the schema of a tool, with a form where it has no more than about `largest` characters.

    Nothing that is wrong keeps them from being sent.
    """

    changed = Signal()
    submitted = Signal()
    checked = Signal()  # problems() is up to date

    def __init__(self, parent: QWidget | None = None, *, largest: int = LARGEST) -> None:
        super().__init__(parent)
        self._largest = largest
        self._schema: Any = {}
        self._form = Form()
        self._checking = Checking(self)
        self._checking.checked.connect(self._show_verdict)
        self._problems: list[Problem] = []
        self._wanted = _FORM
        self._is_starting = False
        self.sheet = Sheet(self)
        self._view = FormView(self._form, self, self.sheet)
        self._leaving: QWidget | None = None
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.json = JsonSide(self.sheet, self)
        self.json.setAccessibleName("Arguments as JSON")
        self.note = NoteStrip(self)
        self.note.acted.connect(self._act)
        self.form_button = _button("Form", "Edit the arguments as a form", self, checkable=True)
        self.json_button = _button("JSON", "Edit the arguments as JSON", self, checkable=True)
        self.both_button = _button(
            "Both", "Edit the arguments as a form and as JSON, side by side", self, checkable=True
        )
        self.fill_button = _button("Fill In", "Put an example from the schema wherever nothing is written", self)
        self.fill_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.fill_button.setMenu(self._fill_menu())
        self.fill_button.setStyleSheet("QToolButton::menu-button { border: none; width: 14px; }")
        self.fill_button.clicked.connect(self.fill_in)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check)
        self.sheet.edited.connect(self._edited)
        self._pasted: tuple[Path, str] | None = None
        self._build()
        self.set_schema({})

    def _build(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._scroll)
        self.splitter.addWidget(self.json)
        for side in (0, 1):
            self.splitter.setStretchFactor(side, 1)
        self.json.setMinimumSize(QSize(120, 80))
        self._scroll.setMinimumSize(QSize(160, 80))
        self._buttons = QButtonGroup(self)
        for number, button in enumerate((self.form_button, self.json_button, self.both_button)):
            self._buttons.addButton(button, number)
        self._buttons.idClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.note)

    def _fill_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Examples for All", self.fill_in)
        menu.addAction("Examples for What Is Required", lambda: self.fill_in(optional=False))
        menu.addSeparator()
        menu.addAction("Clear", lambda: self.sheet.replace(write(starting_value(self._form))))
        return menu

    def switches(self) -> QHBoxLayout:
        """Give the buttons in a row, for whoever lays this editor out."""
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in (self.fill_button, self.form_button, self.json_button, self.both_button):
            row.addWidget(button)
        return row

    # -- the document -------------------------------------------------------------------------------------------

    def set_schema(self, schema: Any, value: Any = None, *, text: str | None = None) -> None:
        """Take the schema of another tool, and the arguments to begin with; `None` for what the schema begins with.

        `text` gives them as they were written, and goes before `value`.
        """
        self._schema = schema
        self._form = describe(schema, self._largest)
        self._checking.take(schema)
        self._is_starting = True
        start = starting_value(self._form) if value is None else value
        broken = isinstance(start, str) and bool(read(start).problem)
        self.sheet.start(text if text is not None else start if broken else "" if start is MISSING else write(start))
        self._show_form()
        self._is_starting = False
        self.json.use_form(lambda: self._form.root)
        for button in (self.form_button, self.both_button):
            button.setEnabled(not self._form.problem)
        self.fill_button.setVisible(self.isVisible() and self._can_fill())
        self._show_mode()
        self._show_verdict(Verdict())
        self.check()

    def _show_form(self) -> None:
        view = FormView(self._form, self, self.sheet)
        view.setContentsMargins(0, 0, 8, 0)
        view.submitted.connect(self.submitted)
        view.desk.pasted.connect(self._offer_pasted)
        self._view.stop()
        self._view = view
        self._leaving = self._scroll.takeWidget()  # held, for it goes later: what called this may be one of its parts
        self._scroll.setWidget(view)
        if self._leaving is not None:
            self._leaving.deleteLater()

    def _can_fill(self) -> bool:
        return (
            self._form.root is not None and not self._form.problem and bool(self._form.fields or not self._is_object())
        )

    def _is_object(self) -> bool:
        return bool(self._form.root and self._form.root.schema.get("type") == "object")

    def value(self) -> Any:
        """Give the arguments as they will be sent: `MISSING` for none, JSON that is broken as the text it is."""
        self.sheet.settle()
        if not self.sheet.is_broken:
            return self.sheet.value
        document = read(self.sheet.text) if len(self.sheet.text) > LONGEST else self.sheet.said
        return self.sheet.text if document.value is MISSING else document.value

    def text(self) -> str:
        """Give the arguments as they are written."""
        return self.sheet.text

    def set_value(self, value: Any) -> None:
        """Take arguments in place of those there are; it can be undone."""
        self.sheet.replace("" if value is MISSING else write(value))
        self.check()

    def fill_in(self, *, optional: bool = True) -> None:
        """Put examples where nothing is written yet; what is written stays."""
        if self.sheet.is_broken:
            return
        example = example_for(self._form, optional=optional)
        if self.sheet.value is MISSING:
            self.set_value(example)
        elif isinstance(self.sheet.value, dict) and isinstance(example, dict):
            self.sheet.add_all(_missing(self.sheet.value, example, ()))
        self.check()

    def problems(self) -> list[Problem]:
        """Give what was wrong with the arguments when they were last checked."""
        return self._problems

    def check(self) -> None:
        """Check the arguments now; where that takes longer, `checked` tells of the verdict later."""
        self._timer.stop()
        self.sheet.settle()
        self._view.setEnabled(not self.sheet.is_broken)
        if self.sheet.said.problem or self.sheet.value is MISSING:
            self._show_verdict(Verdict())
            return
        verdict = self._checking.check(self.sheet.value)
        if verdict is not None:
            self._show_verdict(verdict)

    def _show_verdict(self, verdict: Verdict) -> None:
        said = self.sheet.said
        found = [] if said.problem else list(verdict.problems)
        own = [*_complaints(said), *self._view.complaints()]
        self._problems = [*own, *found]
        self.json.show_problems(said, found)
        unplaced = self._view.show_problems(found) if not said.problem else []
        if self.mode == _JSON:
            unplaced = found
        lines = filter(None, (
            _sentence([*_complaints(said), *unplaced]),
            self._form.problem or visible_text(verdict.unusable, 400),
        ))  # fmt: skip
        self._say("\n".join(lines), wrong=bool(said.problem or unplaced))
        self.checked.emit()

    def _say(self, sentence: str, *, wrong: bool) -> None:
        action = ""
        if self.sheet.is_broken and self.mode != _JSON:
            sentence = f"{sentence} The form shows what could last be read."
            action = "Go Back to That"
        elif self._pasted is not None and not self.sheet.is_broken:
            sentence = f"What was pasted is JSON. {sentence}".strip()
            action = "Take It as the Value" if self._pasted[0] else "Take It as All Arguments"
        self.note.say(sentence, action, wrong=wrong)

    def _act(self) -> None:
        if self.sheet.is_broken:
            self.sheet.restore()
        elif self._pasted is not None:
            path, text = self._pasted
            self._pasted = None
            if path:
                self.sheet.put(path, text)
            else:
                self.sheet.replace(text)
        self.check()

    def _offer_pasted(self, path: Path, text: str) -> None:
        """Offer JSON that was pasted into the field of a text as what it says."""
        is_arguments = isinstance(read(text).value, dict) and self._names_members(read(text).value)
        self._pasted = ((), text) if is_arguments else (path, text)
        self._timer.start()

    def _names_members(self, value: dict[str, Any]) -> bool:
        """Tell whether an object looks like all the arguments: it names members of the schema, and no others."""
        names = {field.name for field in self._form.fields}
        return bool(value) and value.keys() <= names

    def _edited(self) -> None:
        if self._pasted is not None and not self._timer.isActive():
            self._pasted = None
        if not self._is_starting:
            self._timer.start()
            self.changed.emit()

    # -- the two ways -------------------------------------------------------------------------------------------

    @property
    def mode(self) -> int:
        """What is shown: the form, the JSON or both."""
        return _JSON if self._form.problem else self._wanted

    def _choose(self, mode: int) -> None:
        self._wanted = mode
        self._show_mode()
        self.check()

    def _show_mode(self) -> None:
        mode = self.mode
        self._view.set_active(active=mode != _JSON)
        self._scroll.setVisible(mode != _JSON)
        self.json.setVisible(mode != _FORM)
        button = self._buttons.button(mode)
        if button is not None:
            button.setChecked(True)

    def save_state(self) -> bytes:
        """Give what is shown as bytes to keep."""
        return _WORDS[self._wanted].encode()

    def restore_state(self, state: bytes) -> bool:
        """Take back what `save_state` gave; tells whether it was that."""
        word = state.decode(errors="replace")
        if word in _WORDS:
            self._choose(_WORDS.index(word))
        return word in _WORDS

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if self.mode != _JSON and not self.sheet.is_broken:
            self._view.focus_first()
        else:
            self.json.setFocus()

    def form(self) -> FormView:
        """Give the form, as it is now."""
        return self._view

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = Qt.Orientation.Horizontal if self.width() >= _BESIDE else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([1_000, 1_000])  # halves; widths mean nothing as heights

    # The buttons may stand outside this widget, and come and go with it.

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.fill_button.setVisible(self._can_fill())
        self.both_button.show()
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.fill_button.hide()
        self.both_button.hide()
        super().hideEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "splitter"):
            self.check()
        super().changeEvent(event)


def _complaints(document: Document) -> list[Problem]:
    texts = filter(None, (document.problem, *document.remarks))
    return [Problem("", text) for text in texts]


def _sentence(problems: list[Problem]) -> str:
    """Say what no field can say."""
    if not problems:
        return ""
    first = problems[0]
    place = f" at {first.pointer}" if first.pointer else ""
    return visible_text(f"{first.message}{place}", 300)


def _missing(value: dict[str, Any], example: dict[str, Any], path: Path) -> list[tuple[Path, list[tuple[str, str]]]]:
    """Give what an example has and a value has not: the way to each object, and its members."""
    found = [(path, [(name, write(part)) for name, part in example.items() if name not in value])]
    for name, part in example.items():
        if isinstance(value.get(name), dict) and isinstance(part, dict):
            found += _missing(value[name], part, (*path, name))
    return found


def _button(text: str, tip: str, parent: QWidget, *, checkable: bool = False) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(checkable)
    return button
