"""The window as a person uses it: against a small real server and the demo."""

import json
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.servers.definition import HttpSettings, ServerDefinition, StdioSettings
from inspector.ui.dialogs.connect.dialog import ConnectDialog
from inspector.ui.models.records_model import RecordsModel
from inspector.ui.theme import DARK, DARK_COLOURS, LIGHT_COLOURS, Colours
from inspector.ui.widgets.command_palette import CommandPalette

from .conftest import Desk


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def read(widget: QWidget) -> str:
    """Give all text a person reads in a widget."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    texts = [text.toPlainText() for text in widget.findChildren(QPlainTextEdit) if text.isVisible()]
    return "\n".join(labels + texts)


def field(desk: Desk, name: str) -> QLineEdit:
    (line,) = [line for line in desk.window.tools.findChildren(QLineEdit) if line.accessibleName() == name]
    return line


def log(desk: Desk) -> list[list[str]]:
    model = desk.window.messages.model
    return [[str(model.index(row, c).data()) for c in range(model.columnCount())] for row in range(model.rowCount())]


def test_an_empty_window_says_what_to_do(desk: Desk) -> None:
    assert "Connect to one by URL or command." in read(desk.window.strip)
    assert "Nothing has crossed the wire yet" in read(desk.window.messages)
    assert "Connect to a server to see its tools." in desk.window.tools.list.empty.text()


def test_a_tool_is_picked_filled_in_called_and_its_result_read(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window, bot = desk.window, desk.qtbot
    desk.until(lambda: window.tools.count == 4)
    assert window.tabs.tabText(0) == "Tools 4"
    assert "plain 1" in read(window.header)
    bot.keyClicks(field(desk, "a"), "12345678901234567890")
    bot.keyClicks(field(desk, "label"), "x")
    desk.until(lambda: window.tools.form.call_button.text() == "Call")
    press(bot, window.tools.form.call_button)
    desk.until(lambda: window.tools.result.headline.text().startswith("✓"))
    assert '"a": 12345678901234567890' in read(window.tools.result)
    assert '"label": "x"' in read(window.tools.result)
    assert "loud" not in read(window.tools.result)  # what is absent in the form is not sent


def test_a_tool_is_called_by_keys_alone(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    tools = desk.window.tools
    desk.window.activateWindow()
    desk.window.actions_by_id.trigger("view.search")
    desk.until(tools.list.search.hasFocus)
    desk.qtbot.keyClicks(tools.list.search, "add")
    desk.qtbot.keyClick(tools.list.search, Qt.Key.Key_Return)
    desk.until(field(desk, "a").hasFocus)
    desk.qtbot.keyClicks(field(desk, "a"), "5")
    desk.qtbot.keyClick(field(desk, "a"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: '"a": 5' in read(tools.result))


def test_every_frame_is_in_the_log_with_its_facts(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    desk.until(lambda: [row[3] for row in log(desk) if row[4] == "tools/list"] == ["→ sent", "← received"])
    rows = log(desk)
    methods = [row[4] for row in rows]
    assert methods[0].startswith("process")
    assert "initialize" in methods
    (sent, reply) = [row for row in rows if row[4] == "tools/list"]
    assert (sent[3], reply[3]) == ("→ sent", "← received")
    assert sent[6] == reply[6]
    assert (sent[7], reply[7]) == ("ok", "ok")
    assert sent[8].endswith("ms")
    assert reply[9].endswith(" B")


def test_an_invalid_argument_is_said_at_the_field_and_can_be_sent(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    desk.qtbot.keyClicks(field(desk, "a"), "many")
    desk.until(lambda: window.tools.form.call_button.text() == "Call Anyway")
    desk.until(lambda: '"many" is not of type "number"' in read(window.tools.editor))
    press(desk.qtbot, window.tools.form.call_button)
    desk.until(lambda: '"a": "many"' in read(window.tools.result))


def test_what_was_typed_stays_when_another_tool_is_looked_at(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    desk.qtbot.keyClicks(field(desk, "a"), "7")
    window.tools.list.select("tool", "picture")
    window.tools.list.select("tool", "add")
    assert field(desk, "a").text() == "7"


def test_form_and_json_are_one_document(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    editor = desk.window.tools.editor
    desk.qtbot.keyClicks(field(desk, "a"), "1")
    desk.qtbot.mouseClick(editor.json_button, Qt.MouseButton.LeftButton)
    assert json.loads(editor.json.toPlainText()) == {"a": 1}
    editor.json.setPlainText('{"a": 2, "unknown": [1.0]}')
    desk.qtbot.mouseClick(editor.form_button, Qt.MouseButton.LeftButton)
    assert field(desk, "a").text() == "2"
    assert editor.value() == {"a": 2, "unknown": [1.0]}
    desk.qtbot.mouseClick(editor.json_button, Qt.MouseButton.LeftButton)
    editor.json.setPlainText('{"a": ')
    desk.qtbot.mouseClick(editor.form_button, Qt.MouseButton.LeftButton)
    assert "not JSON" in read(editor)
    assert "The form shows what could last be read." in read(editor)


def test_a_tool_that_may_destroy_asks_first(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    window.tools.list.select("tool", "refuse")
    press(desk.qtbot, window.tools.form.call_button)
    assert "may destroy something" in read(window.tools)
    assert window.tools.result.headline.text() == "The result of a call appears here."
    press(desk.qtbot, window.tools.confirm.confirmed)
    desk.until(lambda: "the tool reports an error" in window.tools.result.headline.text())
    assert "It was refused." in read(window.tools.result)


def test_an_image_is_drawn(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    desk.window.tools.list.select("tool", "picture")
    press(desk.qtbot, desk.window.tools.form.call_button)
    desk.until(lambda: "1 × 1" in read(desk.window.tools.result))


def test_a_dying_server_says_why_and_keeps_what_it_showed(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    window.tools.list.select("tool", "crash")
    press(desk.qtbot, window.tools.form.call_button)
    desk.until(lambda: "no answer" in window.tools.result.headline.text())
    desk.until(window.strip.isVisible)
    assert "exit code 3" in read(window.strip)
    assert "last words" in read(window.strip)
    assert window.tools.count == 4
    reconnect = next(button for button in window.strip.buttons() if button.text() == "Reconnect")
    press(desk.qtbot, reconnect)
    desk.until(lambda: not window.strip.isVisible())


def test_last_words_in_colour_are_read_as_words(desk: Desk) -> None:
    words = r"import sys; sys.stderr.write('\x1b[1;31mERROR\x1b[0m no key\n'); sys.exit(3)"
    desk.connect([sys.executable, "-c", words])
    desk.until(lambda: "ERROR no key" in read(desk.window.strip))


def test_a_command_that_is_not_there_says_what_helps(desk: Desk) -> None:
    desk.connect(["no-such-command-anywhere"])
    assert "was not found" in read(desk.window.strip)
    assert "install it" in read(desk.window.strip)


def test_a_server_from_a_file_is_shown_before_it_is_started(desk: Desk) -> None:
    desk.workspace.add(ServerDefinition("from a file", StdioSettings("dangerous", ("--now",), {"KEY": "secret"})))
    assert "Connect starts this command:  dangerous --now" in read(desk.window.strip)
    assert "KEY" in read(desk.window.strip)
    assert "secret" not in read(desk.window.strip)
    assert log(desk) == []


def test_resources_are_read_and_prompts_got(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    window.actions_by_id.trigger("view.resources")
    press(desk.qtbot, window.resources.read_button)
    desk.until(lambda: "the text" in read(window.resources.result))
    window.actions_by_id.trigger("view.prompts")
    (topic,) = [line for line in window.prompts.findChildren(QLineEdit) if line.accessibleName() == "topic"]
    desk.qtbot.keyClicks(topic, "whales")
    press(desk.qtbot, window.prompts.get_button)
    desk.until(lambda: "Tell me about whales." in read(window.prompts.result))
    assert "user" in read(window.prompts.result)


def test_show_in_log_selects_the_reply_and_its_json(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    window = desk.window
    window.tools.list.select("tool", "picture")
    press(desk.qtbot, window.tools.form.call_button)
    desk.until(lambda: window.tools.result.headline.text().startswith("✓"))
    desk.until(lambda: log(desk)[-1][4] == "tools/call")
    window.tools.result.outcome._log.click()
    row = window.messages.current()
    assert row is not None
    assert (row.direction, row.method) == ("received", "tools/call")
    assert '"mimeType": "image/png"' in window.messages.detail.text.text.toPlainText()
    window.messages.go_to_partner()
    row = window.messages.current()
    assert row is not None
    assert row.direction == "sent"


def test_the_filter_shows_what_passes_and_counts_it(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    desk.qtbot.keyClicks(messages.filter_line, "prompts/list")
    desk.until(lambda: messages.model.rowCount() == 2)
    desk.until(lambda: f"2 of {messages.model.total}" in read(messages))
    total = messages.model.total
    desk.qtbot.keyClick(messages.filter_line, Qt.Key.Key_Escape)
    desk.until(lambda: messages.model.rowCount() == total)
    messages.bar.own.setChecked(False)
    desk.until(lambda: messages.model.rowCount() < total)


def test_the_log_s_model_keeps_the_rules_of_models(desk: Desk, plain_command: list[str]) -> None:
    messages = desk.window.messages
    tester = QAbstractItemModelTester(messages.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.connect(plain_command)
    desk.qtbot.keyClicks(messages.filter_line, "list")
    desk.until(lambda: 0 < messages.model.rowCount() < messages.model.total)
    assert isinstance(tester.model(), RecordsModel)


@pytest.mark.parametrize("name", ["tools", "resources", "prompts"])
def test_the_catalog_s_models_keep_the_rules_of_models(desk: Desk, plain_command: list[str], name: str) -> None:
    model = getattr(desk.window, name).list.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.connect(plain_command)
    model.search("e")
    model.search("")
    assert model.rowCount() == model.total > 0


def test_a_search_narrows_the_tools_and_says_when_nothing_is_left(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    tools = desk.window.tools
    desk.qtbot.keyClicks(tools.list.search, "picture")
    assert tools.list.model.rowCount() == 1
    desk.qtbot.keyClicks(tools.list.search, "zzz")
    assert tools.list.empty.text() == "None of the 4 tools match."


def test_a_server_that_asks_waits_under_questions_until_it_is_answered(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    desk.connect(demo_command("assistant"))
    window = desk.window
    window.tools.list.select("tool", "book_table")
    desk.qtbot.keyClicks(field(desk, "restaurant"), "Milano")
    desk.until(lambda: window.tools.form.call_button.text() == "Call")
    press(desk.qtbot, window.tools.form.call_button)
    desk.until(lambda: window.questions.count == 1)
    window.actions_by_id.trigger("view.questions")
    lines = {line.accessibleName(): line for line in window.questions.findChildren(QLineEdit)}
    desk.qtbot.keyClicks(lines["guests"], "3")
    desk.qtbot.keyClicks(lines["name"], "Ada")
    desk.until(lambda: any(button.text() == "Accept" for button in window.questions.findChildren(QPushButton)))
    press(desk.qtbot, next(b for b in window.questions.findChildren(QPushButton) if b.text() == "Accept"))
    desk.until(lambda: window.questions.count == 0)
    window.actions_by_id.trigger("view.tools")
    desk.until(lambda: "Milano: dinner for 3, inside, in the name of Ada." in read(window.tools.result))


def test_progress_is_shown_while_a_tool_runs_and_it_can_be_cancelled(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    desk.connect(demo_command("assistant"))
    window = desk.window
    window.tools.list.select("tool", "work_slowly")
    desk.qtbot.keyClicks(field(desk, "seconds_per_step"), "0.3")
    desk.until(lambda: window.tools.form.call_button.text() == "Call")
    press(desk.qtbot, window.tools.form.call_button)
    desk.until(lambda: "step 2 of 10" in read(window.tools.running))
    (row,) = window.tools.running.rows.values()
    desk.qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    desk.until(lambda: not window.tools.running.isVisible())
    assert "The call was cancelled." in read(window.tools.result)
    desk.until(lambda: log(desk)[-1][4] == "notifications/cancelled")


def test_the_connect_dialog_says_what_will_happen(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ok.isEnabled()
    dialog.target.setText("npx -y 'a b' stdio")
    assert dialog.definition().settings == StdioSettings("npx", ("-y", "a b", "stdio"))
    assert "Starts the process" in dialog.sentence.text()
    dialog.target.setText("http://localhost:1/mcp")
    dialog.target_page.headers.setPlainText("Authorization: Bearer x")
    assert dialog.definition().settings == HttpSettings("http://localhost:1/mcp", (("Authorization", "Bearer x"),))
    assert not dialog.target_page.env.isVisible()
    dialog.target_page.headers.setPlainText("no colon")
    assert "has no colon" in dialog.sentence.text()
    assert not dialog.ok.isEnabled()
    dialog.target.setText("npx 'open")
    assert "quotation" in dialog.sentence.text()


def test_the_palette_finds_a_command_and_does_it(desk: Desk) -> None:
    palette = CommandPalette(
        [desk.window.actions_by_id["theme.dark"], desk.window.actions_by_id["view.tools"]], desk.window
    )
    desk.qtbot.keyClicks(palette.line, "dark")
    desk.qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert desk.theme.choice == DARK
    assert desk.settings.text("theme") == DARK
    desk.theme.choose("light")


def test_a_result_takes_the_colours_of_another_theme(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    result = desk.window.tools.result
    desk.window.tools.list.select("tool", "picture")
    press(desk.qtbot, desk.window.tools.form.call_button)
    desk.until(lambda: LIGHT_COLOURS.ok in result.headline.styleSheet())
    desk.window.actions_by_id.trigger("theme.dark")
    desk.until(lambda: DARK_COLOURS.ok in result.headline.styleSheet())
    assert DARK_COLOURS.ok in desk.window.header.state.styleSheet()
    desk.window.actions_by_id.trigger("theme.light")


def test_the_layout_is_kept(desk: Desk) -> None:
    desk.window._servers_dock.hide()
    desk.window.keep_layout()
    desk.window._servers_dock.show()
    desk.window._restore()
    assert not desk.window._servers_dock.isVisible()
    desk.window.actions_by_id.trigger("view.reset")
    assert desk.window._servers_dock.isVisible()


def test_thirty_tools_are_seen_at_900_pixels(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    view = desk.window.tools.list.list
    assert desk.window.height() == 900
    desk.until(lambda: view.viewport().height() // view.sizeHintForRow(0) >= 30)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS], ids=["light", "dark"])
def test_every_text_colour_has_enough_contrast(colours: Colours) -> None:
    texts = ("text", "muted", "accent", "ok", "error", "failure", "finding", "sent", "received", "waiting")
    for name in texts:
        for ground in (colours.window, colours.base, colours.alternate, colours.selection):
            assert contrast(getattr(colours, name), ground) >= 4.5, (name, ground)
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    for tint in (*colours.tints.values(), colours.mark):
        assert contrast(colours.text, tint) >= 4.5
        assert contrast(colours.muted, tint) >= 4.5


def test_the_reference_server_is_used_from_the_window(desk: Desk, everything_command: list[str]) -> None:
    desk.connect(everything_command)
    window, bot = desk.window, desk.qtbot
    desk.until(lambda: window.tools.count >= 10)
    window.tools.list.select("tool", "echo")
    bot.keyClicks(field(desk, "message"), "hello")
    bot.keyClick(field(desk, "message"), Qt.Key.Key_Return)
    desk.until(lambda: "Echo: hello" in read(window.tools.result))
    window.tools.list.select("tool", "get-tiny-image")
    desk.until(lambda: window.tools.form.call_button.text() == "Call")
    press(bot, window.tools.form.call_button)
    desk.until(lambda: "image · image/png" in read(window.tools.result))
    window.actions_by_id.trigger("view.resources")
    press(bot, window.resources.read_button)
    desk.until(lambda: window.resources.result.headline.text().startswith("✓"))
    window.actions_by_id.trigger("view.prompts")
    press(bot, window.prompts.get_button)
    desk.until(lambda: "user" in read(window.prompts.result))
