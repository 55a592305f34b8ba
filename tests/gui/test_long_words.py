"""Words that do not end, wherever a server may say them, and a prompt that does not."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inspector.ui.widgets.plain_label import plain_label
from tests.conftest import TESTS

from .conftest import Desk
from .test_window import read

WORD = "w" * 3_000
COMMAND = [sys.executable, str(TESTS / "servers/wordy_server.py")]


def test_no_word_of_a_server_makes_the_window_wider(desk: Desk) -> None:
    window = desk.window
    window.resize(1_440, 900)
    server = desk.connect(COMMAND)
    desk.until(lambda: server.catalog.prompts)
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    desk.until(lambda: window.tools.list.select("tool", WORD))
    window.tools.call_with({})
    desk.until(lambda: not window.tools.result.outcome.is_clear)
    window.actions_by_id.trigger("view.tasks")
    window.tasks.list_button.click()
    desk.until(lambda: "could not be listed" in read(window.tasks))
    window.actions_by_id.trigger("view.prompts")
    desk.until(lambda: window.prompts.list.select("prompt", WORD))
    window.prompts.get_with({})
    desk.until(lambda: not window.prompts.result.outcome.is_clear)
    window.actions_by_id.trigger("view.resources")
    window.open_resource(f"x://{WORD}")
    desk.until(lambda: not window.resources.result.is_clear)
    assert window.minimumSizeHint().width() <= 1_440
    assert window.width() == 1_440


def test_a_prompt_of_very_many_messages_is_read_beside_the_window_and_copied_whole(desk: Desk) -> None:
    window = desk.window
    server = desk.connect(COMMAND)
    desk.until(lambda: server.catalog.prompts)
    window.actions_by_id.trigger("view.prompts")
    desk.until(lambda: window.prompts.list.select("prompt", "many"))
    desk.until(lambda: window.prompts.can_send)
    window.prompts.get()
    desk.until(lambda: "20000 messages" in window.prompts.about.text())
    assert "about 60,000 tokens (estimate)" in window.prompts.about.text()
    menu = window.prompts.copy_button.menu()
    next(action for action in menu.actions() if action.text() == "As Text").trigger()
    assert QGuiApplication.clipboard().text().count("a line of it") == 20_000


@pytest.mark.parametrize("text", ["short and plain", f"{WORD} and more"])
def test_what_is_copied_from_a_label_is_what_it_was_given(desk: Desk, text: str) -> None:
    label = plain_label(text, desk.window)
    label.show()
    label.setSelection(0, len(QLabel.text(label)))
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text
    assert label.text() == text
    assert label.minimumSizeHint().width() < 1_000
