"""The answer to a request for sampling as blocks, with role, model and stop reason; or the whole as JSON.

Several blocks are sent as a list, which sampling has since 2025-11-25; a single one as it is, as all revisions have it.
"""

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.schema.document import read, write
from inspector.ui.questions.answer_blocks import BlockEditor, ToolBlock, block_editor, block_of_file
from inspector.ui.widgets.json_editor import JsonEditor
from inspector.ui.widgets.tinted_label import TintedLabel

REASONS: Final = ("endTurn", "stopSequence", "maxTokens", "toolUse")
_LISTS_SINCE: Final = "2025-11-25"
_KNOWN: Final = ("role", "content", "model", "stopReason")
_FIELDS, _JSON = 0, 1
_FACT_WIDTH: Final = 84


class AnswerEditor(QWidget):
    """Edits a `CreateMessageResult`. Whatever result it is given, it gives back."""

    problem_found = Signal(str)

    def __init__(self, tools: list[dict[str, Any]], revision: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._revision = revision
        self._rest: dict[str, Any] = {}
        self.blocks: list[BlockEditor] = []
        self.role = _choice(("assistant", "user"), "role", self)
        self.model = QLineEdit("human", self)
        self.model.setAccessibleName("model")
        self.reason = _choice(REASONS, "stop reason", self)
        self.json = JsonEditor(self)
        self.json.setAccessibleName("answer as JSON")
        self.json_button = QToolButton(self)
        self.json_button.setText("JSON")
        self.json_button.setCheckable(True)
        self.json_button.setToolTip("Write the whole answer as JSON")
        self.json_button.toggled.connect(self._switch)
        self._note = TintedLabel(lambda colours: colours.finding, self)
        self._pages = QStackedWidget(self)
        self._build()
        self.set_result({"role": "assistant", "content": {"type": "text", "text": ""}, "model": "human"})

    def _build(self) -> None:
        body = QWidget(self)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._column.setSpacing(8)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        fields = QWidget(self)
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(scroll, 1)
        column.addWidget(self._note)
        column.addLayout(self._adders())
        column.addLayout(self._facts())
        self._pages.addWidget(fields)
        self._pages.addWidget(self.json)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages, 1)

    def _adders(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for text, tip, slot in (
            ("+ Text", "Add a block of text", lambda: self.add({"type": "text", "text": ""})),
            ("+ Image or Audio…", "Add an image or audio from a file", self._ask_for_file),
            ("+ Tool Use", "Let the model use a tool", self._add_tool_use),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _facts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for text, field in (("Role", self.role), ("Model", self.model), ("Stops for", self.reason)):
            label = QLabel(text, self)
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 2 if field is self.model else 1)
            field.setMinimumWidth(_FACT_WIDTH)
        return row

    # -- the result ---------------------------------------------------------------------------------------------

    def result(self) -> dict[str, Any] | None:
        """Give the answer as it will be sent; None where the JSON is none, which `problem_found` then says."""
        if self._pages.currentIndex() == _FIELDS:
            return self._from_fields()
        document = read(self.json.text())
        self.json.mark_error(document.line)
        if isinstance(document.value, dict):
            return document.value
        self.problem_found.emit(document.problem or "A result is an object; write it in braces.")
        return None

    def set_result(self, result: dict[str, Any]) -> None:
        """Take an answer, in fields where they can show it."""
        self.json.setPlainText(write(result))
        if not _fits_fields(result):
            self.json_button.setChecked(True)
            return
        self._rest = {name: value for name, value in result.items() if name not in _KNOWN}
        content = result.get("content")
        self._clear()
        for block in content if isinstance(content, list) else [content]:
            self.add(block, focus=False)
        self.role.setCurrentText(str(result.get("role", "")))
        self.model.setText(str(result.get("model", "")))
        self.reason.setCurrentText(str(result.get("stopReason", "endTurn")))
        self.json_button.setChecked(False)

    def _from_fields(self) -> dict[str, Any]:
        blocks = [editor.block() for editor in self.blocks]
        content = blocks[0] if len(blocks) == 1 else blocks
        named = {"role": self.role.currentText(), "content": content, "model": self.model.text()}
        reason = self.reason.currentText()
        return {**named, **({"stopReason": reason} if reason else {}), **self._rest}

    def _switch(self, to_json: bool) -> None:
        if to_json:
            if self._pages.currentIndex() == _FIELDS and self.blocks:
                self.json.setPlainText(write(self._from_fields()))
            self._pages.setCurrentIndex(_JSON)
            return
        result = self.result()
        self._pages.setCurrentIndex(_FIELDS)
        if result is not None and _fits_fields(result) and result != self._from_fields():
            self.set_result(result)

    # -- blocks -------------------------------------------------------------------------------------------------

    def add(self, block: Any, *, focus: bool = True) -> BlockEditor:
        """Add a block at the end."""
        editor = block_editor(block, self._tools, self)
        editor.removed.connect(self._remove)
        self.blocks.append(editor)
        self._column.addWidget(editor, 1)
        if isinstance(editor, ToolBlock):
            self.reason.setCurrentText("toolUse")
        if focus:
            editor.focus_first()
        self._tell()
        return editor

    def _add_tool_use(self) -> None:
        """Add the use of a tool; an empty text before it is what one begins with, and goes."""
        first = self.blocks[0] if self.blocks else None
        if len(self.blocks) == 1 and first is not None and first.block() == {"type": "text", "text": ""}:
            self._remove(first)
        self.add({"type": "tool_use"})

    def _remove(self, editor: BlockEditor) -> None:
        self.blocks.remove(editor)
        self._column.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._tell()

    def _clear(self) -> None:
        for editor in list(self.blocks):
            self._remove(editor)

    def _tell(self) -> None:
        is_early = len(self.blocks) != 1 and bool(self._revision) and self._revision < _LISTS_SINCE
        self._note.setText(f"⚠ {self._revision} has one block in an answer; lists came with {_LISTS_SINCE}.")
        self._note.setVisible(is_early)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, "Add Image or Audio")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.add_file(Path(name)))
        dialog.open()

    def add_file(self, path: Path) -> None:
        """Add a file as image or audio; says so if it is neither."""
        try:
            block = block_of_file(path)
        except (OSError, ValueError) as error:
            self.problem_found.emit(str(error))
            return
        first = self.blocks[0] if self.blocks else None
        if len(self.blocks) == 1 and first is not None and first.block() == {"type": "text", "text": ""}:
            self._remove(first)
        self.add(block)

    def focus_first(self) -> None:
        """Put the cursor into the first block."""
        if self._pages.currentIndex() == _JSON:
            self.json.setFocus()
        elif self.blocks:
            self.blocks[0].focus_first()


def _fits_fields(result: dict[str, Any]) -> bool:
    content = result.get("content")
    return isinstance(content, (dict, list)) and all(isinstance(result.get(name, ""), str) for name in _KNOWN[::2])


def _choice(texts: tuple[str, ...], name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setEditable(True)
    box.addItems(texts)
    box.setAccessibleName(name)
    return box
