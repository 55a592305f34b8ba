"""Prompts as conversations: filled in, looked at, copied, and kept."""

import json
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.viewers.bubble import Bubble
from inspector.ui.viewers.table_box import TableBox
from inspector.ui.widgets.image_box import ImageBox
from inspector.ui.widgets.line_completer import LineCompleter
from tests.gui.conftest import Desk


def connect(desk: Desk, command: list[str], era: str = "auto") -> None:
    server = desk.window.add_and_open(
        ServerDefinition("server", StdioSettings(command[0], tuple(command[1:])), era=era)
    )
    desk.until(lambda: server.state is not None and server.state.phase == "connected")
    desk.window.actions_by_id.trigger("view.prompts")
    desk.window.activateWindow()


def field(desk: Desk, name: str) -> QLineEdit:
    lines = desk.window.prompts.editor.findChildren(QLineEdit)
    line = next(line for line in lines if line.accessibleName() == name)
    line.setFocus()
    desk.until(line.hasFocus)
    return line


def offered(line: QLineEdit) -> list[str]:
    completer = line.findChild(LineCompleter)
    assert completer is not None
    return [completer.model.item(row).text() for row in range(completer.model.rowCount())]


def read(widget: QWidget) -> str:
    labels = "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return labels + "\n".join(box.toPlainText() for box in widget.findChildren(QPlainTextEdit))


def is_got(desk: Desk, number: int) -> bool:
    entry = desk.window.prompts.result.entry
    return entry is not None and entry.number == number


def copied(desk: Desk, way: str) -> str:
    menu = desk.window.prompts.copy_button.menu()
    next(action for action in menu.actions() if action.text() == way).trigger()
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("era", ["modern", "2025-11-25"])
def test_a_prompt_is_a_conversation_with_a_picture_and_a_table(
    desk: Desk, demo_command: Callable[[str], list[str]], era: str
) -> None:
    connect(desk, demo_command("weather"), era)
    prompts = desk.window.prompts
    city = field(desk, "city")
    QTest.keyClicks(city, "To")
    desk.until(lambda: offered(city) == ["Tokyo"])
    QTest.keyClick(city, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(city, "kyo")
    prompts.get()
    desk.until(lambda: prompts.result.headline.text().startswith("✓"))
    content = prompts.result.outcome.content
    desk.until(lambda: len(content.parts) == 5)
    assert [bubble.role for bubble in content.findChildren(Bubble)] == ["user", "assistant", "user"]
    assert len(content.findChildren(ImageBox)) == 1
    assert len(content.findChildren(TableBox)) == 1
    assert "What will the next week in Tokyo be like?" in read(content)
    assert "4 messages" in prompts.about.text()
    assert "tokens (estimate) · without 1 part that is no text" in prompts.about.text()


def test_a_conversation_is_copied_as_text_markdown_and_json(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    connect(desk, demo_command("weather"))
    prompts = desk.window.prompts
    field(desk, "city").setText("Lima")
    prompts.take_arguments({"city": "Lima"})
    prompts.get()
    desk.until(lambda: prompts.result.headline.text().startswith("✓"))
    text = copied(desk, "As Text")
    assert text.startswith("user:\nWhat will the next week in Lima be like?")
    assert "[image · image/png, " in text
    assert "[weather://Lima/forecast]\nday,high,low,rain_percent" in text
    markdown = copied(desk, "As Markdown")
    assert "## assistant\n\nIt will be" in markdown
    assert "```csv\nday,high" in markdown
    assert len(json.loads(copied(desk, "As JSON"))["messages"]) == 4


def test_what_was_got_before_stays_a_step_away(desk: Desk, plain_command: list[str]) -> None:
    connect(desk, plain_command)
    prompts = desk.window.prompts
    for number, topic in enumerate(("whales", "bees"), 1):
        prompts.take_arguments({"topic": topic})
        prompts.get()
        desk.until(partial(is_got, desk, number))
    assert "Tell me about bees." in read(prompts.result.outcome.content)
    assert prompts.result.position.text() == "2 of 2"
    prompts.result.earlier.click()
    assert "Tell me about whales." in read(prompts.result.outcome.content)
    prompts.result.arguments_wanted.emit(prompts.result.entry)
    assert prompts.editor.value() == {"topic": "whales"}


def test_argument_sets_of_a_prompt_are_kept(desk: Desk, plain_command: list[str]) -> None:
    connect(desk, plain_command)
    prompts = desk.window.prompts
    prompts.take_arguments({"topic": "whales"})
    button = prompts.sets_button
    assert button._subject is not None
    button.save(button._subject, "sea")
    prompts.take_arguments({"topic": "bees"})
    button.fill_menu()
    next(action for action in button.menu().actions() if action.text() == "sea").trigger()
    assert prompts.editor.value() == {"topic": "whales"}


def test_the_reference_servers_prompt_completes_by_what_else_is_filled_in(
    desk: Desk, everything_command: list[str]
) -> None:
    connect(desk, everything_command)
    prompts = desk.window.prompts
    desk.until(lambda: prompts.list.select("prompt", "completable-prompt"))
    department = field(desk, "department")
    QTest.keyClicks(department, "Eng")
    desk.until(lambda: offered(department) == ["Engineering"])
    prompts.take_arguments({"department": "Engineering"})
    name = field(desk, "name")
    QTest.keyClick(name, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: offered(name) == ["Alice", "Bob", "Charlie"])


def test_a_prompt_that_takes_no_arguments_and_one_with_a_resource_are_got(
    desk: Desk, everything_command: list[str]
) -> None:
    connect(desk, everything_command)
    prompts = desk.window.prompts
    desk.until(lambda: prompts.list.select("prompt", "simple-prompt"))
    prompts.get()
    desk.until(lambda: prompts.result.headline.text().startswith("✓"))
    prompts.list.select("prompt", "resource-prompt")
    prompts.take_arguments({"resourceType": "Text", "resourceId": "1"})
    prompts.get()
    desk.until(lambda: "demo://resource/dynamic/text/1" in read(prompts.result.outcome.content))


def test_a_refusal_is_shown_where_the_messages_would_be(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    connect(desk, demo_command("weather"))
    prompts = desk.window.prompts
    prompts.take_arguments({"city": "Atlantis"})
    prompts.get()
    desk.until(lambda: "error" in prompts.result.headline.text())
    assert not prompts.copy_button.isVisible()
