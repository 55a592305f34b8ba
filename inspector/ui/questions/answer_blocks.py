"""One block of an answer as input fields: text, a file as image or audio, the use of a tool, or anything as JSON."""

import base64
import mimetypes
import secrets
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.content.magic import mime_of
from inspector.content.views import ImageView, view_of_content
from inspector.schema.document import read, write
from inspector.ui.figures import format_size
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.icons import icon
from inspector.ui.theme import small_font
from inspector.ui.widgets.image_box import ImageBox
from inspector.ui.widgets.json_editor import JsonEditor
from inspector.ui.widgets.plain_text import visible_text

LARGEST_FILE: Final = 20_000_000
_TEXT_HEIGHT: Final = 110
_TOOL_HEIGHT: Final = 190


class BlockEditor(QFrame):
    """One block. `block` gives it as it will be sent."""

    removed = Signal(object)  # itself

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = QLabel(visible_text(title, 120, one_line=True), self)
        self.title.setFont(small_font())
        self.title.setForegroundRole(self.title.palette().ColorRole.PlaceholderText)
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("x"))
        self.remove.setToolTip("Take this block out of the answer")
        self.remove.setAccessibleName(f"Remove {title}")
        self.remove.clicked.connect(lambda: self.removed.emit(self))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.remove)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addLayout(top)

    def block(self) -> Any:
        """Give the block."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the cursor into it."""


class TextBlock(BlockEditor):
    """Text."""

    def __init__(self, block: dict[str, Any], parent: QWidget) -> None:
        super().__init__("text", parent)
        self._rest = {name: value for name, value in block.items() if name not in ("type", "text")}
        self.text = QPlainTextEdit(self)
        self.text.setProperty("field", True)
        self.text.setAccessibleName("answer")
        self.text.setPlaceholderText("Answer as the model would")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_TEXT_HEIGHT)
        self.text.setPlainText(str(block.get("text", "")))
        self.column.addWidget(self.text, 1)

    @override
    def block(self) -> Any:
        return {"type": "text", "text": self.text.toPlainText(), **self._rest}

    @override
    def focus_first(self) -> None:
        self.text.setFocus()


class MediaBlock(BlockEditor):
    """An image or a sound, as it came from a file or a model."""

    def __init__(self, block: dict[str, Any], parent: QWidget) -> None:
        view = view_of_content(block)
        super().__init__(view.label, parent)
        self._block = block
        if isinstance(view, ImageView):
            self.column.addWidget(ImageBox(view.data, format_size(len(view.data)), self))
        else:
            size = format_size(len(str(block.get("data", ""))) * 3 // 4)
            self.column.addWidget(QLabel(f"{block.get('type')}, {size}", self))

    @override
    def block(self) -> Any:
        return self._block


class ToolBlock(BlockEditor):
    """The use of a tool: which, under which id, and with what."""

    def __init__(self, block: dict[str, Any], tools: list[dict[str, Any]], parent: QWidget) -> None:
        super().__init__("tool use", parent)
        self._schemas = {str(tool.get("name")): tool.get("inputSchema", {}) for tool in tools}
        self.name = QComboBox(self)
        self.name.setEditable(True)
        self.name.setAccessibleName("tool")
        self.name.addItems([visible_text(name, 200, one_line=True) for name in self._schemas])
        if "name" in block:
            self.name.setCurrentText(str(block["name"]))
        self.ident = QLineEdit(str(block.get("id") or f"call_{secrets.token_hex(6)}"), self)
        self.ident.setAccessibleName("tool use id")
        self.ident.setToolTip("The id by which the tool's result will name this use")
        self.input = ArgumentsEditor(self)
        self.input.setMinimumHeight(_TOOL_HEIGHT)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.ident, 1)
        row.addLayout(self.input.switches())
        self.column.addLayout(row)
        self.column.addWidget(self.input, 1)
        self._take_schema(block.get("input"))
        self.name.currentTextChanged.connect(lambda _name: self._take_schema(None))

    def _take_schema(self, value: Any) -> None:
        self.input.set_schema(self._schemas.get(self.name.currentText(), {}), value)

    @override
    def block(self) -> Any:
        return {
            "type": "tool_use",
            "id": self.ident.text(),
            "name": self.name.currentText(),
            "input": self.input.value(),
        }

    @override
    def focus_first(self) -> None:
        self.name.setFocus()


class OtherBlock(BlockEditor):
    """Anything else, as JSON."""

    def __init__(self, block: Any, parent: QWidget) -> None:
        super().__init__("other content", parent)
        self.json = JsonEditor(self)
        self.json.setMinimumHeight(_TEXT_HEIGHT)
        self.json.setPlainText(write(block))
        self.column.addWidget(self.json, 1)

    @override
    def block(self) -> Any:
        document = read(self.json.text())
        return self.json.text() if document.problem else document.value


def block_editor(block: Any, tools: list[dict[str, Any]], parent: QWidget) -> BlockEditor:
    """Make the editor for a block, whatever it is."""
    kind = block.get("type") if isinstance(block, dict) else None
    if kind == "text":
        return TextBlock(block, parent)
    if kind in ("image", "audio") and isinstance(block.get("data"), str):
        return MediaBlock(block, parent)
    return ToolBlock(block, tools, parent) if kind == "tool_use" else OtherBlock(block, parent)


def block_of_file(path: Path) -> dict[str, Any]:
    """Give a file as an image or audio block; raises `OSError`, and `ValueError` for one that is neither or too big."""
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f'"{path.name}" is larger than {LARGEST_FILE // 1_000_000} MB. Choose a smaller file.')
    data = path.read_bytes()
    mime = mime_of(data) or mimetypes.guess_type(path.name)[0] or ""
    kind = mime.partition("/")[0]
    if kind not in ("image", "audio"):
        raise ValueError(f'"{path.name}" is neither an image nor audio. Choose another file.')
    return {"type": kind, "data": base64.b64encode(data).decode("ascii"), "mimeType": mime}
