"""Saying which server to connect to, and how."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import (
    ClientSettings,
    HttpSettings,
    Root,
    ServerDefinition,
    SseSettings,
    StdioSettings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
)
from inspector.ui.dialogs.connect.dialog import ConnectDialog

TLS = TlsSettings(False, "/ca.pem", "/me.pem", "/me.key")
DEFINITIONS = {
    "stdio": ServerDefinition("a", StdioSettings("npx", ("-y", "a b"), {"K": "v=w"}, "/srv")),
    "http": ServerDefinition(
        "b",
        HttpSettings("https://h/mcp", (("A", "1"), ("A", "2")), TLS, "http://proxy:1", 3.0, older_too=False),
        era="2025-06-18",
        timeout=5,
        probe_timeout=1.5,
        total_timeout=60,
    ),
    "sse": ServerDefinition("c", SseSettings("http://h/sse", proxy="")),
    "websocket": ServerDefinition("d", WebSocketSettings("wss://h/mcp", subprotocol=None, tls=TLS)),
    "tcp": ServerDefinition("e", TcpSettings("h", 1)),
    "tls": ServerDefinition("f", TcpSettings("::1", 2, TLS, 1.0)),
    "unix": ServerDefinition("g", UnixSettings("/tmp/s")),
    "client": ServerDefinition(
        "h",
        HttpSettings("http://h/mcp"),
        roots=(Root("file:///one"), Root("file:///two", "Two")),
        client=ClientSettings(
            {"name": "other", "title": ""},
            {ClientCapability.ROOTS: False, ClientCapability.SAMPLING_TOOLS: True},
            {"x/y": {"a": 1}, "x/z": None},
        ),
    ),
}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_server_that_is_edited_without_a_change_stays_as_it_is(qtbot: QtBot, name: str) -> None:
    dialog = ConnectDialog(None, DEFINITIONS[name])
    qtbot.addWidget(dialog)
    assert dialog.definition() == DEFINITIONS[name]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("npx server", {"Server", "Wire", "Client"}),
        ("https://h/mcp", {"Server", "Wire", "TLS and Proxy", "Client"}),
        ("wss://h", {"Server", "Wire", "TLS and Proxy", "Client"}),
        ("tcp://h:1", {"Server", "Wire", "Client"}),
        ("tls://h:1", {"Server", "Wire", "TLS and Proxy", "Client"}),
    ],
)
def test_only_what_goes_with_the_target_is_asked_for(qtbot: QtBot, target: str, shown: set[str]) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, target)
    assert {page.title for page in dialog.pages if dialog.tabs.isTabVisible(dialog.tabs.indexOf(page))} == shown


def test_the_older_transport_can_be_chosen(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, "http://h/sse")
    dialog.wire.transport.setCurrentText("HTTP with SSE only")
    assert dialog.definition().settings == SseSettings("http://h/sse")
    assert "HTTP with SSE" in dialog.sentence.text()


def test_a_capability_goes_from_the_program_s_choice_to_always_and_never(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, "npx server")
    assert dialog.definition().client.switched == {}
    item = dialog.client.capabilities.item(0)
    item.setCheckState(Qt.CheckState.Checked)
    assert dialog.definition().client.switched == {ClientCapability.ROOTS: True}
    item.setCheckState(Qt.CheckState.Unchecked)
    assert dialog.definition().client.switched == {ClientCapability.ROOTS: False}


@pytest.mark.parametrize(
    ("page", "field", "text", "words"),
    [
        ("client", "extensions", "{", "not JSON"),
        ("client", "extensions", "[1]", "not an object"),
        ("client", "identity", "name", "no colon"),
        ("target_page", "headers", "x", "no colon"),
    ],
)
def test_what_cannot_be_taken_is_said(qtbot: QtBot, page: str, field: str, text: str, words: str) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, "http://h/mcp")
    assert dialog.ok.isEnabled()
    qtbot.keyClicks(getattr(getattr(dialog, page), field), text)
    assert words in dialog.sentence.text()
    assert not dialog.ok.isEnabled()


def test_a_root_that_is_no_uri_cannot_be_taken(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, "http://h/mcp")
    dialog.client.roots.add(Root("here"))
    assert "no URI" in dialog.sentence.text()
    assert not dialog.ok.isEnabled()


def test_a_key_needs_its_certificate(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.target, "https://h/mcp")
    qtbot.keyClicks(dialog.security.key.line, "/me.key")
    assert "without a certificate" in dialog.sentence.text()
