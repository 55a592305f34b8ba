"""How a request ended: result, error or failure, told apart at a glance."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.annotations import annotation_words
from inspector.content.record_table import find_table
from inspector.content.views import BEYOND, RawView, SentenceView, View, view_of_content, view_of_resource
from inspector.protocol.errors import NAMES, advice, code_of, required_pages, text_of
from inspector.schema.document import write
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.traffic.capture import FindingRow
from inspector.ui.figures import format_duration, format_size
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.changes_view import ChangesView
from inspector.ui.widgets.content_view import VIEWS_SHOWN, ContentView
from inspector.ui.widgets.findings_view import FindingsView
from inspector.ui.widgets.json_place import steps_of
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.pages_strip import PagesStrip
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.raw_json_page import RawJsonPage, as_bytes
from inspector.ui.widgets.record_table_view import RecordTableView

_LARGE: Final = 500_000
"""Bytes of a reply that is shown as a tree before it is shown as text."""


class OutcomeView(QWidget):
    """A headline, the content, and the whole as it was sent. `top` is the row of the headline, for others to add to."""

    record_requested = Signal(int)
    resource_wanted = Signal(str)
    questions_wanted = Signal()
    again_wanted = Signal()  # the request is to be sent once more

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._seq = 0
        self._shown: tuple[Outcome, list[View] | None] | None = None
        self._findings: Sequence[FindingRow] = ()
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self._log = QToolButton(self)
        self._log.setText("Show in Log")
        self._log.setToolTip("Select the reply in the message log")
        self._log.clicked.connect(lambda: self.record_requested.emit(self._seq))
        self.pages = PagesStrip(self)
        self.pages.questions_wanted.connect(self.questions_wanted)
        self.pages.again_wanted.connect(self.again_wanted)
        self.content = ContentView(self)
        self.content.resource_wanted.connect(self.resource_wanted)
        self.structured = JsonTreeView(self)
        self.table = RecordTableView(self)
        self.raw = RawJsonPage(self)
        self.findings = FindingsView(self)
        self.findings.place_chosen.connect(self.go_to)
        self.changes = ChangesView(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.add_page(self.content, "Content")
        for page, title in (
            (self.structured, "Structured"),
            (self.table, "Table"),
            (self.raw, "Raw"),
            (self.findings, "Findings"),
            (self.changes, "Changes"),
        ):
            self.add_page(page, title)
            self.show_page(page, shown=False)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self.top = QHBoxLayout()
        self.top.setContentsMargins(8, 4, 8, 0)
        self.top.addWidget(self.headline, 1)
        self.top.addWidget(self._log)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.top)
        layout.addWidget(self.pages)
        layout.addWidget(self.tabs, 1)
        layout.addStretch(0)
        layout.setAlignment(self.top, Qt.AlignmentFlag.AlignTop)

    def add_page(self, page: QWidget, title: str) -> None:
        """Add a page behind those there are."""
        self.tabs.addTab(page, title)

    def show_page(self, page: QWidget, *, shown: bool, title: str | None = None) -> None:
        """Show a page's tab or take it away, with another title where one is given."""
        self.tabs.setTabVisible(self.tabs.indexOf(page), shown)
        if title is not None:
            self.tabs.setTabText(self.tabs.indexOf(page), title)

    def clear(self, sentence: str | None = None) -> None:
        """Show that there is no result, or another sentence."""
        self._shown = None
        self.headline.setText(self._empty if sentence is None else sentence)
        self.headline.setStyleSheet("")
        self.headline.setWordWrap(True)
        self._log.hide()
        self.pages.hide()
        self.tabs.hide()

    @property
    def is_clear(self) -> bool:
        """Whether there is no result on display."""
        return self._shown is None

    def show_outcome(self, outcome: Outcome, views: list[View] | None = None) -> None:
        """Show how it ended; `views` stand for the content where the caller knows better how to read it."""
        self._shown = outcome, views
        colours = colours_for(self.palette())
        text, colour = headline(outcome, colours)
        self.headline.setText(text)
        self.headline.setStyleSheet(f"color: {colour}; font-weight: 600")
        self._seq = outcome.request_seq if isinstance(outcome, NoReply) else outcome.reply_seq
        self._log.setVisible(self._seq > 0)
        self.pages.show_pages(required_pages(outcome.error) if isinstance(outcome, ErrorReply) else [])
        self.tabs.show()
        self.content.show_views(views if views is not None else views_of(outcome))
        structured = _structured(outcome)
        self.show_page(self.structured, shown=structured is not None)
        self.structured.show_value(structured)
        table = find_table(structured)
        self.show_page(self.table, shown=table is not None)
        self.table.show_table(table)
        self.raw.show_value(_value(outcome), is_large=not isinstance(outcome, NoReply) and outcome.size > _LARGE)
        self.show_page(self.raw, shown=not isinstance(outcome, NoReply))
        self.show_findings(())

    def show_findings(self, findings: Sequence[FindingRow]) -> None:
        """Show what there is to say about the reply, in a page of its own and at the places themselves."""
        self._findings = findings
        self.findings.show_findings(findings)
        self.show_page(self.findings, shown=bool(findings), title=f"⚠ Findings {len(findings)}")
        inside = "/result/structuredContent"
        marks = {f.pointer.removeprefix(inside): f.message for f in findings if f.pointer.startswith(inside)}
        self.structured.mark({tuple(steps_of(pointer)): words for pointer, words in marks.items()})

    def go_to(self, pointer: str) -> None:
        """Go to a place of the reply, given as a pointer into the whole message."""
        steps = steps_of(pointer)[1:]
        if steps[:1] == ["structuredContent"] and _structured_of(self._shown) is not None:
            self.tabs.setCurrentWidget(self.structured)
            self.structured.select_place(steps[1:])
            self.structured.setFocus()
        else:
            self.tabs.setCurrentWidget(self.raw)
            self.raw.go_to(steps)

    def show_changes(self, lines: Sequence[str] | None) -> None:
        """Show what changed since an earlier reading; None takes the page away."""
        if lines is None and self.tabs.currentWidget() is self.changes:
            self.tabs.setCurrentWidget(self.content)
        self.show_page(self.changes, shown=lines is not None)
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
            findings = self._findings
            self.show_outcome(*self._shown)
            self.show_findings(findings)


def headline(outcome: Outcome, colours: Colours) -> tuple[str, str]:
    """Say in one line how it ended, and in which colour."""
    took = format_duration(outcome.duration_ns)
    if isinstance(outcome, NoReply):
        return f"⚠ no answer · {took}", colours.failure
    if isinstance(outcome, ErrorReply):
        code = code_of(outcome.error)
        name = f" · {code} {NAMES.get(code, '')}".rstrip() if code is not None else ""
        return f"⊘ JSON-RPC error{name} · {took}", colours.error
    size = format_size(outcome.size or len(as_bytes(outcome.value)))
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
            return _each(value["content"], lambda item: _annotated(view_of_content(item), item))
        if "content" in value:
            return [view_of_content(value["content"])]
        if isinstance(value.get("contents"), list):
            empty = SentenceView(label="contents", text="The server sent an empty list of contents.")
            return _each(value["contents"], view_of_resource) or [empty]
    return [RawView(label="result", text=write(value), notes=("The result has no content, so it is shown as it is.",))]


def _each(items: list[Any], read: Callable[[Any], View]) -> list[View]:
    """Read items; those behind what a page shows are only counted, for there may be very many."""
    return [read(item) for item in items[:VIEWS_SHOWN]] + [BEYOND] * (len(items) - VIEWS_SHOWN)


def _annotated(view: View, item: Any) -> View:
    words = annotation_words(item)
    return replace(view, label=f"{view.label} · {words}") if words else view


def _error_text(error: Any) -> str:
    parts = [visible_text(text_of(error)), visible_text(advice(error))]
    if isinstance(error, dict) and "data" in error:
        parts.append(write(error["data"]))
    return "\n\n".join(filter(None, parts))


def _structured_of(shown: tuple[Outcome, list[View] | None] | None) -> Any:
    return _structured(shown[0]) if shown is not None else None


def _structured(outcome: Outcome) -> Any:
    value = outcome.value if isinstance(outcome, ResultReply) else None
    return value.get("structuredContent") if isinstance(value, dict) else None


def _value(outcome: Outcome) -> Any:
    if isinstance(outcome, NoReply):
        return None
    return outcome.value if isinstance(outcome, ResultReply) else outcome.error
