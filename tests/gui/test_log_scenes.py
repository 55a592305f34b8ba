"""The scenes of `make bench ARGS=log`, with small numbers: they end, and show what they should. No time is asserted."""

import asyncio
import sys
from collections.abc import Awaitable
from pathlib import Path

import pytest

from inspector.servers.definition import ServerDefinition, StdioSettings
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.settings import Settings
from tests.bench.log_scenes import FILTERS, Figure, Stage, ingest, reopen, scroll, select, sift
from tests.gui.conftest import Desk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stage(desk: Desk) -> Stage:
    settings = StdioSettings(sys.executable, ("-m", "tests.bench.flood_server"), cwd=str(ROOT))
    server = desk.window.add_and_open(ServerDefinition("flood", settings, era="2025-11-25", timeout=60))
    desk.until(lambda: server.is_open)
    return Stage(desk.window, server)


def play(desk: Desk, scene: Awaitable[list[Figure]]) -> list[Figure]:
    playing = asyncio.ensure_future(scene)
    desk.qtbot.waitUntil(playing.done, timeout=60_000)
    figures = playing.result()
    assert all(figure.value >= 0 for figure in figures)
    return figures


def test_a_flood_is_taken_in_whole_and_painted_anywhere(desk: Desk, stage: Stage) -> None:
    play(desk, ingest(stage, 5_000))
    assert stage.log.model.rowCount() >= 5_000
    assert len(play(desk, scroll(stage, 20))) == 2


def test_filters_are_complete_while_messages_keep_coming(desk: Desk, stage: Stage) -> None:
    play(desk, ingest(stage, 3_000))
    assert len(play(desk, sift(stage, 0.5))) == 2 * len(FILTERS)


def test_a_big_message_is_shown_in_part(desk: Desk, stage: Stage) -> None:
    play(desk, select(stage, 12_000_000, 1e9))
    assert "structuredContent" in stage.log.detail.text.text.toPlainText()


def test_a_long_capture_opens_in_a_window_of_its_own(desk: Desk, stage: Stage, tmp_path: Path) -> None:
    play(desk, ingest(stage, 2_000))
    (figure,) = play(desk, reopen(stage, desk.workspace.path, FilterBook(Settings(tmp_path / "other.ini"))))
    assert "2," in figure.what
