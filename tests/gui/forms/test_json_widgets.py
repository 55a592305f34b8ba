"""The widgets for JSON, bytes and content, as a person reads them."""

import base64
import json
import zlib
from typing import Any, TypeVar

from PySide6.QtCore import QBuffer, QModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextBlock
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.content.views import view_of_content
from inspector.ui.theme import DARK_COLOURS, LIGHT_COLOURS, make_palette
from inspector.ui.widgets.content_view import ContentView
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.image_box import decode_image
from inspector.ui.widgets.json_editor import JsonEditor
from inspector.ui.widgets.json_highlighter import DARK_SYNTAX, LIGHT_SYNTAX
from inspector.ui.widgets.json_text import DEEPEST, STRING_LIMIT, TEXT_LIMIT, lay_out
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.json_tree import JsonTreeModel, JsonTreeView
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

from .conftest import read

Shown = TypeVar("Shown", bound=QWidget)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def shown(qtbot: QtBot, widget: Shown) -> Shown:
    qtbot.addWidget(widget)
    widget.resize(500, 400)
    widget.show()
    return widget


def colours_in(block: QTextBlock) -> set[str]:
    return {part.format.foreground().color().name() for part in block.layout().formats()}


def test_enter_keeps_the_indent_and_opens_brackets(qtbot: QtBot) -> None:
    editor = shown(qtbot, JsonEditor())
    editor.setPlainText("{}")
    cursor = editor.textCursor()
    cursor.setPosition(1)
    editor.setTextCursor(cursor)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, '"a": 1,')
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, '"b": [')
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "]")
    assert editor.text() == '{\n  "a": 1,\n  "b": [\n  ]\n}'


def test_a_no_break_space_in_json_stays_one(qtbot: QtBot) -> None:
    editor = shown(qtbot, JsonEditor())
    editor.setPlainText('"a\u00a0b"')
    assert editor.text() == '"a\u00a0b"'


def test_names_and_values_have_colours_of_their_own(qtbot: QtBot) -> None:
    editor = shown(qtbot, JsonEditor(colours=DARK_SYNTAX))
    editor.setPlainText('{"a": "text", "b": 1, "c": null}')
    colours = colours_in(editor.document().firstBlock())
    assert {DARK_SYNTAX.name, DARK_SYNTAX.string, DARK_SYNTAX.number, DARK_SYNTAX.word} <= colours


def test_of_a_large_document_only_what_is_seen_is_coloured(qtbot: QtBot) -> None:
    view = shown(qtbot, JsonTextView(colours=LIGHT_SYNTAX))
    view.show_bytes(json.dumps(list(range(30_000))).encode())
    qtbot.waitUntil(lambda: view.is_complete, timeout=20_000)
    document = view.text.document()
    qtbot.waitUntil(lambda: LIGHT_SYNTAX.number in colours_in(document.findBlockByNumber(3)))
    assert colours_in(document.lastBlock().previous()) == set()
    view.text.verticalScrollBar().setValue(view.text.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: LIGHT_SYNTAX.number in colours_in(document.lastBlock().previous()))


def test_the_broken_line_is_marked(qtbot: QtBot) -> None:
    editor = shown(qtbot, JsonEditor())
    editor.setPlainText("{\n\n}")
    editor.mark_error(2)
    (mark,) = editor.extraSelections()
    assert mark.cursor.blockNumber() == 1
    editor.mark_error(0)
    assert editor.extraSelections() == []


def test_a_body_is_shown_up_to_a_size_and_the_rest_on_demand(qtbot: QtBot) -> None:
    view = shown(qtbot, JsonTextView())
    body = json.dumps([{"number": number} for number in range(30_000)]).encode()
    assert TEXT_LIMIT < len(body) < 2_000_000
    view.show_bytes(body)
    assert view.text.toPlainText().startswith('[\n  {\n    "number": 0\n  },')
    qtbot.waitUntil(lambda: view.is_complete, timeout=20_000)
    assert '"number": 29999' not in view.text.toPlainText()
    assert 'The first 10,000 lines of 0.6 MB. "Show All" shows the rest.' in read(view)
    buttons = {button.text(): button for button in view.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Copy"], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == body.decode()
    qtbot.mouseClick(buttons["Show All"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: '"number": 29999' in view.text.toPlainText(), timeout=20_000)


def test_a_body_of_long_strings_is_shown_up_to_its_size(qtbot: QtBot) -> None:
    view = shown(qtbot, JsonTextView())
    view.show_bytes(json.dumps(["x" * 900] * 700).encode())
    assert 'The first 256 KB of 0.6 MB. "Show All" shows the rest.' in read(view)
    view.show_bytes(json.dumps(["x" * 900] * 3_000).encode())
    assert "of 2.7 MB. Copy gives the whole." in read(view)


def test_a_body_of_nothing_but_lines_is_cut_at_so_many(qtbot: QtBot) -> None:
    view = shown(qtbot, JsonTextView())
    view.show_bytes(b"\n" * 200_000)
    qtbot.waitUntil(lambda: view.is_complete, timeout=20_000)
    assert view.text.blockCount() == 10_000
    assert 'The first 10,000 lines. "Show All" shows the rest.' in read(view)


def test_json_that_is_broken_is_said_to_be_and_other_text_is_not(qtbot: QtBot) -> None:
    view = shown(qtbot, JsonTextView())
    view.show_bytes(b'{"a": 1,}')
    assert "This is not JSON: expecting property name enclosed in double quotes at line 1, column 9." in read(view)
    assert view.text.toPlainText() == '{"a": 1,}'
    view.show_bytes(b"HTTP/1.1 200 OK")
    assert read(view) == ""


def test_numbers_and_escapes_are_laid_out_as_they_were_written() -> None:
    assert lay_out(rb'{"a":1.10,"b":"\u0041","c":1e400}').text == '{\n  "a": 1.10,\n  "b": "\\u0041",\n  "c": 1e400\n}'


def test_a_long_string_is_cut_and_said_to_be() -> None:
    laid_out = lay_out(json.dumps({"a": "x" * 50_000}).encode())
    assert len(laid_out.text) < STRING_LIMIT + 100
    assert "50002 characters" in laid_out.text
    assert laid_out.note


def test_a_body_of_brackets_or_quotes_stays_small() -> None:
    brackets = lay_out(b"[" * 1_000_000)
    assert len(brackets.text) < (2 * DEEPEST + 2) * TEXT_LIMIT
    assert lay_out(b'["' + b'\\"' * 400_000).text


def test_a_tree_makes_only_what_is_looked_at(qtbot: QtBot) -> None:
    model = JsonTreeModel({"list": list(range(25_000)), "a/b": {"~": [None]}})
    listed = model.index(0, 0, QModelIndex())
    assert model.rowCount(listed) == 300
    model.fetchMore(listed)
    assert model.rowCount(listed) == 600
    assert model.index(599, 1, listed).data() == "599"


def test_the_tree_s_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    model = JsonTreeModel({"list": list(range(1_500)), "a/b": {"~": [None]}, "empty": []})
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    listed = model.index(0, 0, QModelIndex())
    while model.canFetchMore(listed):
        model.fetchMore(listed)
    assert model.rowCount(listed) == 1_500
    assert tester.model() is model


def test_place_and_value_of_a_part_are_copied(qtbot: QtBot) -> None:
    tree = shown(qtbot, JsonTreeView())
    value: dict[str, Any] = {"a/b": {"~": [None, "text"]}}
    tree.show_value(value)
    model = tree.model()
    assert model is not None
    inner = model.index(0, 0, model.index(0, 0))
    tree.setCurrentIndex(model.index(1, 0, inner))
    tree.copy_path()
    assert QGuiApplication.clipboard().text() == "/a~1b/~0/1"
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "text"
    assert [model.index(0, column, inner).data() for column in range(3)] == ["0", "null", "null"]


def test_a_star_opens_no_more_than_can_be_read(qtbot: QtBot) -> None:
    tree = shown(qtbot, JsonTreeView())
    tree.show_value({"large": [[[1, 2]] * 100] * 100, "small": [[[1]]]})
    model = tree.model()
    assert model is not None
    large, small = model.index(0, 0), model.index(1, 0)
    for index in (large, small):
        tree.setCurrentIndex(index)
        qtbot.keyClick(tree, Qt.Key.Key_Asterisk)
    opened = [row for row in range(100) if tree.isExpanded(model.index(row, 0, large))]
    assert opened == [0]  # its hundred items and those of the list fill the room there is
    assert tree.isExpanded(model.index(0, 0, model.index(0, 0, small)))


def test_a_place_deeper_than_the_stack_has_its_pointer() -> None:
    value: list[Any] = []
    for _ in range(3_000):
        value = [value]
    model = JsonTreeModel(value)
    index = model.index(0, 0)
    for _ in range(2_500):
        index = model.index(0, 0, index)
    assert model.node(index).pointer == "/0" * 2_501


def test_bytes_are_shown_in_hex_and_as_text(qtbot: QtBot) -> None:
    view = shown(qtbot, HexView())
    view.resize(800, 300)
    view.show_bytes(bytes(range(0x30, 0x46)))
    assert view.row_count == 2
    assert view.row_text(0) == "00000000  30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?"
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("@ABCDE")


def test_bytes_take_rows_that_fit_and_stay_where_they_were(qtbot: QtBot) -> None:
    view = shown(qtbot, HexView())
    view.show_bytes(bytes(range(256)) * 40)
    view.resize(1000, 200)
    qtbot.waitUntil(lambda: view.row_count == 640)
    view.verticalScrollBar().setValue(100)
    view.resize(450, 200)
    qtbot.waitUntil(lambda: view.row_count == 1280)
    assert view.verticalScrollBar().value() == 200
    assert view.row_text(200).startswith("00000640  40 41 42 43 44 45 46 47  @ABCDEFG")
    assert view.horizontalScrollBar().maximum() == 0


def test_content_is_shown_as_text_and_never_as_markup(qtbot: QtBot) -> None:
    view = shown(qtbot, ContentView())
    view.show_views([view_of_content({"type": "text", "text": "<b>bold</b>\x1b[31m"})])
    (box,) = view.findChildren(QPlainTextEdit)
    assert box.toPlainText() == "<b>bold</b>⟨ESC⟩[31m"


def test_a_picture_with_a_lying_type_is_drawn_with_a_note(qtbot: QtBot) -> None:
    view = shown(qtbot, ContentView())
    view.show_views([view_of_content({"type": "image", "data": PNG, "mimeType": "image/gif"})])
    assert 'the bytes are those of "image/png"' in read(view)
    assert "1 × 1" in read(view)


def test_a_picture_that_would_fill_the_memory_is_not_decoded() -> None:
    header = base64.b64decode(PNG)
    described = header[12:16] + (60_000).to_bytes(4, "big") * 2 + header[24:29]
    wide = header[:12] + described + zlib.crc32(described).to_bytes(4, "big") + header[33:]
    image, problem = decode_image(wide)
    assert image.isNull()
    assert "60000 × 60000 and is not drawn" in problem
    assert "cannot be drawn" in decode_image(b"\x89PNG\r\n\x1a\n" + bytes(50))[1]


def test_a_page_of_large_texts_shows_a_little_of_each(qtbot: QtBot) -> None:
    view = shown(qtbot, ContentView())
    large = [{"type": "text", "text": "word " * 60_000}, {"type": "text", "text": json.dumps([1] * 60_000)}] * 5
    view.show_views([view_of_content(item) for item in large])
    qtbot.waitUntil(lambda: len(view.findChildren(QPlainTextEdit)) == 10, timeout=20_000)  # some at a time
    texts = [box.toPlainText() for box in view.findChildren(QPlainTextEdit)]
    assert min(map(len, texts)) > 200
    assert sum(map(len, texts)) < 300_000
    assert "The first 256 KB of" in read(view)


def test_pictures_are_decoded_as_long_as_there_is_room(qtbot: QtBot) -> None:
    picture = QImage(5_000, 5_000, QImage.Format.Format_Mono)
    picture.fill(0)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stub wants bytes
    data = base64.b64encode(bytes(buffer.data().data())).decode()
    view = shown(qtbot, ContentView())
    view.show_views([view_of_content({"type": "image", "data": data, "mimeType": "image/png"})] * 2)
    assert read(view).count("5000 × 5000") == 1
    assert "The pictures above take all the room there is. Save it to look at it." in read(view)


def test_content_takes_the_colours_of_the_theme_chosen_last(qtbot: QtBot) -> None:
    view = shown(qtbot, ContentView())
    small, large = '{"a": 1}', json.dumps([{"a": number} for number in range(9_000)])
    odd = {"type": "image", "data": "*", "mimeType": "image/png"}
    view.show_views([view_of_content(item) for item in ({"type": "text", "text": small}, odd)])
    (note, *_) = [label for label in view.findChildren(QLabel) if "⚠" in label.text()]
    text = shown(qtbot, JsonTextView())
    text.show_bytes(large.encode())
    (box,) = view.findChildren(QPlainTextEdit)
    for theme, syntax in ((DARK_COLOURS, DARK_SYNTAX), (LIGHT_COLOURS, LIGHT_SYNTAX)):
        view.setPalette(make_palette(theme))
        text.setPalette(make_palette(theme))
        assert syntax.name in colours_in(box.document().findBlockByNumber(1))
        assert note.palette().color(note.foregroundRole()).name() == theme.finding
        assert syntax.name in colours_in(text.text.document().findBlockByNumber(2))


def test_a_link_is_plain_and_its_uri_can_be_copied(qtbot: QtBot) -> None:
    view = shown(qtbot, ContentView())
    view.show_views([view_of_content({"type": "resource_link", "uri": "file:///a", "name": "<i>n</i>"})])
    assert "<i>n</i>\nfile:///a" in read(view)
    copy, read_it = view.findChildren(QToolButton)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "file:///a"
    with qtbot.waitSignal(view.resource_wanted) as wanted:
        qtbot.mouseClick(read_it, Qt.MouseButton.LeftButton)
    assert wanted.args == ["file:///a"]


def test_control_characters_are_visible_and_blanks_stay_blank() -> None:
    assert visible_text("a\0\x1b\r\u202eb\u00a0c\td") == "a⟨NUL⟩⟨ESC⟩⟨CR⟩⟨RLO⟩b\u00a0c\td"
    assert visible_text("a\nb", one_line=True) == "a⏎b"
    assert "<b>" not in plain_tool_tip("<b>x</b>")


def test_syntax_colours_follow_the_palette(qtbot: QtBot) -> None:
    editor = shown(qtbot, JsonEditor())
    palette = editor.palette()
    for base, colours in (("#101010", DARK_SYNTAX), ("#ffffff", LIGHT_SYNTAX)):
        palette.setColor(palette.ColorRole.Base, QColor(base))
        editor.setPalette(palette)
        assert editor.syntax_colours() == colours
