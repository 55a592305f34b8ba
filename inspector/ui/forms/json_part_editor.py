"""JSON for just the part of a document that has no field of its own, or does not fit the one it has."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import Document, is_same, read
from inspector.schema.fields import Field, JsonField
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.widgets.json_editor import JsonEditor

_LEAST_LINES: Final = 1
_MOST_LINES: Final = 10
LONGEST: Final = 100_000
"""Characters that are shown; a longer part is edited in the JSON view."""


class JsonPartEditor(Editor):
    """Empty is absent. While it is no JSON, the last that was is kept; `source` gives the text of the part."""

    def __init__(self, field: Field, source: Callable[[], str], parent: QWidget, *, numbered: bool = False) -> None:
        super().__init__(parent)
        self._source = source
        self._read: tuple[str, Document] = ("", Document())
        self._shown: Any = MISSING
        self.text = JsonEditor(self, numbered=numbered)
        self.text.setUndoRedoEnabled(False)
        self.text.setProperty("field", True)
        self.text.setAccessibleName(field.name)
        kind = field.kind if isinstance(field, JsonField) else ""
        example = {"array": "[…]  ", "object": "{…}  "}.get(kind, "JSON  ")
        self.text.setPlaceholderText(f"{example}{hint_when_absent(field)}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.setFocusProxy(self.text)
        self._fit()
        self.text.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self._fit()
        document = self._document()
        self.text.mark_error(document.line if document.problem else 0)
        if not document.problem:
            self._shown = document.value
        self.edited.emit()

    def _fit(self) -> None:
        lines = min(_MOST_LINES, max(_LEAST_LINES, self.text.blockCount()))
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 14)
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.text.setVerticalScrollBarPolicy(needed if self.text.blockCount() > _MOST_LINES else off)

    def _document(self) -> Document:
        text = self.text.text()
        if self._read[0] != text or not text:
            self._read = (text, read(text) if text.strip() else Document())
        return self._read[1]

    @property
    def is_broken(self) -> bool:
        """Whether what stands here is no JSON, so that the document says something else."""
        return bool(self._document().problem)

    @override
    def lexeme(self) -> str | None:
        text = self.text.text().strip()
        return text or None

    @override
    def show_value(self, value: Any) -> None:
        document = self._document()
        if is_same(self._shown if document.problem else document.value, value):
            return
        self._shown = value
        source = "" if value is MISSING else self._source()
        self.text.blockSignals(True)
        self.text.setReadOnly(len(source) > LONGEST)
        self.text.setPlainText(source if len(source) <= LONGEST else f"{len(source):,} characters, in the JSON view")
        self.text.blockSignals(False)
        self._fit()
        self.text.mark_error(0)

    @override
    def complaint(self) -> str:
        document = self._document()
        if document.problem and not self.text.isReadOnly():
            return f"{document.problem} What could last be read is sent."
        return " ".join(document.remarks)
