"""What stands in the rows of the log, as it is painted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.marks import MarkWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder
from inspector.ui.log.table import RecordTable
from inspector.ui.models.records_model import METHOD, NUMBER, SIZE, RecordsModel
from inspector.ui.theme import LIGHT_COLOURS
from tests.gui.conftest import Desk

ROWS = 60


@pytest.fixture
def table(desk: Desk, tmp_path: Path) -> Iterator[RecordTable]:
    """Give a log of sixty lines of standard error, the third of which is marked."""
    recorder = Recorder(CaptureWriter(tmp_path / "rows.mcpcap"))
    tap = recorder.open_session("noisy", "stdio")
    for number in range(1, ROWS + 1):
        tap.received(Kind.STDERR, f"line {number} {'of many words ' * 20}\n".encode())
    recorder.close()
    marker = MarkWriter(tmp_path / "rows.mcpcap")
    marker.toggle(3)
    marker.close()
    reader = CaptureReader(tmp_path / "rows.mcpcap")
    model = RecordsModel(reader)
    table = RecordTable(model, desk.window)
    table.resize(900, 400)
    model.grow(ROWS)
    table.follower.setChecked(False)
    table.verticalScrollBar().setValue(0)
    yield table
    table.hide()
    model.let_go()
    reader.close()


def painted(table: RecordTable) -> QImage:
    return table.viewport().grab().toImage()


def ground(table: RecordTable, row: int, image: QImage | None = None) -> str:
    """Give the colour a row stands on, at the end of its number's cell."""
    x = table.columnViewportPosition(NUMBER) + table.columnWidth(NUMBER) - 1
    return (image or painted(table)).pixelColor(x, table.rowViewportPosition(row) + 1).name()


def has_words(table: RecordTable, row: int, column: int, image: QImage | None = None) -> bool:
    """Tell whether a cell holds anything but the colour it stands on."""
    image = image or painted(table)
    left, top = table.columnViewportPosition(column), table.rowViewportPosition(row)
    places = ((x, y) for x in range(left, left + table.columnWidth(column)) for y in range(top, top + 20))
    return len({image.pixel(x, y) for x, y in places if image.rect().contains(x, y)}) > 1


def test_what_a_row_stands_on_says_whether_it_is_selected_marked_or_coloured_by_a_rule(table: RecordTable) -> None:
    plain = QColor(LIGHT_COLOURS.base).name()
    table.model().set_rules([(parse_filter("number == 5"), "red")])  # type: ignore[attr-defined]  # it is ours
    table.go_to_row(1, METHOD)
    table.verticalScrollBar().setValue(0)
    image = painted(table)
    assert ground(table, 0, image) == plain
    assert ground(table, 1, image) == QColor(LIGHT_COLOURS.selection).name()
    assert ground(table, 2, image) == QColor(LIGHT_COLOURS.mark).name()
    assert ground(table, 4, image) == QColor(LIGHT_COLOURS.tints["red"]).name()
    table.go_to_row(2, METHOD)
    table.verticalScrollBar().setValue(0)
    assert (ground(table, 1), ground(table, 2)) == (plain, QColor(LIGHT_COLOURS.selection).name())


def test_words_stand_in_the_cells_that_have_some_and_in_no_others(table: RecordTable) -> None:
    image = painted(table)
    assert all(has_words(table, row, column, image) for row in range(15) for column in (NUMBER, METHOD, SIZE))
    empty = [column for column in range(table.model().columnCount()) if not table.model().index(0, column).data()]
    shown = [column for column in empty if not table.isColumnHidden(column)]
    assert shown
    assert not any(has_words(table, 0, column, image) for column in shown)


def test_long_words_stay_in_their_cell(table: RecordTable) -> None:
    table.setColumnWidth(METHOD, 40)
    after = table.header.visualIndex(METHOD) + 1
    assert not has_words(table, 0, table.header.logicalIndex(after))


def test_a_column_that_is_hidden_or_moved_takes_its_words_along(table: RecordTable) -> None:
    table.setColumnHidden(METHOD, True)
    table.header.moveSection(table.header.visualIndex(SIZE), 0)
    assert table.columnViewportPosition(SIZE) == 0
    assert has_words(table, 0, SIZE)


def test_rows_below_the_last_are_empty(table: RecordTable) -> None:
    table.resize(900, 20 * (ROWS + 10))
    image = painted(table)
    last = table.rowViewportPosition(ROWS - 1)
    assert has_words(table, ROWS - 1, METHOD, image)
    assert {image.pixelColor(x, last + 40).name() for x in range(0, 600, 5)} == {QColor(LIGHT_COLOURS.base).name()}
