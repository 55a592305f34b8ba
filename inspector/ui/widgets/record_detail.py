"""The selected record, beside the log: text, tree, bytes, findings."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QMenu, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.traffic.capture import FindingRow, Row
from inspector.traffic.conversation import Told
from inspector.traffic.crossing import HttpCrossing
from inspector.traffic.filters.completion import body_path
from inspector.traffic.filters.tokens import quoted
from inspector.traffic.record import payload_of
from inspector.traffic.stored_bytes import Bytes
from inspector.ui.figures import format_duration, format_size
from inspector.ui.models.record_times import wall_time
from inspector.ui.models.records_model import status_of
from inspector.ui.theme import small_font
from inspector.ui.widgets.find_bar import FindBar
from inspector.ui.widgets.findings_view import FindingsView
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.http_view import HttpView
from inspector.ui.widgets.json_place import steps_of
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.note_line import NoteLine
from inspector.ui.widgets.searches import BytesSearch, Search, TextSearch, TreeSearch
from inspector.ui.widgets.story_view import StoryView

TREE_LIMIT: Final = 8_000_000
"""Bytes up to which a body is parsed in this process."""

_SECRET: Final = re.compile(
    r"^(authorization|proxy-authorization|cookie|set-cookie"
    r"|[^:\r\n]*(?:token|secret|api-?key|password)[^:\r\n]*):[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_VALUE: Final = 1_000
_HEADS: Final = ("http-request", "http-response")


class RecordDetail(QWidget):
    """Shows one record. A big body is decoded only when the tree is looked at."""

    filter_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._found: list[FindingRow] = []
        self._story: Callable[[], list[Told]] = list
        self._crossing: Callable[[], HttpCrossing | None] = lambda: None
        self._raw: Bytes = b""
        self._payload: Bytes = b""
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setFont(small_font())
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.headline.setContentsMargins(8, 4, 8, 4)
        self.note = NoteLine(self)
        self.text = JsonTextView(self)
        self.text.completed.connect(self._take_whole_text)
        self.tree = JsonTreeView(self)
        self.bytes = HexView(self)
        self.story = StoryView(self)
        self.http = HttpView(mask, self)
        self.findings = FindingsView(self)
        self.findings.place_chosen.connect(self.go_to)
        self.findings.filter_wanted.connect(self.filter_wanted)
        self.tree.menu_wanted.connect(self._add_filters)
        self._place: str | None = None
        """The place that is gone to in text and tree as soon as they are looked at."""
        self.find_bar = FindBar("Find in this record", self)
        self._searches: dict[QWidget, Search] = {
            self.text: TextSearch(self.text.text, self),
            self.tree: TreeSearch(self.tree, self),
            self.bytes: BytesSearch(self.bytes, self),
        }
        self._secrets = QCheckBox("Show Secrets", self)
        self._secrets.toggled.connect(self._present)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for title, page in (
            ("Text", self.text),
            ("Tree", self.tree),
            ("Bytes", self.bytes),
            ("HTTP", self.http),
            ("Conversation", self.story),
            ("Findings", self.findings),
        ):
            self.tabs.addTab(page, title)
        self.tabs.setCornerWidget(self._secrets)
        self.tabs.currentChanged.connect(self._present)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.headline)
        layout.addWidget(self.note)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.find_bar)
        self._connect_search()
        self.clear()

    @property
    def row(self) -> Row | None:
        """The record that is shown."""
        return self._row

    def _connect_search(self) -> None:
        self.find_bar.changed.connect(lambda _text, _case: self._look())
        self.find_bar.stepped.connect(self._step)
        self.find_bar.left.connect(lambda: self.tabs.currentWidget().setFocus())
        for page, search in self._searches.items():
            search.progressed.connect(lambda page=page: self._show_count(page))

    def clear(self) -> None:
        """Show that nothing is selected."""
        self.note.keep()
        self._row, self._raw, self._payload = None, b"", b""
        self.note.show_note(None)
        self.find_bar.hide()
        self.headline.setText("Select a record to see what crossed the wire.")
        self.tabs.setVisible(False)

    def show_record(
        self,
        row: Row,
        raw: Bytes,
        findings: list[FindingRow],
        story: Callable[[], list[Told]] = list,
        crossing: Callable[[], HttpCrossing | None] = lambda: None,
    ) -> None:
        """Show a record with its bytes and what there is to say about it.

        `story` and `crossing`, what belongs to it and what it travelled with, are asked for when they are looked at.
        """
        self.note.keep()
        self._row, self._raw, self._story, self._crossing = row, raw, story, crossing
        self._payload = payload_of(row.kind, raw) if isinstance(raw, bytes) else raw
        self._tell(row)
        self._place = None
        self._found = findings
        self.findings.show_findings(findings)
        number = self.tabs.indexOf(self.findings)
        self.tabs.setTabText(number, f"Findings {len(findings)}" if findings else "Findings")
        self.tabs.setTabVisible(self.tabs.indexOf(self.story), row.exchange is not None)
        self.tabs.setTabVisible(self.tabs.indexOf(self.http), row.http is not None or row.kind in _HEADS)
        self.tabs.setVisible(True)
        self._present()

    def show_annotations(self, row: Row) -> None:
        """Show what has been said of the record since; the rest stays as it is."""
        self._row = row
        self._tell(row)

    def _tell(self, row: Row) -> None:
        parts = [f"#{row.seq}", wall_time(row), row.direction, row.kind, format_size(row.size)]
        if row.latency_ns is not None:
            parts.append(f"{status_of(row)} after {format_duration(row.latency_ns)}")
        if row.marked:
            parts.append("marked")
        self.headline.setText(" · ".join(parts))
        self.note.show_note(row.note)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._row is not None:
            QTimer.singleShot(0, self, self._fill_lists_again)  # what is below has the new palette then

    def _fill_lists_again(self) -> None:
        """Fill the lists again, whose colours are those they were filled with."""
        if self._row is not None:
            self.findings.show_findings(self._found)
            if self.tabs.currentWidget() in (self.story, self.http):
                self._present()

    def _present(self) -> None:
        """Bring the visible tab up to date, and only that one."""
        if self._row is None:
            return
        page = self.tabs.currentWidget()
        self._secrets.setVisible(self._is_head or page is self.http)
        presents: dict[QWidget, Callable[[], None]] = {
            self.text: self._present_text,
            self.tree: self._present_tree,
            self.bytes: lambda: self.bytes.show_bytes(self._head() if self._is_head else self._raw),
            self.http: self._present_http,
            self.story: self._present_story,
        }
        if page in presents:
            presents[page]()
        if self.find_bar.text:
            self._look()

    @property
    def _is_head(self) -> bool:
        return self._row is not None and self._row.kind in _HEADS

    def _present_text(self) -> None:
        self.text.show_bytes(self._head().replace(b"\r\n", b"\n") if self._is_head else self._payload)
        if self._place is not None:
            self.text.show_place(self._place)

    def _take_whole_text(self) -> None:
        """Look through the text again, now that the rest of it is there."""
        if self.find_bar.text and self.tabs.currentWidget() is self.text:
            self._look()

    def _present_tree(self) -> None:
        self.tree.show_value(self._decoded())
        if self._place is not None:
            self.tree.select_place(steps_of(self._place))

    def _present_http(self) -> None:
        self.http.show_crossing(self._crossing(), secrets=self._secrets.isChecked())
        if self._place is not None:
            self.http.show_header(self._place)

    def _present_story(self) -> None:
        if self._row is not None:
            self.story.show_story(self._story(), self._row.seq)

    # -- going to places ----------------------------------------------------------------------------------------

    def go_to(self, place: str) -> None:
        """Show a place of the message, by a JSON pointer or the name of a header: in the tree, and in the text."""
        self._place = place
        page: QWidget = self.tree if place.startswith("/") else self.http
        if self.tabs.currentWidget() is self.text:
            page = self.text
        if self.tabs.currentWidget() is page:
            self._present()
        else:
            self.tabs.setCurrentWidget(page)
        page.setFocus()

    @property
    def has_focus(self) -> bool:
        """Whether the user is in here."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def find_text(self) -> None:
        """Let the user look for a text in what is shown."""
        if self._row is None:
            return
        if self.tabs.currentWidget() not in self._searches:
            self.tabs.setCurrentWidget(self.text)
        selected = self.text.text.textCursor().selectedText() if self.tabs.currentWidget() is self.text else ""
        self.find_bar.begin(selected if "\u2029" not in selected else "")

    def look_for(self, text: str) -> None:
        """Show where a text stands in the record; an empty one ends that."""
        if self._row is None:
            return
        if text and self.tabs.currentWidget() not in self._searches:
            self.tabs.setCurrentWidget(self.text)
        self.find_bar.line.setText(text)
        self.find_bar.setVisible(bool(text))
        self.find_bar.tell()

    def _look(self) -> None:
        page = self.tabs.currentWidget()
        for searched, search in self._searches.items():
            search.look_for(self.find_bar.text if searched is page else "", case=self.find_bar.case.isChecked())

    def _step(self, backwards: bool) -> None:
        search = self._searches.get(self.tabs.currentWidget())
        if search is not None:
            search.step(backwards=backwards)

    def _show_count(self, page: QWidget) -> None:
        if page is self.tabs.currentWidget():
            search = self._searches[page]
            self.find_bar.show_count(search.current, search.total, more=search.more)

    def _add_filters(self, menu: QMenu, steps: Sequence[str | int], value: Any) -> None:
        """Add to the menu of a place in the tree what the filter language can say of it."""
        path = body_path(steps)
        if path is None:
            return
        by_value = value_filter(path, value)
        menu.addAction("Copy as Filter", lambda: QGuiApplication.clipboard().setText(by_value))
        menu.addSeparator()
        menu.addAction("Only Records with This Value", lambda: self.filter_wanted.emit(by_value)).setEnabled(
            not isinstance(value, (dict, list))
        )
        menu.addAction("Only Records That Have This Place", lambda: self.filter_wanted.emit(path))

    # -- what is shown ------------------------------------------------------------------------------------------

    def _head(self) -> bytes:
        """Give the bytes of a head; without secrets, unless the user wants them."""
        head = bytes(self._raw)
        return head if self._secrets.isChecked() else mask(head)

    def _decoded(self) -> object:
        if len(self._payload) > TREE_LIMIT:
            return f"{format_size(len(self._payload))} are too much for the tree; the text tab shows the beginning."
        try:
            return json.loads(bytes(self._payload))
        except (ValueError, RecursionError) as error:
            return f"not JSON: {error}"


def mask(head: bytes) -> bytes:
    """Hide the values of headers that carry secrets."""
    text = head.decode("latin-1")
    return _SECRET.sub(lambda found: f"{found[1]}: •••", text).encode("utf-8")


def value_filter(path: str, value: Any) -> str:
    """Write the filter for records that have a value at a place; for objects and lists, that have the place."""
    if isinstance(value, (dict, list)) or (isinstance(value, str) and len(value) > _LONGEST_VALUE):
        return path
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return f"{path} == {words[value]}"
    return f"{path} == {quoted(value) if isinstance(value, str) else value}"
