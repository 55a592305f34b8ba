"""The selected record, beside the log: text, tree, bytes, findings."""

import json
import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from inspector.traffic.capture import FindingRow, Row
from inspector.traffic.record import payload_of
from inspector.ui.figures import format_duration, format_size
from inspector.ui.models.record_times import wall_time
from inspector.ui.models.records_model import status_of
from inspector.ui.theme import monospaced_font, small_font
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.json_tree import JsonTreeView
from inspector.ui.widgets.note_line import NoteLine
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.story_view import StoryView

TREE_LIMIT: Final = 8_000_000
"""Bytes up to which a body is parsed in this process."""

_SECRET: Final = re.compile(
    r"^(authorization|proxy-authorization|cookie|set-cookie"
    r"|[^:\r\n]*(?:token|secret|api-?key|password)[^:\r\n]*):[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADS: Final = ("http-request", "http-response")


class RecordDetail(QWidget):
    """Shows one record. A big body is decoded only when the tree is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._story: Callable[[], list[Row]] = list
        self._raw = b""
        self._payload = b""
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setFont(small_font())
        self.headline.setContentsMargins(8, 4, 8, 4)
        self.note = NoteLine(self)
        self.text = JsonTextView(self)
        self.tree = JsonTreeView(self)
        self.bytes = HexView(self)
        self.story = StoryView(self)
        self.findings = QPlainTextEdit(self)
        self.findings.setReadOnly(True)
        self.findings.setFont(monospaced_font())
        self.findings.setAccessibleName("Findings")
        self._secrets = QCheckBox("Show Secrets", self)
        self._secrets.toggled.connect(self._present)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for title, page in (
            ("Text", self.text),
            ("Tree", self.tree),
            ("Bytes", self.bytes),
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
        self.clear()

    @property
    def row(self) -> Row | None:
        """The record that is shown."""
        return self._row

    def clear(self) -> None:
        """Show that nothing is selected."""
        self.note.keep()
        self._row, self._raw, self._payload = None, b"", b""
        self.note.show_note(None)
        self.headline.setText("Select a record to see what crossed the wire.")
        self.tabs.setVisible(False)

    def show_record(
        self, row: Row, raw: bytes, findings: list[FindingRow], story: Callable[[], list[Row]] = list
    ) -> None:
        """Show a record with its bytes and what there is to say about it; `story` is asked for when it is looked at."""
        self.note.keep()
        self._row, self._raw, self._story = row, raw, story
        self._payload = payload_of(row.kind, raw)
        self._tell(row)
        self.findings.setPlainText("\n\n".join(map(_finding_text, findings)) or "Nothing odd was found in this record.")
        number = self.tabs.indexOf(self.findings)
        self.tabs.setTabText(number, f"Findings {len(findings)}" if findings else "Findings")
        self.tabs.setTabVisible(self.tabs.indexOf(self.story), row.exchange is not None)
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

    def _present(self) -> None:
        """Bring the visible tab up to date, and only that one."""
        if self._row is None:
            return
        is_head = self._row.kind in _HEADS
        self._secrets.setVisible(is_head)
        page = self.tabs.currentWidget()
        if page is self.text:
            self.text.show_bytes(self._shown())
        elif page is self.tree:
            self.tree.show_value(self._decoded())
        elif page is self.story:
            self.story.show_rows(self._story(), self._row.seq)
        elif page is self.bytes:
            self.bytes.show_bytes(self._shown() if is_head else self._raw)

    def _shown(self) -> bytes:
        """Give the bytes to show as text; of HTTP heads without secrets, unless the user wants them."""
        if self._row is None or self._row.kind not in _HEADS:
            return self._payload
        return self._raw if self._secrets.isChecked() else mask(self._raw)

    def _decoded(self) -> object:
        if len(self._payload) > TREE_LIMIT:
            return f"{format_size(len(self._payload))} are too much for the tree; the text tab shows the beginning."
        try:
            return json.loads(self._payload)
        except (ValueError, RecursionError) as error:
            return f"not JSON: {error}"


def mask(head: bytes) -> bytes:
    """Hide the values of headers that carry secrets."""
    text = head.decode("latin-1")
    return _SECRET.sub(lambda found: f"{found[1]}: •••", text).encode("utf-8")


def _finding_text(finding: FindingRow) -> str:
    place = f"\nat {finding.pointer}" if finding.pointer else ""
    return visible_text(f"{finding.severity}  {finding.rule}\n{finding.message}{place}\n{finding.section}")
