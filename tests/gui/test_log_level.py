"""Asking a server for log messages."""

from collections.abc import Callable

import pytest

from tests.gui.conftest import Desk
from tests.gui.test_live_resources import connect


@pytest.mark.parametrize("era", ["modern", "2025-11-25"])
def test_log_messages_come_from_the_level_that_was_chosen(
    desk: Desk, demo_command: Callable[[str], list[str]], era: str
) -> None:
    connect(desk, demo_command("assistant"), era)
    window = desk.window
    (debug,) = [action for action in window._log_levels.actions() if action.text() == "debug"]
    debug.trigger()
    desk.until(lambda: '"debug"' in window.statusBar().currentMessage())
    window.tools.list.select("tool", "work_slowly")
    window.tools.editor.set_value({"steps": 2, "seconds_per_step": 0.01})
    window.tools.call()
    window.messages.filter_line.set_filter("method == notifications/message")
    desk.until(lambda: window.messages.model.rowCount() >= 2)


def test_a_server_that_refuses_a_level_is_quoted(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    (info,) = [action for action in desk.window._log_levels.actions() if action.text() == "info"]
    info.trigger()
    desk.until(lambda: "did not take the log level" in desk.window.statusBar().currentMessage())
