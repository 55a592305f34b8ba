"""Raw: any bytes to the selected server, right or wrong, and what came back."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.jsonrpc.message import parse
from inspector.protocol import meta
from inspector.protocol.headers import modern_headers
from inspector.protocol.revisions import Era
from inspector.servers.definition import NetworkSettings, StdioSettings, TcpSettings, UnixSettings
from inspector.sessions.outcome import NoReply, Outcome
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.tab_panel import TabPanel
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_editor import JsonEditor
from inspector.ui.widgets.outcome_view import OutcomeView
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

PATIENCE: Final = 2.0
"""Seconds a server may take to answer what holds no request."""

_STARTS: Final[Mapping[str, str]] = {
    "Ping": '{"jsonrpc": "2.0", "id": 1, "method": "ping"}',
    "List Tools": '{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}',
    "Call a Tool": '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "", "arguments": {}}}',
    "Unknown Method": '{"jsonrpc": "2.0", "id": 1, "method": "no/such/method"}',
    "Notification": '{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}',
    "Batch": '[{"jsonrpc": "2.0", "id": 1, "method": "ping"}, {"jsonrpc": "2.0", "id": 2, "method": "ping"}]',
    "Id of Null": '{"jsonrpc": "2.0", "id": null, "method": "ping"}',
    "Broken JSON": '{"jsonrpc": "2.0", "id": 1, "method": ',
}
_LINES: Final = (StdioSettings, TcpSettings, UnixSettings)
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|([\\nrt0]))")
_ESCAPED: Final = {b"\\": b"\\", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0"}


class RawPanel(TabPanel):
    """Sends what is typed, byte for byte; nothing is checked, and what is odd about it is only said."""

    title = "Raw"

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: asyncio.Task[object] | None = None
        self.server: SessionHandle | None = None
        self.editor = JsonEditor(self)
        self.headers = QPlainTextEdit(self)
        self.escapes = QCheckBox(r"\xNN, \n, \0 are bytes", self)
        self.send_button = QPushButton("Send", self)
        self.cancel_button = QPushButton("Cancel", self)
        self.sentence = TintedLabel(lambda colours: colours.muted, self)
        self.replies = QWidget(self)
        self._answers = QVBoxLayout(self.replies)
        self._headers_label = QLabel("Headers, which win over the program's own", self)
        self._build()
        self.set_server(None)

    def _build(self) -> None:
        self.editor.setAccessibleName("Bytes to send")
        self.editor.setPlainText(_STARTS["List Tools"])
        self.editor.textChanged.connect(self._say)
        self.headers.setProperty("field", True)
        self.headers.setFont(monospaced_font())
        self.headers.setAccessibleName("Headers")
        self.headers.setPlaceholderText("Mcp-Method: tools/list")
        self.headers.setTabChangesFocus(True)
        self.headers.setFixedHeight(3 * self.headers.fontMetrics().lineSpacing() + 14)
        self.escapes.toggled.connect(self._say)
        self.escapes.setToolTip(r"For bytes that are no text, such as \xff")
        self.send_button.setProperty("primary", True)
        self.send_button.setToolTip("Send these bytes as they are (Ctrl+Enter)")
        self.send_button.clicked.connect(self.send)
        self.cancel_button.setToolTip("Stop waiting for the reply")
        self.cancel_button.clicked.connect(self.cancel)
        self.cancel_button.hide()
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.send)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.editor, 1)
        column.addWidget(self._headers_label)
        column.addWidget(self.headers)
        column.addWidget(self.sentence)
        column.addLayout(self._row())
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.replies)
        splitter.setSizes([620, 620])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self._answers.setContentsMargins(0, 0, 0, 0)
        self._show_replies([OutcomeView("What the server answers appears here.", self.replies)])

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.send_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self.escapes)
        row.addStretch(1)
        for text, tip, slot in (
            ("One Line", "Write the JSON on one line, as line-based transports need it", self.to_one_line),
            ("Indent", "Lay the JSON out", self.indent),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.clicked.connect(slot)
            row.addWidget(button)
        starts = QToolButton(self)
        starts.setText("Start From")
        starts.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(starts)
        for name, text in _STARTS.items():
            menu.addAction(name, partial(self._start, text))
        starts.setMenu(menu)
        row.addWidget(starts)
        return row

    # -- what is to be sent -------------------------------------------------------------------------------------

    def start_from(self, raw: bytes, headers: str = "") -> None:
        """Put bytes into the editor; those that are no text are written as escapes. Ctrl+Z brings back what was."""
        raw = raw.rstrip(b"\r\n")
        try:
            text, escaped = raw.decode("utf-8"), False
        except UnicodeDecodeError:
            text, escaped = raw.replace(b"\\", b"\\\\").decode("utf-8", errors="backslashreplace"), True
        self.escapes.setChecked(escaped)
        self._replace(text)
        self.headers.setPlainText(headers)
        self.editor.setFocus()

    def _start(self, text: str) -> None:
        """Start from a message of ours, with what the server's era asks of every request."""
        state = self.server.state if self.server is not None else None
        if state is None or state.era is not Era.MODERN or state.revision is None:
            self.start_from(text.encode())
            return
        raw = as_modern(text, state.revision).encode()
        message = parse(raw)
        heads = modern_headers(state.revision, message.method, message.params) if message.method is not None else []
        self.start_from(raw, "\n".join(f"{name}: {value}" for name, value in heads))

    def bytes_to_send(self) -> bytes:
        """Give the bytes that stand in the editor."""
        raw = self.editor.text().encode("utf-8", errors="surrogatepass")
        if not self.escapes.isChecked():
            return raw
        return _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else _ESCAPED[found[2]], raw)

    def to_one_line(self) -> None:
        """Write the JSON on one line; what is no JSON loses its line breaks only."""
        self._lay_out(None)

    def indent(self) -> None:
        """Lay the JSON out; what is no JSON stays as it is."""
        self._lay_out(2)

    def _lay_out(self, indent: int | None) -> None:
        text = self.editor.text()
        try:
            self._replace(json.dumps(json.loads(text), indent=indent, ensure_ascii=False))
        except (ValueError, RecursionError):
            if indent is None:
                self._replace(" ".join(line.strip() for line in text.splitlines()))

    def _replace(self, text: str) -> None:
        """Replace the text so that it can be undone."""
        cursor = self.editor.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def _say(self) -> None:
        """Say what is odd about what would be sent."""
        raw = self.bytes_to_send()
        said = [f"{len(raw):,} bytes"]
        lines = raw.count(b"\n") + 1
        if lines > 1 and self.server is not None and isinstance(self.server.definition.settings, _LINES):
            said.append(f"{lines} lines, each of which the server reads as a message of its own")
        try:
            json.loads(raw)
        except RecursionError:
            said.append("JSON that is nested very deeply")
        except ValueError as error:
            said.append(f"not JSON: {error}")
        self.sentence.setText(visible_text("; ".join(said), 300) + ". It is sent as it is.")

    # -- sending ------------------------------------------------------------------------------------------------

    @override
    def set_server(self, server: SessionHandle | None) -> None:
        if self.server is not None:
            self.server.state_changed.disconnect(self._show_state)
        self.server = server
        if server is not None:
            server.state_changed.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        server = self.server
        network = server is not None and isinstance(server.definition.settings, NetworkSettings)
        self.headers.setVisible(network)
        self._headers_label.setVisible(network)
        self.send_button.setEnabled(server is not None and server.is_open and self._task is None)
        self._say()

    def send(self) -> None:
        """Send, and wait for what comes back."""
        if self.send_button.isEnabled() and self.server is not None:
            self._task = self._tasks.start(self._send(self.server))
            self.cancel_button.show()
            self._show_state()

    def cancel(self) -> None:
        """Stop waiting for the reply."""
        if self._task is not None:
            self._task.cancel()

    async def _send(self, server: SessionHandle) -> None:
        headers = []
        for line in self.headers.toPlainText().splitlines():
            name, _, value = line.partition(":")
            if name.strip():
                headers.append((name.strip(), value.strip()))
        try:
            sent = await server.send_raw(self.bytes_to_send(), headers, patience=PATIENCE)
            self._show_sent(sent.seq, sent.outcomes)
        finally:
            self._task = None
            self.cancel_button.hide()
            self._show_state()

    def _show_sent(self, seq: int, outcomes: Sequence[Outcome]) -> None:
        views = []
        for outcome in outcomes[:20]:
            view = OutcomeView("", self.replies)
            view.show_outcome(outcome)
            view.record_requested.connect(self.record_requested)
            views.append(view)
        if not views:
            view = OutcomeView(f"Sent as record {seq}. Nothing answered it within {PATIENCE:g} seconds.", self.replies)
            views.append(view)
        self._show_replies(views)
        if seq and all(isinstance(outcome, NoReply) for outcome in outcomes):
            self.record_requested.emit(seq)

    def _show_replies(self, views: list[OutcomeView]) -> None:
        while self._answers.count():
            item = self._answers.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for view in views:
            self._answers.addWidget(view, 1)


def as_modern(text: str, revision: str) -> str:
    """Give a request with the `_meta` that the stateless revisions ask for; what is no request stays as it is."""
    try:
        message = json.loads(text)
    except ValueError:
        return text
    if not isinstance(message, dict) or "id" not in message:
        return text
    fields = {meta.PROTOCOL_VERSION: revision, meta.CLIENT_CAPABILITIES: {}}
    message["params"] = meta.with_meta(message.get("params"), fields)
    return json.dumps(message, ensure_ascii=False)
