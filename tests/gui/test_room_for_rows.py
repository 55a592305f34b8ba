"""How much one sees at once: the log, in windows of usual sizes."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from inspector.ui.dialogs.shortcuts import ShortcutsDialog

from .conftest import Desk


def test_a_window_of_the_usual_size_shows_about_a_dozen_records_below_the_time_line(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    desk.connect(demo_command("calculator"))
    desk.connect(demo_command("weather"), "other")
    log = desk.window.messages
    desk.until(lambda: log.model.rowCount() > 20)
    assert desk.window.size().toTuple() == (1440, 900)
    assert log.time_strip.isVisible()
    assert log.table.viewport().height() // log.table.rowHeight(0) >= 10


def test_a_server_with_a_lot_to_say_does_not_keep_the_window_from_being_made_smaller(
    desk: Desk, demo_command: Callable[[str], list[str]]
) -> None:
    name = "a server whose name is rather long, but not too long"
    desk.connect(demo_command("calculator"), name)
    assert desk.window.minimumSizeHint().width() <= 1100
    desk.window.resize(1100, 700)
    header = desk.window.header
    desk.until(lambda: header.server.width() >= header.server.sizeHint().width())
    assert desk.window.width() == 1100
    assert "connected" in header.state.toolTip()


def test_the_keys_stand_in_a_list_that_fits_a_small_screen(desk: Desk) -> None:
    desk.window.actions_by_id.trigger("help.shortcuts")
    (dialog,) = desk.window.findChildren(ShortcutsDialog)
    groups = map(dialog.keys.topLevelItem, range(dialog.keys.topLevelItemCount()))
    rows = [group.child(row) for group in groups if group for row in range(group.childCount())]
    assert ("Follow Conversation", "Ctrl+Shift+J") in [(row.text(0), row.text(1)) for row in rows if row]
    assert dialog.height() < 700
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.until(lambda: not desk.window.findChildren(ShortcutsDialog))
