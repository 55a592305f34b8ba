"""Filters that are kept: by name, by use, as colours of rows."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from inspector.ui.log.filter_book import FilterBook
from inspector.ui.models.records_model import METHOD, TINT_ROLE
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.settings import Settings
from tests.gui.conftest import Desk


def menu_of(messages: MessagesPanel) -> QMenu:
    messages.bar.menu.rebuild()
    return messages.bar.menu.menu()


def choose(menu: QMenu, *texts: str) -> None:
    """Choose an entry, by the names of the menus on the way to it."""
    (action,) = [action for action in menu.actions() if action.text() == texts[0]]
    if len(texts) == 1:
        action.trigger()
        return
    (below,) = [child for child in menu.findChildren(QMenu) if child.title() == texts[0]]
    choose(below, *texts[1:])


def test_rows_take_the_colour_of_the_newest_rule_they_pass(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    for text, tint in (("own", "Green"), ("method == tools/list", "Red")):
        messages.filter_line.set_filter(text)
        choose(menu_of(messages), "Colour What Passes", tint)
    messages.filter_line.set_filter("")
    desk.until(lambda: messages.model.rowCount() > 6)
    rows = [messages.model.index(row, METHOD) for row in range(messages.model.rowCount())]
    tints = {index.data(): index.data(TINT_ROLE) for index in rows}
    assert tints["tools/list"] == "red"
    assert tints["prompts/list"] == "green"
    choose(menu_of(messages), "Take Colour Back", "own")
    assert rows[[index.data() for index in rows].index("prompts/list")].data(TINT_ROLE) is None


def test_a_filter_is_saved_by_name_and_comes_back(desk: Desk, plain_command: list[str]) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    messages.filter_line.set_filter("latency > 1s")
    choose(menu_of(messages), "Save This Filter…")
    (dialog,) = messages.findChildren(QInputDialog)
    dialog.setTextValue("slow & late")
    dialog.accept()
    messages.filter_line.set_filter("")
    choose(menu_of(messages), "slow && late")
    assert messages.filter_line.text() == "latency > 1s"
    choose(menu_of(messages), "Forget", "slow && late")
    assert "slow && late" not in [action.text() for action in menu_of(messages).actions()]


def test_what_was_kept_is_there_in_the_next_run(tmp_path: Path, desk: Desk) -> None:
    settings = Settings(tmp_path / "kept.ini")
    book = FilterBook(settings)
    book.save("errors", "error or failure")
    book.colour("waiting", "amber")
    book.remember(["one", "two"])
    settings.save()
    again = FilterBook(Settings(tmp_path / "kept.ini"))
    assert (again.saved, again.rules, again.history) == (book.saved, [("waiting", "amber")], ["one", "two"])


def test_a_file_that_was_spoiled_costs_what_cannot_be_read_and_no_more(tmp_path: Path, desk: Desk) -> None:
    settings = Settings(tmp_path / "kept.ini")
    settings.keep(
        "messages/filters", '{"history": 3, "saved": {"a": 1, "b": "error"}, "rules": [["(", "red"], ["x", "red"]]}'
    )
    book = FilterBook(settings)
    assert (book.history, book.saved, book.rules) == ([], {"b": "error"}, [("x", "red")])
    settings.keep("messages/filters", "{")
    assert FilterBook(settings).rules == []


def test_the_history_outlives_the_line(desk: Desk) -> None:
    line = desk.window.messages.filter_line
    desk.qtbot.keyClicks(line, "waiting")
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert FilterBook(desk.settings).history == ["waiting"]
