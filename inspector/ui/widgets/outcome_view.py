"""How a request ended: result, error or failure, told apart at a glance."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.views import RawView, View, view_of_content, view_of_resource
from inspector.protocol.errors import NAMES, advice, code_of, text_of
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.ui.figures import format_duration, format_size
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.changes_view import ChangesView
from inspector.ui.widgets.content_view import ContentView
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.plain_text import visible_text


class OutcomeView(QWidget):
    """A headline, the content, and the whole as it was sent."""

    record_requested = Signal(int)

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._seq = 0
        self._shown: tuple[Outcome, list[View] | None] | None = None
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self._log = QToolButton(self)
        self._log.setText("Show in Log")
        self._log.setToolTip("Select the reply in the message log")
        self._log.clicked.connect(lambda: self.record_requested.emit(self._seq))
        self.content = ContentView(self)
        self.structured = JsonTreeView(self)
        self.raw = JsonTextView(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.content, "Content")
        self.tabs.addTab(self.structured, "Structured")
        self.tabs.addTab(self.raw, "Raw")
        self.changes = ChangesView(self)
        self.tabs.addTab(self.changes, "Changes")
        self.tabs.setTabVisible(3, False)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 0)
        top.addWidget(self.headline, 1)
        top.addWidget(self._log)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)
        layout.addStretch(0)
        layout.setAlignment(top, Qt.AlignmentFlag.AlignTop)
        self.clear()

    def clear(self) -> None:
        """Show that there is no result yet."""
        self._shown = None
        self.headline.setText(self._empty)
        self.headline.setStyleSheet("")
        self.headline.setWordWrap(True)
        self._log.hide()
        self.tabs.hide()

    def show_outcome(self, outcome: Outcome, views: list[View] | None = None) -> None:
        """Show how it ended; `views` stand for the content where the caller knows better how to read it."""
        self._shown = outcome, views
        colours = colours_for(self.palette())
        text, colour = headline(outcome, colours)
        self.headline.setText(text)
        self.headline.setStyleSheet(f"color: {colour}; font-weight: 600")
        self._seq = outcome.request_seq if isinstance(outcome, NoReply) else outcome.reply_seq
        self._log.setVisible(self._seq > 0)
        self.tabs.show()
        self.content.show_views(views if views is not None else views_of(outcome))
        structured = _structured(outcome)
        self.tabs.setTabVisible(1, structured is not None)
        self.structured.show_value(structured)
        self.raw.show_bytes(_raw(outcome))
        self.tabs.setTabVisible(2, not isinstance(outcome, NoReply))

    def show_changes(self, lines: Sequence[str] | None) -> None:
        """Show what changed since an earlier reading; None takes the page away."""
        self.tabs.setTabVisible(self.tabs.indexOf(self.changes), lines is not None)
        if lines is not None:
            self.changes.show_changes(lines)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the colours of another palette."""
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._show_again)
        super().changeEvent(event)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_outcome(*self._shown)


def headline(outcome: Outcome, colours: Colours) -> tuple[str, str]:
    """Say in one line how it ended, and in which colour."""
    took = format_duration(outcome.duration_ns)
    if isinstance(outcome, NoReply):
        return f"⚠ no answer · {took}", colours.failure
    if isinstance(outcome, ErrorReply):
        code = code_of(outcome.error)
        name = f" · {code} {NAMES.get(code, '')}".rstrip() if code is not None else ""
        return f"✕ error{name} · {took}", colours.error
    size = format_size(len(_raw(outcome)))
    if isinstance(outcome.value, dict) and outcome.value.get("isError") is True:
        return f"✕ the tool reports an error · {took} · {size}", colours.error
    return f"✓ {took} · {size}", colours.ok


def views_of(outcome: Outcome) -> list[View]:
    """Read the content of a tool's or a resource's result, of an error, or of a failure."""
    if isinstance(outcome, NoReply):
        failure = outcome.failure
        text = "\n\n".join(filter(None, (failure.sentence, failure.help, failure.detail)))
        return [view_of_content({"type": "text", "text": text})]
    if isinstance(outcome, ErrorReply):
        return [view_of_content({"type": "text", "text": _error_text(outcome.error)})]
    return _result_views(outcome)


def _result_views(outcome: ResultReply) -> list[View]:
    value = outcome.value
    if isinstance(value, dict):
        if isinstance(value.get("content"), list):
            return [view_of_content(item) for item in value["content"]]
        if "content" in value:
            return [view_of_content(value["content"])]
        if isinstance(value.get("contents"), list):
            return [view_of_resource(item) for item in value["contents"]]
    return [RawView(label="result", text=_json(value), notes=("The result has no content, so it is shown as it is.",))]


def _error_text(error: Any) -> str:
    parts = [visible_text(text_of(error)), visible_text(advice(error))]
    if isinstance(error, dict) and "data" in error:
        parts.append(_json(error["data"]))
    return "\n\n".join(filter(None, parts))


def _structured(outcome: Outcome) -> Any:
    value = outcome.value if isinstance(outcome, ResultReply) else None
    return value.get("structuredContent") if isinstance(value, dict) else None


def _raw(outcome: Outcome) -> bytes:
    if isinstance(outcome, NoReply):
        return b""
    value = outcome.value if isinstance(outcome, ResultReply) else outcome.error
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="surrogatepass")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
