"""The ways to look at a content, and that none of them does more than show it."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextCharFormat
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.content.views import view_of_content, view_of_resource
from inspector.ui.viewers.markdown_box import MarkdownBox
from inspector.ui.viewers.part import Part
from inspector.ui.viewers.table_box import TableBox
from inspector.ui.widgets.content_view import ContentView
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.image_box import ImageBox
from inspector.ui.widgets.json_highlighter import DARK_SYNTAX, LIGHT_SYNTAX
from inspector.ui.widgets.json_tree import JsonTreeView
from tests.gui.conftest import Desk

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><rect width="20" height="30" fill="#1a6b33"/></svg>'
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., ContentView]:
    kept = []

    def show_resources(*contents: dict[str, Any]) -> ContentView:
        view = ContentView()
        kept.append(view)
        qtbot.addWidget(view)
        view.resize(700, 500)
        view.show()
        view.show_views([view_of_resource({"uri": "x://a", **content}) for content in contents])
        qtbot.waitUntil(lambda: len(view.parts) == len(contents))
        return view

    return show_resources


def read(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def names(part: Part) -> list[str]:
    return [name for name, _ in part.ways]


def press(widget: QWidget, text: str) -> None:
    next(button for button in widget.findChildren(QToolButton) if button.text() == text).click()


@pytest.mark.parametrize(
    ("content", "ways"),
    [
        ({"text": "a", "mimeType": "text/plain"}, ["Text", "Bytes"]),
        ({"text": "# a", "mimeType": "text/markdown"}, ["Text", "Formatted", "Bytes"]),
        ({"text": "# a", "uri": "x://h/readme.md"}, ["Text", "Formatted", "Bytes"]),
        ({"text": '{"a": 1}', "mimeType": "application/json"}, ["Text", "Tree", "Bytes"]),
        ({"text": "a,b\n1,2", "mimeType": "text/csv"}, ["Table", "Text", "Bytes"]),
        ({"text": "a\tb\n1\t2", "mimeType": "text/tab-separated-values"}, ["Table", "Text", "Bytes"]),
        ({"blob": base64.b64encode(b"a,b\n1,2").decode(), "mimeType": "text/csv"}, ["Table", "Text", "Bytes"]),
        ({"blob": base64.b64encode(b'{"a": 1}').decode(), "uri": "x://h/a.json"}, ["Text", "Tree", "Bytes"]),
        ({"text": SVG, "mimeType": "image/svg+xml"}, ["Drawing", "Text", "Bytes"]),
        ({"blob": base64.b64encode(SVG.encode()).decode(), "mimeType": "image/svg+xml"}, ["Drawing", "Text", "Bytes"]),
        ({"blob": base64.b64encode(b"%PDF-1.7 \xff").decode(), "mimeType": "application/pdf"}, ["Bytes", "Pages"]),
        ({"blob": base64.b64encode(WAV).decode(), "mimeType": "audio/wav"}, ["Bytes", "Play"]),
        ({"blob": base64.b64encode(b"text").decode(), "mimeType": "application/octet-stream"}, ["Bytes", "Text"]),
    ],
)
def test_a_content_has_the_ways_that_fit_it(show: Callable[..., ContentView], content: Any, ways: list[str]) -> None:
    (part,) = show(content).findChildren(Part)
    assert names(part) == ways
    for number in range(len(ways)):
        part.look(number)


def test_a_table_has_its_head_and_its_cells(show: Callable[..., ContentView]) -> None:
    view = show({"text": 'bed,plant\n1,beans\n2,"car,rots"\n', "mimeType": "text/csv"})
    (table,) = view.findChildren(TableBox)
    model = table.model
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(2)] == ["bed", "plant"]
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["beans", "car,rots"]
    assert "2 rows, 2 columns, parted by commas." in read(view)


def test_a_table_of_a_million_rows_fills_while_one_looks_at_it(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    view = show({"text": "a,b\n" + "1,2\n" * 1_000_000, "mimeType": "text/csv"})
    (table,) = view.findChildren(TableBox)
    assert table.model.rowCount() < 1_000_000
    qtbot.waitUntil(lambda: table.model.rowCount() == 1_000_000, timeout=30_000)
    assert table.model.index(999_999, 1).data() == "2"
    assert "1,000,000 rows, 2 columns" in read(view)


def test_a_drawing_is_drawn_and_can_be_zoomed(show: Callable[..., ContentView]) -> None:
    (box,) = show({"text": SVG, "mimeType": "image/svg+xml"}).findChildren(ImageBox)
    assert box.pixels > 0
    before = box.shown_size()
    box.zoom_by(2)
    assert box.shown_size().width() == 2 * before.width()
    box.set_scale(None)
    assert box.shown_size() == before


def test_a_drawing_that_reaches_out_is_shown_as_its_source_with_the_reason(show: Callable[..., ContentView]) -> None:
    bad = SVG.replace("<rect", '<image href="file:///etc/passwd"/><rect')
    view = show({"text": bad, "mimeType": "image/svg+xml"})
    assert "The drawing has pictures inside, so it is shown as its source." in read(view)
    assert view.findChildren(ImageBox) == []
    (box,) = view.findChildren(QPlainTextEdit)
    assert "file:///etc/passwd" in box.toPlainText()


def test_formatted_markdown_has_neither_links_nor_pictures_nor_markup(
    show: Callable[..., ContentView], qtbot: QtBot
) -> None:
    text = "# Title\n\n* a **b**\n\n[link](https://e.org) ![pic](file:///etc/passwd) <img src='file:///x'> <b>no</b>\n"
    view = show({"text": text, "mimeType": "text/markdown"})
    (part,) = view.findChildren(Part)
    part.look(1)
    (box,) = view.findChildren(MarkdownBox)
    qtbot.waitUntil(lambda: "[picture: pic]" in box.toPlainText())  # it is written a few milliseconds at a time
    assert box.toPlainText().splitlines()[0] == "Title"
    assert "<b>no</b>" in box.toPlainText()
    block = box.document().firstBlock()
    while block.isValid():
        for part_format in block.textFormats():
            shown: QTextCharFormat = part_format.format
            assert not shown.isAnchor()
            assert not shown.isImageFormat()
        block = block.next()
    assert not box.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse


def test_source_code_is_coloured_over_lines(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    view = show({"text": 'def f():\n    """One\n    two."""\n    return 1\n', "mimeType": "text/x-python"})
    (box,) = view.findChildren(QPlainTextEdit)
    inside = box.document().findBlockByNumber(2)
    strings = (LIGHT_SYNTAX.string, DARK_SYNTAX.string)
    qtbot.waitUntil(lambda: bool(inside.layout().formats()))
    assert {part.format.foreground().color().name() for part in inside.layout().formats()} <= set(strings)


def test_json_is_shown_as_a_tree_too(show: Callable[..., ContentView]) -> None:
    view = show({"text": json.dumps({"water": {"litres": 12.5}}), "mimeType": "application/json"})
    (part,) = view.findChildren(Part)
    part.look(1)
    (tree,) = view.findChildren(JsonTreeView)
    assert tree.model().index(0, 0).data() == "water"


def test_several_contents_stand_one_below_the_other(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    view = show({"text": "a,b\n1,2", "mimeType": "text/csv"}, {"text": SVG, "mimeType": "image/svg+xml"}, {"text": "x"})
    parts = view.findChildren(Part)
    assert [names(part)[0] for part in parts] == ["Table", "Drawing", "Text"]
    parts[2].look(1)
    qtbot.waitUntil(lambda: any(box.isVisible() for box in view.findChildren(HexView)))


def test_the_same_contents_read_again_are_looked_at_as_before(show: Callable[..., ContentView]) -> None:
    view = show({"text": "a,b\n1,2", "mimeType": "text/csv"})
    view.parts[0].look(1)
    view.show_views([view_of_resource({"uri": "x://a", "text": "a,b\n3,4", "mimeType": "text/csv"})])
    assert view.parts[0].way == "Text"
    view.show_views([view_of_resource({"uri": "x://b", "text": "a,b\n3,4", "mimeType": "text/csv"})])
    assert view.parts[0].way == "Table"


def test_a_content_is_saved_under_the_name_its_uri_has(
    show: Callable[..., ContentView], qtbot: QtBot, tmp_path: Path
) -> None:
    view = show({"uri": "x://h/a%2F..%2Fplan", "text": "{}", "mimeType": "application/json"})
    press(view, "Save…")
    (dialog,) = view.findChildren(QFileDialog)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["plan.json"]
    dialog.fileSelected.emit(str(tmp_path / "saved"))
    assert (tmp_path / "saved").read_bytes() == b"{}"
    dialog.close()


def test_what_cannot_be_saved_says_why_and_leaves_nothing_behind(
    show: Callable[..., ContentView], tmp_path: Path
) -> None:
    view = show({"uri": "x://h/plan", "text": "new", "mimeType": "text/plain"})
    (tmp_path / "taken").mkdir()
    press(view, "Save…")
    (dialog,) = view.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "taken"))
    assert f'⚠ "{tmp_path}/taken" could not be written: Is a directory. Choose another place.' in read(view)
    dialog.fileSelected.emit(str(tmp_path / "plan"))
    assert "could not be written" not in read(view)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["plan", "taken"]
    dialog.close()


def test_a_place_is_looked_for_while_the_content_is_read_again(
    show: Callable[..., ContentView], qtbot: QtBot, tmp_path: Path
) -> None:
    view = show({"uri": "x://h/plan", "text": "old", "mimeType": "text/plain"})
    press(view, "Save…")
    (dialog,) = view.findChildren(QFileDialog)
    gone = view.parts[0]
    with qtbot.waitSignal(gone.destroyed):
        view.show_views([view_of_resource({"uri": "x://h/plan", "text": "new"})])
    dialog.fileSelected.emit(str(tmp_path / "plan"))
    assert (tmp_path / "plan").read_text() == "old"
    dialog.close()


def test_a_long_json_is_a_tree_when_it_is_looked_at(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    text = json.dumps([{"id": number, "words": "x" * 50} for number in range(40_000)])
    view = show({"text": text, "mimeType": "application/json"})
    (part,) = view.parts
    assert names(part) == ["Text", "Tree", "Bytes"]
    part.look(1)
    (tree,) = view.findChildren(JsonTreeView)
    qtbot.waitUntil(lambda: tree.model() is not None and tree.model().rowCount() > 0)
    assert tree.model().index(0, 0).data() == "0"


def test_long_json_that_is_broken_says_where(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    view = show({"text": "[" + "1,\n" * 1_000_000, "mimeType": "application/json"})
    view.parts[0].look(1)
    qtbot.waitUntil(lambda: "There is no tree, for the text is not JSON" in read(view))


def test_a_table_that_is_said_to_be_parted_by_tabs_is(show: Callable[..., ContentView]) -> None:
    view = show({"text": "a, b, c\td\n1, 2, 3\t4\n", "mimeType": "text/tab-separated-values"})
    assert "1 row, 2 columns, parted by tabs." in read(view)


def test_a_text_of_many_lines_stands_there_whole_soon(show: Callable[..., ContentView], qtbot: QtBot) -> None:
    text = "\n".join(f"line {number}" for number in range(9_000))
    view = show({"text": text, "mimeType": "text/plain"})
    (box,) = view.findChildren(QPlainTextEdit)
    assert box.toPlainText().startswith("line 0\nline 1\n")
    qtbot.waitUntil(lambda: box.toPlainText() == text)


def test_only_what_is_looked_at_or_listened_to_is_opened_outside_and_under_a_name_of_ours(
    show: Callable[..., ContentView], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    view = show({"uri": "x://h/evil.exe", "blob": base64.b64encode(WAV).decode(), "mimeType": "audio/wav"})
    press(view, "Open Outside")
    (path,) = opened
    assert path.name == "evil.wav"
    assert path.read_bytes() == WAV
    program = show({"uri": "x://h/song.wav", "blob": base64.b64encode(b"MZ\x90\0").decode(), "mimeType": "audio/wav"})
    assert "Open Outside" not in [button.text() for button in program.findChildren(QToolButton)]


def test_the_optional_part_is_named_where_it_is_absent(
    show: Callable[..., ContentView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.ui.viewers.media_box.find_spec", lambda _name: None)
    view = show({"blob": base64.b64encode(WAV).decode(), "mimeType": "audio/wav"})
    (part,) = view.findChildren(Part)
    part.look(1)
    assert 'pip install "mcp-loupe[media]"' in read(view)


def test_a_link_in_a_result_leads_to_the_resource(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    desk.connect(demo_command("files"))
    window = desk.window
    link = {"type": "resource_link", "uri": "file:///garden/beds.csv", "name": "beds"}
    window.tools.result.outcome.content.show_views([view_of_content(link)])
    press(window.tools.result.outcome.content, "Open in Resources")
    assert window.tabs.currentWidget() is window.resources
    desk.until(lambda: window.resources.result.content.findChildren(TableBox))
