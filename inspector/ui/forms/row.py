"""One value of a document as a row: its name, an editor of the kind it needs, and what is wrong with it."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import is_same, write
from inspector.schema.example import start_of
from inspector.schema.fields import ArrayField, Field, JsonField, NumberField, ObjectField
from inspector.schema.text_places import Path
from inspector.ui.forms.branch_choice import BranchChoice
from inspector.ui.forms.desk import Desk
from inspector.ui.forms.editor import Editor, State, state_of
from inspector.ui.forms.editors import can_show, editor_for
from inspector.ui.forms.field_words import about, full_story, hint_when_absent, kind
from inspector.ui.forms.json_part_editor import JsonPartEditor
from inspector.ui.forms.previews import preview, wrong_kind
from inspector.ui.forms.row_face import RowFace, set_seen
from inspector.ui.forms.row_menu import values_offered
from inspector.ui.forms.row_parts import GUTTER, Actions
from inspector.ui.forms.state_button import Choice
from inspector.ui.forms.text_editors import LineEditor, TextEditor
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_OPENED_TO: Final = 4
_OPENED_WITH: Final = 40


class Body(Protocol):
    """What stands below a row: the members of an object, or the items of a list."""

    def show_value(self, field: Field, value: Any) -> None:
        """Show the parts of a value."""

    def show_problems(self) -> None:
        """Say at each part what is wrong with it."""

    def rows(self) -> "Iterator[Row]":
        """Give the rows made so far."""

    def stop(self) -> None:
        """Make no more rows."""


class Row(RowFace):
    """Shows one value of the document and changes no other."""

    def __init__(
        self, desk: Desk, field: Field, step: str | int | None, above: "Row | None", parent: QWidget,
        *, actions: Actions = (), can_be_renamed: bool = False,
    ) -> None:  # fmt: skip
        name = field.name if step is None else str(step)
        super().__init__(name, self.choices, actions, parent, can_be_renamed=can_be_renamed)
        self.desk = desk
        self.field = field
        self.step = step
        self.above = above
        self.value: Any = MISSING
        self.shown: Field | None = None
        self.editor: Editor | None = None
        self.body: Body | None = None
        self.as_json = False
        self._actions = actions
        self._mode = ""
        self._is_shown = False
        self._is_open: bool | None = None
        self._body_widget: QWidget | None = None
        self.choice = BranchChoice(self)
        self.name.clicked.connect(lambda: self.open(not self.is_open))
        if self.name_edit is not None:
            desk.watch(self.name_edit)

    # -- place --------------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The way to the value, as it is now."""
        if self.above is None:
            return ()
        return self.above.path if self.step is None else (*self.above.path, self.step)

    @property
    def level(self) -> int:
        """How many values this one is inside of."""
        return 0 if self.above is None else self.above.level + 1

    @property
    def is_item(self) -> bool:
        """Whether this is an item of a list, which cannot be absent."""
        return isinstance(self.step, int)

    @property
    def can_be_absent(self) -> bool:
        """Whether nothing can stand here."""
        return not self.is_item

    # -- value --------------------------------------------------------------------------------------------------

    def take_field(self, field: Field) -> None:
        """Be described by another field from now on."""
        if field is not self.field and not _is_like(field, self.field):
            self.field = field
            self.choice.forget()
            self._is_shown = False

    def show_value(self, value: Any) -> None:
        """Show what the document says here."""
        self.value = value
        shown = self.choice.settle(self.field, value, own=self.desk.sheet.is_edited_by_part)
        self._use(shown, self._mode_for(shown, value))
        if self.editor is not None:
            self.editor.show_value(value)
        self._show_group()

    def show_if_changed(self, value: Any) -> None:
        """Show a value unless it is the one that is shown: of a large form nearly all are."""
        if self._is_shown and is_same(self.value, value):
            self.value = value
        else:
            self._is_shown = True
            self.show_value(value)

    def _mode_for(self, shown: Field | None, value: Any) -> str:
        if shown is None:
            return "choice" if value is MISSING or value is None else "json"
        absent = value is MISSING or (value is None and shown.nullable)
        if (
            self.as_json
            or isinstance(shown, JsonField)
            or not (absent or can_show(shown, value) or self._is_typed_here(value))
        ):
            return "json"
        return "group" if isinstance(shown, (ObjectField, ArrayField)) else "line"

    def _is_typed_here(self, value: Any) -> bool:
        """Tell whether the line says just this: a number half typed is a text, and still being typed."""
        lexeme = self.editor.lexeme() if isinstance(self.editor, LineEditor) else None
        return lexeme is not None and isinstance(value, str) and lexeme == write(value, indent=None)

    def _use(self, shown: Field | None, mode: str) -> None:
        same = mode == self._mode and (
            shown is self.shown or (shown is not None and self.shown is not None and _is_like(shown, self.shown))
        )
        if same:
            return
        had_focus = self.editor is not None and self.has_focus_inside()
        self._clear()
        self.shown, self._mode = shown, mode
        described = shown or self.field
        self.name.describe(full_story(described), required=self.field.required and not self.is_item)
        self.choice.show_in(self.line)
        if mode in ("json", "line"):
            self._make_editor(described)
        elif mode == "group":
            self._make_header(described)
        elif self.field.description:
            self.tell_about(" ".join(self.field.description.split()), full_story(self.field))
        self.line.addStretch(0)
        if not (isinstance(self.editor, LineEditor) or self.is_headless):
            self.place_states(comes_with_pointer=mode != "group")
        self.name.set_opens(opens=mode == "group", is_open=False)
        set_seen(self.name, seen=self.above is not None and (self.name_edit is None or mode == "group"))
        if self.name_edit is not None:
            set_seen(self.name_edit, seen=mode != "group")
        if had_focus and self.editor is not None:
            self.editor.setFocus()

    def _make_editor(self, field: Field) -> None:
        if self._mode == "json":
            editor: Editor = JsonPartEditor(field, lambda: self.desk.sheet.lexeme(self.path), self)
        else:
            editor = editor_for(field, self)
        self.editor = editor
        self.setFocusProxy(editor)
        for widget in (editor, *editor.findChildren(QWidget)):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                self.desk.watch(widget)
        editor.edited.connect(self._edited)
        editor.submitted.connect(self.desk.submitted)
        self.line.addWidget(editor, 1)
        words = self._about_field(field)
        if words not in ("text", "boolean", "JSON", "") and not (self.is_item and words == kind(field)):
            self.tell_about(words, full_story(field))

    def _about_field(self, field: Field) -> str:
        """Say what is wanted; a branch without words of its own has those of its union."""
        words = about(field)
        if field.description or field is self.field:
            return words
        return " · ".join(filter(None, (words, " ".join(self.field.description.split()))))

    @property
    def is_headless(self) -> bool:
        """Whether only what is below is shown: the whole needs no name."""
        return self.above is None and self._mode == "group" and not self.choice.is_shown

    def _make_header(self, field: Field) -> None:
        if not self.is_headless:
            self.setFocusProxy(self.name)
            self.tell_about("", full_story(field), in_line=True)

    def stop(self) -> None:
        """Make no more of what is below."""
        if self.body is not None:
            self.body.stop()

    def _clear(self) -> None:
        self.stop()
        self.take_out(self.editor, self._body_widget)
        self.editor = self.body = self._body_widget = None

    def _edited(self) -> None:
        editor = self.editor
        if editor is None:
            return
        if isinstance(editor, JsonPartEditor) and editor.is_broken:
            self.show_problems()
            return
        lexeme = editor.lexeme()
        if lexeme is None:
            self.set_absent()
        else:
            self.desk.sheet.put(self.path, lexeme, is_typing=True)
        self.show_problems()

    def set_absent(self) -> None:
        """Take the value out of the document; an item, which cannot be absent, becomes null."""
        if self.is_item:
            self.desk.sheet.put(self.path, "null")
        else:
            self.desk.sheet.remove(self.path)

    def put(self, value: Any) -> None:
        """Set the value."""
        self.desk.sheet.put_value(self.path, value)

    # -- what is below ------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether what is below can be seen."""
        return self._body_widget is not None and not self._body_widget.isHidden()

    def open(self, is_open: bool) -> None:
        """Show or hide what is below."""
        self._is_open = is_open
        self._show_group()
        self.show_problems()

    def _is_opened(self) -> bool:
        if self._is_open is not None:
            return self._is_open
        if self.above is None:
            return True
        if isinstance(self.value, (dict, list)):
            return self.level <= _OPENED_TO and 0 < len(self.value) <= _OPENED_WITH
        return self.field.required and self.value is MISSING and self.level <= 2 and isinstance(self.shown, ObjectField)

    def _show_group(self) -> None:
        if self._mode != "group" or self.shown is None:
            return
        opened = self._is_opened() and self.value is not None
        if opened and self.body is None:
            self._make_body()
        if opened and self.body is not None:
            self.body.show_value(self.shown, self.value)
        if self._body_widget is not None and self._body_widget.isHidden() == opened:
            self._body_widget.setVisible(opened)  # when its rows are there: each that is shown lays the window out
        self.name.set_opens(opens=True, is_open=opened)
        state = state_of(self.value)
        self.states.setText(state)
        self.states.set_quiet(quiet=state is State.VALUE)
        self.name.setAccessibleDescription(state)
        self._say_about(opened)

    def _say_about(self, opened: bool) -> None:
        if self.about is None or self.shown is None:
            return
        words = self._about_field(self.shown)
        if self.value is MISSING:
            words = f"{words} · {hint_when_absent(self.field)}"
        elif self.value is None:
            words = f"{words} · null"
        elif self.is_item:
            words = preview(self.value)
        elif not opened or isinstance(self.value, list):
            words = f"{preview(self.value, with_parts=not opened)} · {words}"
        self.about.setText(visible_text(words, 300, one_line=True))
        if self.about.toolTip() == "":
            self.about.setToolTip(plain_tool_tip(full_story(self.shown)))

    def _make_body(self) -> None:
        from inspector.ui.forms.bodies import body_for  # what is below a row has rows of its own

        self._body_widget = QWidget(self)
        self._body_widget.hide()
        self.body, widget = body_for(self, self._body_widget)
        row = QHBoxLayout(self._body_widget)
        row.setContentsMargins(GUTTER if self.above is not None else 0, 0, 0, 2)
        row.addWidget(widget, 1)
        self.place_below(self._body_widget)

    # -- what is wrong ------------------------------------------------------------------------------------------

    def show_problems(self) -> None:
        """Say what is wrong here and below."""
        own = self.desk.problems_at(self.path)
        if self.value is MISSING and self._mode != "json":
            own = [problem for problem in own if problem.keyword != "required"]  # the empty field says so by itself
        texts = [problem.message for problem in own[:1]]
        if self.editor is not None and self.editor.complaint():
            texts.insert(0, self.editor.complaint())
        if not texts and self._mode == "json" and self.shown is not None and not isinstance(self.shown, JsonField):
            texts = [wrong_kind(self.value, kind(self.shown))] if not can_show(self.shown, self.value) else []
        if self._mode == "json" or (self._mode == "group" and not self.is_open):
            inside = self.desk.problems_below(self.path) if self.desk.said else []
            if inside:
                texts.append(f"at {inside[0].pointer}: {inside[0].message}")
        self.say_problem(". ".join(texts))
        if self.body is not None and self.is_open:
            self.body.show_problems()

    # -- choosing -----------------------------------------------------------------------------------------------

    def choices(self) -> Iterator[Choice]:
        """Give what the menu of the row offers."""
        field = self.shown or self.field
        if self._mode != "choice":
            yield "Value", self._begin
        if self.can_be_absent:
            yield "Absent", self.set_absent
        if self.field.nullable or field.nullable:
            yield "Null", lambda: self.put(None)
        for text, value in values_offered(field):
            yield text, partial(self.put, value)
        if isinstance(self.editor, TextEditor):
            yield from self.editor.choices()
        if not isinstance(self.shown, JsonField):
            yield ("Edit in Fields" if self.as_json else "Edit as JSON"), lambda: self.show_as_json(not self.as_json)
        for _, text, act in self._actions:
            yield text, act

    def show_as_json(self, as_json: bool) -> None:
        """Write this value as JSON, or in fields."""
        self.as_json = as_json
        self.show_value(self.value)
        self.show_problems()
        self.setFocus()

    def _begin(self) -> None:
        """Go from absent or null to a value."""
        field = self.shown or self.field
        if self.value is MISSING or self.value is None:
            start = start_of(field)
            if start is not MISSING:
                self.put(start)
        if self._mode == "group":
            self.open(True)
        elif self.editor is not None:
            self.editor.setFocus()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.is_headless:
            event.ignore()
        else:
            self.states.menu().popup(event.globalPos())

    def takes_lines(self, text: str) -> bool:
        """Take a pasted text of several lines, which a line would run together."""
        if not isinstance(self.editor, TextEditor) or self.editor.box is not None:
            return False
        self.editor.paste_lines(text)
        return True


def _is_like(one: Field, other: Field) -> bool:
    """Tell whether two fields show the same, though a schema was read twice."""
    if type(one) is not type(other) or one.required != other.required or one.nullable != other.nullable:
        return False
    if isinstance(one, NumberField) or not isinstance(one, (ObjectField, ArrayField)):
        return bool(one.schema == other.schema)
    return one.schema is other.schema
