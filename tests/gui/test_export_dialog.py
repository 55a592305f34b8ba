"""Saving what the log shows."""

import json
from pathlib import Path

from inspector.ui.dialogs.export import ExportDialog
from tests.gui.conftest import Desk


def open_dialog(desk: Desk) -> ExportDialog:
    desk.window.actions_by_id.trigger("file.export")
    (dialog,) = desk.window.findChildren(ExportDialog)
    return dialog


def test_what_the_filter_lets_pass_is_saved(desk: Desk, plain_command: list[str], tmp_path: Path) -> None:
    desk.connect(plain_command)
    messages = desk.window.messages
    messages.filter_line.set_filter("method == tools/list")
    desk.until(lambda: messages.model.rowCount() == 2)
    dialog = open_dialog(desk)
    assert dialog.filtered.isChecked()
    saved: list[Path] = []
    dialog.saved.connect(saved.append)
    dialog.save(tmp_path / "out.jsonl")
    desk.until(lambda: saved)
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [record["method"] for record in records] == ["tools/list", "tools/list"]


def test_what_is_not_in_the_file_is_said(desk: Desk, plain_command: list[str], tmp_path: Path) -> None:
    desk.connect(plain_command)
    desk.until(lambda: desk.window.messages.model.rowCount() > 5)
    dialog = open_dialog(desk)
    dialog.form.setCurrentIndex(1)
    dialog.save(tmp_path / "out.har")
    desk.until(lambda: "HAR knows HTTP only" in dialog.sentence.text())
    assert json.loads((tmp_path / "out.har").read_text())["log"]["entries"] == []


def test_a_place_that_cannot_be_written_is_said_and_can_be_tried_again(
    desk: Desk, plain_command: list[str], tmp_path: Path
) -> None:
    desk.connect(plain_command)
    dialog = open_dialog(desk)
    dialog.save(tmp_path / "missing" / "out.jsonl")
    desk.until(lambda: "Nothing was saved" in dialog.sentence.text())
    assert dialog.ok.isEnabled()
    dialog.save(desk.workspace.path)
    desk.until(lambda: "is being written" in dialog.sentence.text())
    assert desk.workspace.path.exists()


def test_a_rule_that_is_no_pattern_is_said(desk: Desk, plain_command: list[str], tmp_path: Path) -> None:
    desk.connect(plain_command)
    dialog = open_dialog(desk)
    dialog.values.setPlainText("(")
    dialog.save(tmp_path / "out.jsonl")
    assert "pattern" in dialog.sentence.text()
    assert not (tmp_path / "out.jsonl").exists()
