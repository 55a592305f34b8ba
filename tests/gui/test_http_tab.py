"""The HTTP tab beside the log: heads and times of the exchange a record travelled with."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.ui.log.copies import copies_of
from inspector.ui.widgets.http_view import HttpView
from tests.gui.conftest import Desk


@pytest.fixture
def weather() -> Iterator[str]:
    """Give the address of a demo server over HTTP."""
    command = [sys.executable, "-m", "inspector.demo", "weather", "--transport", "http"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://" in line)
        yield line[line.index("http://") :].split()[0].rstrip(".")
        process.terminate()


@pytest.fixture
def view(desk: Desk, weather: str) -> HttpView:
    """Give the HTTP tab of the first reply with a tools list, from a server that was told a secret."""
    settings = HttpSettings(weather, headers=(("Authorization", "Bearer tell-nobody"),))
    server = desk.window.add_and_open(ServerDefinition("server", settings, era="2025-11-25"))
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    messages = desk.window.messages
    messages.filter_line.set_filter("method == tools/list and reply")
    desk.until(lambda: messages.model.rowCount() == 1)
    messages.table.selectRow(0)
    messages.detail.tabs.setCurrentWidget(messages.detail.http)
    return messages.detail.http


def headers(view: HttpView) -> dict[str, str]:
    tops = [view.headers.topLevelItem(row) for row in range(view.headers.topLevelItemCount())]
    lines = [top.child(row) for top in tops if top is not None for row in range(top.childCount())]
    return {line.text(0): line.text(1) for line in lines if line is not None}


def test_both_heads_are_tables_and_secrets_are_masked_until_they_are_wanted(desk: Desk, view: HttpView) -> None:
    assert view.summary.text().startswith("POST /")
    assert "→ 200 OK" in view.summary.text()
    found = headers(view)
    assert found["Authorization"] == "•••"
    assert found["MCP-Protocol-Version"] == "2025-11-25"
    assert "content-type" in {name.lower() for name in found}
    desk.window.messages.detail._secrets.click()
    assert headers(view)["Authorization"] == "Bearer tell-nobody"
    view.exact.click()
    assert view.text.isVisible()
    assert "\nAuthorization: Bearer tell-nobody\n" in view.text.toPlainText()


def test_headers_are_copied(desk: Desk, view: HttpView) -> None:
    view.headers.select("content-type")
    view.headers.setFocus()
    desk.qtbot.keyClick(view.headers, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().lower().startswith("content-type: ")


def test_the_time_line_says_what_each_step_took(desk: Desk, view: HttpView) -> None:
    steps = [said.split()[0] for said in view.timing.said]
    assert steps[-3:] == ["Wait", "Receive", "Whole"]
    messages = desk.window.messages
    messages.filter_line.set_filter("kind == http-request")
    desk.until(lambda: messages.model.rowCount() >= 3)
    messages.table.selectRow(0)
    assert [said.split()[0] for said in view.timing.said] == ["Connect", "Send", "Wait", "Receive", "Whole"]


def test_what_travelled_over_no_http_has_no_such_tab(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    desk.until(lambda: messages.model.rowCount() > 3)
    messages.table.selectRow(2)
    assert not messages.detail.tabs.isTabVisible(messages.detail.tabs.indexOf(messages.detail.http))


def test_the_head_of_a_request_leads_to_its_message(desk: Desk, view: HttpView) -> None:
    log = desk.window.messages
    reply = log.current()
    assert reply is not None
    request = log._reader.rows(reply.exchange or 0, reply.exchange or 0)[0]
    assert request.http is not None
    head = log._reader.rows(request.http, request.http)[0]
    assert "--data-raw" in copies_of(head, log._reader)["Copy as curl"]()
    assert copies_of(head, log._reader)["Copy as curl"]() == copies_of(request, log._reader)["Copy as curl"]()
    log.follow_conversation(head)
    desk.until(lambda: log.model.row_of(head.seq) >= 0 and log.model.row_of(reply.seq) >= 0)
    assert log.detail.tabs.currentWidget() is log.detail.story
