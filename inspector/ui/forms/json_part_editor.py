"""JSON for just the part of the arguments that has no field of its own."""

from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from inspector.jsonrpc.message import MISSING
from inspector.schema.document import Document, read, same, write
from inspector.schema.fields import JsonField
from inspector.ui.forms.editor import Editor, State, state_of
from inspector.ui.forms.field_words import hint_when_absent
from inspector.ui.widgets.json_editor import JsonEditor

_LEAST_LINES: Final = 2
_MOST_LINES: Final = 10


class JsonPartEditor(Editor):
    """Empty is absent. What is no JSON is sent as the text it is, and said to be wrong."""

    def __init__(self, field: JsonField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: Any = MISSING
        self._read: tuple[str, Document] = ("", Document())
        self.text = JsonEditor(self, numbered=False)
        self.text.setProperty("field", True)
        self.text.setAccessibleName(field.name)
        example = {"array": "[…]  ", "object": "{…}  "}.get(field.kind, "JSON  ")
        self.text.setPlaceholderText(f"{example}{hint_when_absent(field)}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.setFocusProxy(self.text)
        self._fit()
        self.text.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self._kept = MISSING
        self._fit()
        self.text.mark_error(self._document().line if self.complaint() else 0)
        self.changed.emit()

    def _fit(self) -> None:
        lines = min(_MOST_LINES, max(_LEAST_LINES, self.text.blockCount()))
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 16)

    def _document(self) -> Document:
        text = self.text.text()
        if self._read[0] != text or not text:
            self._read = (text, read(text) if text.strip() else Document())
        return self._read[1]

    @property
    @override
    def state(self) -> State:
        if self._kept is not MISSING:
            return State.KEPT
        return state_of(self.value())

    @override
    def value(self) -> Any:
        if self._kept is not MISSING:
            return self._kept
        document = self._document()
        return self.text.text() if document.problem else document.value

    @override
    def set_value(self, value: Any) -> None:
        self._kept = MISSING
        self.text.blockSignals(True)
        self.text.setPlainText("" if value is MISSING else write(value))
        self.text.blockSignals(False)
        if value is not MISSING and not same(self.value(), value):
            self._kept = value
        self._fit()
        self.text.mark_error(0)

    @override
    def complaint(self) -> str:
        document = self._document()
        if document.problem:
            return f"{document.problem} It is sent as text."
        return " ".join(document.remarks)
