"""Questions of servers that others wrote, in both eras, answered in the window from the call to its result."""

import sys
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QPushButton

from inspector.protocol import methods
from inspector.servers.definition import Root, ServerDefinition, StdioSettings
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.dialogs.connect.dialog import ConnectDialog
from tests.conftest import TESTS

from .conftest import Desk
from .test_questions import button, call
from .test_window import log, press, read

SDK = StdioSettings(sys.executable, (str(TESTS / "servers/sdk_server.py"), "stdio"))


def connect(desk: Desk, era: str) -> SessionHandle:
    definition = ServerDefinition("SDK", SDK, era=era, roots=(Root("file:///somewhere", "somewhere"),))
    server = desk.window.add_and_open(definition)
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    desk.window.actions_by_id.trigger("view.questions")
    return server


def waits(desk: Desk) -> None:
    desk.until(lambda: desk.window.questions.count == 1)


def text_of(running: Any) -> str:
    return str(running.result.value["content"][0]["text"])


def answer_sampling(desk: Desk, words: str) -> None:
    (text,) = [e for e in desk.window.questions.findChildren(QPlainTextEdit) if e.accessibleName() == "answer"]
    desk.qtbot.keyClicks(text, words)
    press(desk.qtbot, button(desk.window.questions, "Send"))


def test_the_two_rounds_of_a_call_are_shown_together(desk: Desk) -> None:
    server = connect(desk, "2026-07-28")
    running = call(desk, server, "interview", {})
    waits(desk)
    assert "For tools/call interview · round 1" in read(desk.window.questions)
    (colour,) = [line for line in desk.window.questions.findChildren(QLineEdit) if line.accessibleName() == "colour"]
    desk.qtbot.keyClicks(colour, "green")
    press(desk.qtbot, desk.window.questions.page.accept_button)  # type: ignore[union-attr]
    desk.until(lambda: "round 2" in read(desk.window.questions))
    assert "Round 1 · Elicitation · Which colour? → Accepted." in read(desk.window.questions)
    answer_sampling(desk, "well")
    desk.until(lambda: running.result is not None)
    assert text_of(running) == "second ✓ green, well, file:///somewhere"


@pytest.mark.parametrize("era", ["2025-11-25", "2026-07-28"])
def test_sampling_and_addresses_are_answered_in_both_eras(desk: Desk, era: str) -> None:
    server = connect(desk, era)
    running = call(desk, server, "ask_model", {})
    waits(desk)
    assert "For tools/call ask_model" in read(desk.window.questions)
    answer_sampling(desk, "something")
    desk.until(lambda: running.result is not None)
    assert "something" in text_of(running)
    running = call(desk, server, "ask_link", {})
    waits(desk)
    assert "example.com" in read(desk.window.questions).splitlines()
    press(desk.qtbot, button(desk.window.questions, "Decline"))
    desk.until(lambda: running.result is not None)
    assert "decline" in text_of(running)


def test_the_reference_server_is_answered(desk: Desk, everything_command: list[str]) -> None:
    server = desk.connect(everything_command)
    questions = desk.window.questions
    desk.window.actions_by_id.trigger("view.questions")
    running = call(desk, server, "trigger-elicitation-request", {})
    waits(desk)
    press(desk.qtbot, questions.page.accept_button)  # type: ignore[union-attr]
    desk.until(lambda: running.result is not None)
    assert "provided the requested information" in str(running.result.value)
    running = call(desk, server, "trigger-sampling-request", {"prompt": "Tell me", "maxTokens": 10})
    waits(desk)
    desk.until(lambda: "You are a helpful test server." in read(questions))
    answer_sampling(desk, "A tale.")
    desk.until(lambda: running.result is not None)
    assert "A tale." in str(running.result.value)


def test_a_capability_that_is_switched_off_is_not_declared(desk: Desk, everything_command: list[str]) -> None:
    server = desk.connect(everything_command)
    desk.until(lambda: "trigger-sampling-request" in [tool["name"] for tool in server.catalog.tools])
    desk.window.actions_by_id.trigger("server.edit")
    (dialog,) = desk.window.findChildren(ConnectDialog)
    listed: QListWidget = dialog.client.capabilities
    for name in ("sampling", "sampling.tools"):
        (item,) = listed.findItems(name, Qt.MatchFlag.MatchExactly)
        item.setCheckState(Qt.CheckState.Unchecked)
    press(desk.qtbot, dialog.ok)
    desk.until(lambda: server.sessions == 2 and server.is_open)
    desk.until(lambda: server.catalog.tools)
    assert "trigger-sampling-request" not in [tool["name"] for tool in server.catalog.tools]


def test_nothing_is_missing_in_the_log_after_all_that(desk: Desk) -> None:
    server = connect(desk, "2025-11-25")
    running = call(desk, server, "ask_user", {})
    waits(desk)
    press(desk.qtbot, next(b for b in desk.window.questions.findChildren(QPushButton) if b.text() == "Cancel"))
    desk.until(lambda: running.result is not None)
    desk.until(lambda: len([row for row in log(desk) if row[4] == methods.ELICIT]) == 2)
    assert [row[7] for row in log(desk) if row[4] == methods.ELICIT] == ["ok", "ok"]
