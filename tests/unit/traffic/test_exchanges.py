"""What was found about the lists of a server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.protocol.methods import LIST_TOOLS
from inspector.traffic.capture import CaptureWriter, FindingRow
from inspector.traffic.exchanges import ExchangeReader
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder, Tap


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    yield recorder
    recorder.close()


@pytest.fixture
def reader(recorder: Recorder, tmp_path: Path) -> Iterator[ExchangeReader]:
    reader = ExchangeReader(tmp_path / "c")
    yield reader
    reader.close()


def listed(tap: Tap, *names: str) -> int:
    """Let a list of tools come in; gives its record."""
    result = {"tools": [{"name": name} for name in names]}
    return tap.received(Kind.MESSAGE, json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode()).seq


def find(tap: Tap, seq: int, pointer: str) -> None:
    tap.add_finding(seq, FindingRow("rule", "error", f"about {pointer}", LIST_TOOLS, pointer, ""))
    tap.flush()


def test_findings_about_a_list_come_with_its_items_which_are_read_once(
    recorder: Recorder, reader: ExchangeReader
) -> None:
    tap = recorder.open_session("server", "stdio")
    seq = listed(tap, "one", "two")
    find(tap, seq, "/result/tools/1/name")
    (first,) = reader.listed("server", LIST_TOOLS, "tools")
    assert [item["name"] for item in first.items] == ["one", "two"]
    assert list(first.findings) == [1]
    find(tap, seq, "/result/tools/0")
    (second,) = reader.listed("server", LIST_TOOLS, "tools")
    assert sorted(second.findings) == [0, 1]
    assert second.items is first.items


def test_the_lists_of_an_earlier_session_count_no_more(recorder: Recorder, reader: ExchangeReader) -> None:
    tap = recorder.open_session("server", "stdio")
    find(tap, listed(tap, "old"), "/result/tools/0")
    assert len(reader.listed("server", LIST_TOOLS, "tools")) == 1
    again = recorder.open_session("server", "stdio")
    assert reader.listed("server", LIST_TOOLS, "tools") == []
    find(again, listed(again, "new"), "/result/tools/0")
    (page,) = reader.listed("server", LIST_TOOLS, "tools")
    assert page.items == [{"name": "new"}]
