"""A result, the results before it, and two of them compared."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QTreeWidget
from pytestqt.qtbot import QtBot

from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.traffic.capture import FindingRow
from inspector.transports.failure import Failure, Reason
from inspector.ui.results.history import MAX_ENTRIES, Entry, ResultHistory
from inspector.ui.results.result_view import ResultView
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.content_view import VIEWS_SHOWN


def reply(value: Any) -> Outcome:
    return ResultReply(value, 1, 2, 38_000_000, size=120)


def texts(value: str, structured: Any = None) -> dict[str, Any]:
    shown = {"content": [{"type": "text", "text": value}]}
    return shown if structured is None else shown | {"structuredContent": structured}


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> ResultView:
    Theme(qapp, LIGHT)
    view = ResultView("Nothing yet.")
    qtbot.addWidget(view)
    view.resize(560, 400)
    view.show()
    return view


def tab_texts(view: ResultView) -> list[str]:
    tabs = view.outcome.tabs
    return [tabs.tabText(number) for number in range(tabs.count()) if tabs.isTabVisible(number)]


def rows_of(tree: QTreeWidget) -> list[list[str]]:
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [[item.text(column) for column in range(tree.columnCount())] for item in items if item is not None]


def history_of(*outcomes: Outcome) -> ResultHistory:
    history = ResultHistory()
    for number, outcome in enumerate(outcomes):
        history.add({"n": number}, outcome)
    return history


def test_without_a_call_it_says_what_will_be_there(view: ResultView) -> None:
    assert view.headline.text() == "Nothing yet."
    assert not view.outcome.tabs.isVisible()


def test_result_error_and_failure_are_told_apart(view: ResultView) -> None:
    refused = reply({"content": [], "isError": True})
    error = ErrorReply({"code": -32601, "message": "no"}, 1, 2, 3)
    failure = NoReply(Failure(Reason.TIMEOUT, "It took too long."), 1, 3)
    said = []
    for outcome in (reply(texts("x")), refused, error, failure):
        view.show_history(history_of(outcome))
        said.append((view.headline.text()[0], view.headline.styleSheet().partition(";")[0]))
    assert [sign for sign, _ in said] == ["✓", "✕", "⊘", "⚠"]
    assert len({colour for _, colour in said}) == 3  # isError and error are both the server's no; sign and words differ


def test_one_steps_back_to_earlier_results_and_forth(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply(texts("one")), reply(texts("two")), reply(texts("three"))))
    assert view.position.text() == "3 of 3"
    assert not view.later.isEnabled()
    qtbot.mouseClick(view.earlier, Qt.MouseButton.LeftButton)
    assert view.position.text() == "2 of 3"
    assert view.entry is not None
    assert view.entry.arguments == {"n": 1}
    qtbot.mouseClick(view.later, Qt.MouseButton.LeftButton)
    assert view.position.text() == "3 of 3"


def test_the_history_lists_what_was_sent_and_how_it_ended(view: ResultView) -> None:
    view.show_history(history_of(reply(texts("one")), ErrorReply({"code": 1, "message": "no"}, 1, 2, 3)))
    assert "History 2" in tab_texts(view)
    newest, oldest = rows_of(view.table.list)
    assert [newest[0], newest[2], newest[5]] == ["2", "✕ error", '{"n": 1}']
    assert oldest[2:5] == ["✓ ok", "38 ms", "120 B"]


def test_two_calls_are_compared_in_what_was_sent_and_what_came(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply(texts("a", {"x": 1, "y": 2})), reply(texts("a", {"x": 1, "z": 3}))))
    view.outcome.tabs.setCurrentWidget(view.table)
    view.table.list.selectAll()
    qtbot.mouseClick(view.table.compare_button, Qt.MouseButton.LeftButton)
    assert "#1 → #2" in tab_texts(view)
    assert rows_of(view.compare.list) == [
        ["~ changed", "/arguments/n", "0", "1"],
        ["- removed", "/reply/structuredContent/y", "2", ""],
        ["+ added", "/reply/structuredContent/z", "", "3"],
    ]


def test_of_one_selected_call_the_one_before_it_is_the_other(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply(texts("a")), reply(texts("b"))))
    view.outcome.tabs.setCurrentWidget(view.table)
    qtbot.mouseClick(view.table.compare_button, Qt.MouseButton.LeftButton)
    assert view.compare.summary.text() == "#1 → #2:  2 changed."


def test_a_call_is_wanted_again_and_its_arguments_into_the_form(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply(texts("a"))))
    view.outcome.tabs.setCurrentWidget(view.table)
    with qtbot.waitSignal(view.again_wanted) as again:
        qtbot.mouseClick(view.table.again_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.arguments_wanted) as taken:
        qtbot.mouseClick(view.table.arguments_button, Qt.MouseButton.LeftButton)
    for signal in (again, taken):
        (entry,) = signal.args or [None]
        assert isinstance(entry, Entry)
        assert entry.arguments == {"n": 0}


def test_older_calls_go_and_that_is_said(view: ResultView) -> None:
    view.show_history(history_of(*(reply(texts(str(n))) for n in range(MAX_ENTRIES + 3))))
    assert view.table.list.topLevelItemCount() == MAX_ENTRIES
    assert "3 older ones are in the message log" in view.table.note.text()


def test_a_list_of_records_is_a_table_that_sorts_and_copies(view: ResultView, qtbot: QtBot) -> None:
    records = {"items": [{"name": "b", "n": 10}, {"name": "a", "n": 9, "more": True}, {"name": "c", "n": None}]}
    view.show_history(history_of(reply(texts("x", records))))
    view.outcome.tabs.setCurrentWidget(view.outcome.table)
    table = view.outcome.table.table
    QAbstractItemModelTester(table.model())
    header = table.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_middle(header, 1))
    assert [table.model().index(row, 1).data() for row in range(3)] == ["9", "10", "null"]
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == ["a\t9\ttrue", "b\t10\t", "c\tnull\t"]
    assert "3 records · at /items" in view.outcome.table.note.text()


def _middle(header: Any, column: int) -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 3, header.height() // 2)


def test_a_finding_leads_to_its_place(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply(texts("x", {"sum": "five"}))))
    place = "/result/structuredContent/sum"
    view.show_findings([FindingRow("result.output-schema", "error", "It is no number.", "tools/call", place, "")])
    assert "⚠ Findings 1" in tab_texts(view)
    tree = view.outcome.structured
    assert [tree.model().index(row, 0).data() for row in range(1)] == ["⚠ sum"]
    view.outcome.findings.place_chosen.emit(place)
    assert view.outcome.tabs.currentWidget() is tree
    assert tree.currentIndex().siblingAtColumn(1).data() == '"five"'


def test_annotations_of_content_are_read(view: ResultView) -> None:
    item = {"type": "text", "text": "x", "annotations": {"audience": ["user"], "priority": 0.5}}
    view.show_history(history_of(reply({"content": [item]})))
    labels = [label.text() for label in view.outcome.content.findChildren(QLabel)]
    assert "text · for user · priority 0.5" in labels


def test_the_whole_result_is_there_as_text_and_as_tree(view: ResultView, qtbot: QtBot) -> None:
    view.show_history(history_of(reply({"surprise": [1]})))
    view.outcome.tabs.setCurrentWidget(view.outcome.raw)
    qtbot.waitUntil(lambda: "surprise" in view.outcome.raw.text.text.toPlainText())
    view.outcome.go_to("/result/surprise/0")
    assert view.outcome.raw.tree.currentIndex().siblingAtColumn(1).data() == "1"


def test_very_many_contents_are_made_as_one_comes_near_them(view: ResultView, qtbot: QtBot) -> None:
    items = [{"type": "text", "text": f"part {number}"} for number in range(250)]
    view.resize(900, 500)
    view.show_history(history_of(reply({"content": items})))
    content = view.outcome.content
    bar = content.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > content.viewport().height())
    assert len(content.parts) < VIEWS_SHOWN
    for _page in range(3):
        before = bar.maximum()
        bar.setValue(before)
        qtbot.waitUntil(lambda before=before: bar.maximum() > before)  # type: ignore[misc]


def test_the_end_key_reaches_the_true_end_of_very_many_contents(view: ResultView, qtbot: QtBot) -> None:
    items = [{"type": "text", "text": f"part {number}"} for number in range(250)]
    view.show_history(history_of(reply({"content": items})))
    content = view.outcome.content
    qtbot.keyClick(content, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(content.parts) == VIEWS_SHOWN and content.parts[-1].isVisible())
    bar = content.verticalScrollBar()
    (more,) = [label for label in content.findChildren(QLabel) if "150 more are in the raw result." in label.text()]
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0 and more.visibleRegion().boundingRect().height() > 0)
    qtbot.keyClick(content, Qt.Key.Key_Home)
    assert bar.value() == 0
