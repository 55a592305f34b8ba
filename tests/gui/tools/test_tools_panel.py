"""The tools panel as a person uses it, against a server whose tools do what it has to show."""

import json
import shlex
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.dialogs.run_many import RunManyDialog
from inspector.ui.models.catalog_model import ITEM_ROLE
from inspector.ui.panels.tools import ToolsPanel
from inspector.ui.tools.tool_list import ToolDelegate
from tests.conftest import TESTS
from tests.gui.conftest import Desk

BENCH = [sys.executable, str(TESTS / "servers/bench_server.py")]


@pytest.fixture
def tools(desk: Desk) -> ToolsPanel:
    desk.connect(BENCH, "bench")
    desk.until(lambda: desk.window.tools.count == 12)
    return desk.window.tools


def click(desk: Desk, button: QWidget) -> None:
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def read(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    texts = [text.toPlainText() for text in widget.findChildren(QPlainTextEdit) if text.isVisible()]
    return "\n".join(labels + texts)


def called(desk: Desk, tools: ToolsPanel, name: str) -> None:
    """Call a tool and wait for its end."""
    tools.list.select("tool", name)
    before = len(tools._current().history) if tools._current() else 0  # type: ignore[union-attr]
    click(desk, tools.form.call_button)
    desk.until(lambda: tools._current() is not None and len(tools._current().history) > before)  # type: ignore[union-attr]


def choose(menu: QMenu | None, *path: str) -> None:
    """Take a way through menus, as with the mouse."""
    assert menu is not None
    menu.aboutToShow.emit()
    action: QAction = next(action for action in menu.actions() if action.text() == path[0])
    if path[1:]:
        below = action.menu()
        assert isinstance(below, QMenu)
        choose(below, *path[1:])
    else:
        assert action.isEnabled()
        action.trigger()


def row_of(tools: ToolsPanel, key: str) -> int:
    return tools.list.model.index_of("tool", key).row()


def badge_tips(tools: ToolsPanel, row: int) -> set[str]:
    """Move over the right half of a row and read the tool tips."""
    view = tools.list.list
    index = tools.list.model.index(row, 0)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    option.font = view.font()
    option.palette = view.palette()
    delegate = view.itemDelegate()
    assert isinstance(delegate, ToolDelegate)
    middle = option.rect.center().y()
    places = range(option.rect.left(), option.rect.right())
    return {delegate.tip_at(QPoint(x, middle), index.data(ITEM_ROLE), option) for x in places} - {""}


# -- the list -----------------------------------------------------------------------------------------------------


def test_hints_are_badges_that_say_what_they_mean(tools: ToolsPanel) -> None:
    tips = badge_tips(tools, row_of(tools, "records"))
    assert [any(word in tip for tip in tips) for word in ("Read-only", "Idempotent", "Open world")] == [True] * 3
    assert "It may run as a task" in badge_tips(tools, row_of(tools, "wait"))
    assert any("Destructive" in tip for tip in badge_tips(tools, row_of(tools, "wipe")))


def test_odd_tools_are_listed_with_the_reason(tools: ToolsPanel) -> None:
    reasons = {item.name: item.problem for item in tools.list.model.shown if item.problem}
    assert "same name" in reasons["wipe"]
    assert "no inputSchema" in reasons["shapeless"]
    assert "bare text" in reasons["a bare text"]


def test_the_search_looks_into_name_title_and_description(desk: Desk, tools: ToolsPanel) -> None:
    for words, names in (("RECORD", ["records"]), ("takes time", ["wait"]), ("wip", ["wipe", "wipe"])):
        tools.list.search.clear()
        desk.qtbot.keyClicks(tools.list.search, words)
        assert [item.name for item in tools.list.model.shown] == names


def test_an_own_icon_is_drawn_and_one_elsewhere_is_not_fetched(tools: ToolsPanel) -> None:
    delegate = tools.list.list.itemDelegate()
    assert isinstance(delegate, ToolDelegate)
    shown = {item.name: item for item in tools.list.model.shown}
    assert delegate._picture(shown["records"]) is not None
    assert delegate._picture(shown["kinds"]) is None
    tools.list.select("tool", "kinds")
    assert "is not fetched" in read(tools.form.header)


def test_findings_about_a_definition_stand_beside_the_tool_and_in_it(desk: Desk, tools: ToolsPanel) -> None:
    desk.until(lambda: tools._marks.findings("shapeless"))
    assert any("inputSchema" in tip for tip in badge_tips(tools, row_of(tools, "shapeless")))
    tools.list.select("tool", "shapeless")
    assert tools.definition.tabs.isTabVisible(tools.definition.tabs.indexOf(tools.definition.findings))


def test_thousands_of_tools_are_searched_and_selected(desk: Desk) -> None:
    desk.connect([*BENCH, "--tools", "5000"], "many")
    tools = desk.window.tools
    desk.until(lambda: tools.count == 5_012)
    desk.qtbot.keyClicks(tools.list.search, "tool_4999")
    assert [item.name for item in tools.list.model.shown] == ["tool_4999"]
    tools.list.search.clear()
    view = tools.list.list
    desk.until(lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex())))
    current = tools.list.current()
    assert current is not None
    assert current.name == "tool_4999"


# -- definition ---------------------------------------------------------------------------------------------------


def test_form_definition_and_result_stand_side_by_side(desk: Desk, tools: ToolsPanel) -> None:
    called(desk, tools, "records")
    assert all(part.isVisible() for part in (tools.editor, tools.definition.tabs, tools.result.outcome.tabs))
    tabs = tools.definition.tabs
    titles = [tabs.tabText(n) for n in range(tabs.count()) if tabs.isTabVisible(n)]
    assert titles[:4] == ["Input Schema", "Output Schema", "Annotations", "Icons"]
    desk.until(lambda: '"count"' in tools.definition.pages["inputSchema"].text.text.toPlainText())


def test_switching_tools_keeps_what_was_typed_and_the_result(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "records")
    tools.editor.set_value({"count": 2})
    tools._keep_typed()
    called(desk, tools, "records")
    tools.list.select("tool", "echo")
    assert tools.result.headline.text() == "The result of a call appears here."
    tools.list.select("tool", "records")
    assert tools.editor.value() == {"count": 2}
    assert tools.result.headline.text().startswith("✓")


# -- options ------------------------------------------------------------------------------------------------------


def test_extra_meta_goes_out_with_the_call(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "echo")
    click(desk, tools.form.options_button)
    desk.qtbot.keyClicks(tools.options.meta, '{"trace": 7}')
    assert "_meta" in tools.form.options_button.text()
    called(desk, tools, "echo")
    assert '"trace": 7' in read(tools.result)


def test_broken_meta_is_said_and_nothing_is_sent(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "echo")
    click(desk, tools.form.options_button)
    desk.qtbot.keyClicks(tools.options.meta, "[1]")
    click(desk, tools.form.call_button)
    assert "has to be a JSON object" in read(tools.options)
    assert tools.running.isHidden()


def test_a_time_limit_holds_for_one_tool_alone(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wait")
    tools.options.total.setValue(0.3)
    click(desk, tools.form.call_button)
    desk.until(lambda: "no answer" in tools.result.headline.text())
    assert "within 0.3 seconds" in read(tools.result)
    tools.list.select("tool", "echo")
    assert tools.options.total.value() == 0


def test_a_call_as_task_is_offered_where_the_tool_offers_it(desk: Desk, task_command: list[str]) -> None:
    desk.workspace.add(ServerDefinition("t", StdioSettings(task_command[0], tuple(task_command[1:])), era="2025-11-25"))
    server = desk.workspace.servers[-1]
    desk.window.servers.select(server)
    desk.window.open_server()
    tools = desk.window.tools
    desk.until(lambda: tools.count == 1)
    tools.list.select("tool", "work")
    click(desk, tools.form.options_button)
    desk.until(tools.options.task.isEnabled)
    tools.options.task.setChecked(True)
    click(desk, tools.form.call_button)
    desk.until(lambda: tools.result.headline.text().startswith("✓"))
    assert "done" in read(tools.result)
    assert [task.status for task in server_tasks(desk)] == ["completed"]


def server_tasks(desk: Desk) -> list[Any]:
    session = desk.workspace.servers[-1]._session
    return list(session.tasks.all) if session is not None else []


def test_a_tool_that_offers_no_task_says_why(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "echo")
    assert not tools.options.task.isEnabled()
    assert "does not offer" in tools.options.task.toolTip()
    tools.list.select("tool", "wait")
    assert tools.options.task.isEnabled()


def test_a_destructive_tool_asks_unless_the_preference_says_otherwise(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wipe")
    click(desk, tools.form.call_button)
    assert "may destroy something" in read(tools.confirm)
    assert tools.running.isHidden()
    desk.window.preferences.put("tools.ask-destructive", False)
    called(desk, tools, "wipe")
    assert tools.result.headline.text().startswith("✓")


# -- while it runs ------------------------------------------------------------------------------------------------


def test_several_calls_run_each_with_progress_and_an_end_of_its_own(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wait")
    click(desk, tools.form.call_button)
    click(desk, tools.form.call_button)
    desk.until(lambda: read(tools.running).count("2 of 4") == 2)
    assert "part 2" in read(tools.running)
    desk.until(lambda: "2 calls run" in tools.result.headline.text())
    assert "2 calls of it run" in badge_tips(tools, row_of(tools, "wait"))
    first = next(iter(tools.running.rows.values()))
    click(desk, first.cancel)
    desk.until(lambda: len(tools.running.rows) == 1)
    assert "The call was cancelled." in read(tools.result)
    called(desk, tools, "release")
    tools.list.select("tool", "wait")
    desk.until(lambda: "released" in read(tools.result))
    assert tools.running.isHidden()


def test_calls_of_different_tools_run_and_lead_back_to_their_tool(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wait")
    click(desk, tools.form.call_button)
    called(desk, tools, "echo")
    assert tools.running.isVisible()
    row = next(iter(tools.running.rows.values()))
    (run,) = tools.running.rows
    desk.until(lambda: run.requests and desk.window.exchanges.count >= run.requests[-1])
    row.in_log.trigger()
    desk.until(lambda: desk.window.messages.current() is not None)
    record = desk.window.messages.current()
    assert record is not None
    assert (record.direction, record.subject) == ("sent", "wait")
    click(desk, row.name)
    current = tools.list.current()
    assert current is not None
    assert current.name == "wait"


def test_log_messages_of_a_call_are_shown_while_it_runs_and_kept(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wait")
    click(desk, tools.form.call_button)
    desk.until(lambda: tools.result.live.topLevelItemCount() == 1)
    line = tools.result.live.topLevelItem(0)
    assert line is not None
    assert [line.text(column) for column in (1, 2, 3)] == ["warning", "meanwhile", "bench: it takes long"]
    called(desk, tools, "release")
    tools.list.select("tool", "wait")
    tabs = tools.result.outcome.tabs
    desk.until(lambda: "Log 1" in [tabs.tabText(n) for n in range(tabs.count()) if tabs.isTabVisible(n)])


# -- results ------------------------------------------------------------------------------------------------------


def test_every_kind_of_content_is_shown(desk: Desk, tools: ToolsPanel) -> None:
    called(desk, tools, "kinds")
    desk.until(lambda: "hologram" in read(tools.result))  # the parts come one after the other
    words = read(tools.result)
    for part in ('"json": true', "8 × 8", "audio/wav", "the link", "embedded text", "hologram", "for assistant"):
        assert part in words


def test_is_error_error_and_result_differ_at_a_glance(desk: Desk, tools: ToolsPanel) -> None:
    said = []
    for name in ("echo", "refuse", "fail"):
        called(desk, tools, name)
        said.append(tools.result.headline.text())
    assert said[0].startswith("✓")
    assert said[1].startswith("✕ the tool reports an error")
    assert said[2].startswith("⊘ JSON-RPC error · -32050")


def test_a_result_that_breaks_its_schema_is_whole_with_the_finding_at_the_place(desk: Desk, tools: ToolsPanel) -> None:
    called(desk, tools, "broken")
    tabs, outcome = tools.result.outcome.tabs, tools.result.outcome
    desk.until(lambda: tabs.isTabVisible(tabs.indexOf(outcome.findings)))
    outcome.findings.place_chosen.emit("/result/structuredContent/items/1/n")
    assert tabs.currentWidget() is outcome.structured
    current = outcome.structured.currentIndex()
    assert (current.siblingAtColumn(0).data(), current.siblingAtColumn(1).data()) == ("⚠ n", '"two"')
    assert "broken" in json.dumps(outcome.raw.value)


def test_calling_again_sends_the_same_and_arguments_come_back_into_the_form(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "records")
    tools.editor.set_value({"count": 1})
    click(desk, tools.form.call_button)
    desk.until(lambda: tools.result.entry is not None)
    tools.editor.set_value({"count": 9})
    tools.result.outcome.tabs.setCurrentWidget(tools.result.table)
    click(desk, tools.result.table.again_button)
    desk.until(lambda: tools.result.entry is not None and tools.result.entry.number == 2)
    assert tools.result.entry is not None
    assert tools.result.entry.arguments == {"count": 1}
    assert tools.editor.value() == {"count": 9}
    tools.result.outcome.tabs.setCurrentWidget(tools.result.table)
    click(desk, tools.result.table.arguments_button)
    assert tools.editor.value() == {"count": 1}


def test_a_resource_link_opens_in_resources(desk: Desk, tools: ToolsPanel) -> None:
    called(desk, tools, "kinds")

    def links() -> list[QToolButton]:
        return [b for b in tools.result.findChildren(QToolButton) if b.text() == "Open in Resources" and b.isVisible()]

    desk.until(lambda: bool(tools.result.outcome.content.parts))
    desk.qtbot.keyClick(tools.result.outcome.content, Qt.Key.Key_End)
    desk.until(lambda: len(links()) == 1)
    click(desk, links()[0])
    assert desk.window.tabs.currentWidget() is desk.window.resources
    assert desk.window.resources.uri.text() == "bench://linked"


def test_two_calls_are_compared_by_command(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "records")
    for count in (1, 2):
        tools.editor.set_value({"count": count})
        called(desk, tools, "records")
    desk.window.actions_by_id.trigger("tools.compare")
    view = tools.result.compare
    assert tools.result.outcome.tabs.currentWidget() is view
    assert view.summary.text() == "#1 → #2:  1 added, 1 changed."


def test_running_calls_are_cancelled_by_command(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "wait")
    for _ in range(3):
        desk.window.actions_by_id.trigger("tools.call")
    desk.until(lambda: read(tools.running).count("2 of 4") == 3)
    desk.window.actions_by_id.trigger("tools.cancel")
    desk.until(tools.running.isHidden)


# -- argument sets ------------------------------------------------------------------------------------------------


def test_a_set_is_saved_loaded_overwritten_and_deleted(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "records")
    tools.editor.set_value({"count": 5})
    choose(tools.form.sets_button.menu(), "Save As…")
    dialog = tools.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("Five")
    dialog.accept()
    tools.editor.set_value({"count": 6})
    choose(tools.form.sets_button.menu(), "Five")
    assert tools.editor.value() == {"count": 5}
    tools.editor.set_value({"count": 7})
    choose(tools.form.sets_button.menu(), "Overwrite", "Five")
    (file,) = (desk.settings.folder / "arguments").rglob("*.json")
    assert json.loads(file.read_text())["arguments"] == {"count": 7}
    choose(tools.form.sets_button.menu(), "Delete", "Five")
    assert not file.exists()


def test_what_was_sent_last_is_offered(desk: Desk, tools: ToolsPanel) -> None:
    tools.list.select("tool", "records")
    tools.editor.set_value({"count": 4})
    called(desk, tools, "records")
    tools.editor.set_value({})
    choose(tools.form.sets_button.menu(), "Last Used")
    assert tools.editor.value() == {"count": 4}


# -- copies and many ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JSON-RPC Message", "Python (SDK 2)", "Python (SDK 1)", "mcp-loupe Command"])
def test_a_call_is_copied(desk: Desk, tools: ToolsPanel, kind: str) -> None:
    tools.list.select("tool", "records")
    tools.editor.set_value({"count": 4})
    QGuiApplication.clipboard().clear()
    choose(tools.copy_menu, kind)
    desk.until(lambda: "was copied" in read(tools))
    text = QGuiApplication.clipboard().text()
    if kind == "JSON-RPC Message":
        assert json.loads(text)["params"] == {"name": "records", "arguments": {"count": 4}}
    elif kind.startswith("Python"):
        compile(text, "call.py", "exec")
    else:
        assert shlex.split(text)[:3] == ["mcp-loupe", "call", "records"]


def test_curl_cannot_call_a_process_and_says_so(desk: Desk, tools: ToolsPanel) -> None:
    choose(tools.copy_menu, "curl")
    desk.until(lambda: "Streamable HTTP alone" in read(tools))


def many(desk: Desk, tools: ToolsPanel, name: str) -> RunManyDialog:
    tools.list.select("tool", name)
    choose(tools.form.more_button.menu(), "Call Many Times…")
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, RunManyDialog) and w.isVisible()]
    return dialog


def test_many_calls_are_counted_measured_and_summed_up(desk: Desk, tools: ToolsPanel) -> None:
    dialog = many(desk, tools, "refuse")
    dialog.count.setValue(40)
    click(desk, dialog.start_button)
    desk.until(lambda: not dialog.is_running and dialog.tally.done == 40)
    words = read(dialog)
    assert "✕ 40 isError" in words
    assert "It was refused." in words
    assert dialog.histogram.sentence.startswith("40 calls")
    click(desk, dialog.copy_button)
    assert "40 isError" in QGuiApplication.clipboard().text()
    tools.list.select("tool", "refuse")
    assert tools.result.entry is None  # they are in the log, and not in the history
    dialog.close()


def test_many_calls_can_be_stopped(desk: Desk, tools: ToolsPanel) -> None:
    dialog = many(desk, tools, "wait")
    dialog.count.setValue(1_000)
    click(desk, dialog.start_button)
    assert dialog.is_running
    click(desk, dialog.stop_button)
    desk.until(lambda: not dialog.is_running)
    assert "stopped" in read(dialog)
    dialog.close()


def test_a_destructive_tool_is_asked_about_once_before_many_calls(desk: Desk, tools: ToolsPanel) -> None:
    dialog = many(desk, tools, "wipe")
    dialog.count.setValue(7)
    click(desk, dialog.start_button)
    assert "it will be called 7 times" in read(dialog)
    assert not dialog.is_running
    click(desk, dialog.confirm.confirmed)
    desk.until(lambda: dialog.tally.ok == 7)
    dialog.close()


def test_questions_and_rounds_are_shown_with_the_call(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    desk.connect(demo_command("assistant"))
    tools = desk.window.tools
    tools.list.select("tool", "book_table")
    tools.editor.set_value({"restaurant": "Milano"})
    click(desk, tools.form.call_button)
    desk.until(lambda: tools.result.live.topLevelItemCount() > 0)
    line = tools.result.live.topLevelItem(0)
    assert line is not None
    assert [line.text(1), line.text(2)] == ["question", ""]
    assert "elicitation/create" in line.text(3)


def test_the_selected_tool_stays_over_a_reconnect_a_search_and_a_look_at_another_server(
    desk: Desk, tools: ToolsPanel, plain_command: list[str]
) -> None:
    def selected() -> str:
        item = tools.list.current()
        return item.name if item is not None else ""

    tools.list.select("tool", "echo")
    server = tools.server
    assert server is not None
    desk.window.actions_by_id.trigger("server.reconnect")
    desk.until(lambda: tools.count == 0)
    desk.until(lambda: tools.count == 12)
    assert selected() == "echo"
    desk.qtbot.keyClicks(tools.list.search, "kinds")
    assert selected() == "kinds"
    tools.list.search.clear()
    assert selected() == "kinds"
    desk.connect(plain_command, "plain")
    tools.list.select("tool", "picture")
    desk.window.servers.select(server)
    assert selected() == "kinds"
