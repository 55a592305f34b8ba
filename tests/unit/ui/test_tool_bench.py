"""What is said of a call that runs, whatever a server reports of its progress."""

from typing import Any

import pytest

from inspector.protocol import items
from inspector.traffic.exchanges import CallNote
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.tools.bench import Run


def run() -> Run:
    return Run(items.tool({"name": "t", "inputSchema": {}}), {}, CallOptions())


@pytest.mark.parametrize("done", [None, "3", True, -1, 0, 10**400, float("inf"), float("nan"), [], 1e308])
@pytest.mark.parametrize("total", [None, 0, -5, 10**400, float("nan"), "many", 3])
def test_no_progress_is_too_odd_to_be_told(done: Any, total: Any) -> None:
    going = run()
    for _ in range(3):
        going.hear_progress({"progress": done, "total": total, "message": {"not": "a text"}})
    assert going.words().partition(" ")[2].startswith("s")
    assert going.share is None or 0 <= going.share <= 1


def test_progress_is_said_with_its_share_and_message() -> None:
    going = run()
    going.hear_progress({"progress": 3, "total": 4, "message": "nearly\x1b[31m"})
    assert "3 of 4" in going.words()
    assert "nearly⟨ESC⟩[31m" in going.words()
    assert going.share == 0.75


def test_what_comes_after_the_reply_is_no_part_of_the_call() -> None:
    going = run()
    going.take_notes([CallNote(5, 1, "in time")], 6)
    going.ended_at = 7
    assert not going.is_settled
    going.take_notes([CallNote(6, 2, "just in time"), CallNote(8, 3, "late")], 9)
    assert [note.text for note in going.notes] == ["in time", "just in time"]
    assert going.is_settled
