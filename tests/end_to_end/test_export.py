"""The command `export`, run as its own process."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.conftest import demo, run


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "call.mcpcap"
    arguments = '{"operation": "add", "a": 1, "b": 2}'
    done = run("call", "calculate", "--args", arguments, "--capture", str(path), "--", *demo("calculator"))
    assert done.code == 0
    return path


def test_records_are_exported_and_filtered(capture: Path) -> None:
    done = run("export", str(capture), "--filter", 'method == "tools/call"')
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["direction"] for record in records] == ["sent", "received"]
    assert json.loads(records[0]["raw"])["params"]["name"] == "calculate"


def test_what_har_cannot_hold_is_said(capture: Path) -> None:
    done = run("export", str(capture), "--to", "har")
    assert done.json["log"]["version"] == "1.2"
    assert "records are not in it" in done.err


def test_a_filter_that_cannot_be_read_is_shown_with_its_place(capture: Path) -> None:
    done = run("export", str(capture), "--filter", "error and methd == x")
    assert done.code == 2
    assert '"methd" is no field. "method" is one.' in done.err
    assert "          ^^^^^" in done.err


@pytest.mark.parametrize("form", ["jsonl", "har", "capture"])
def test_no_file_is_overwritten(capture: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    assert run("export", str(capture), "--to", form, "--output", str(target)).code == 0
    before = target.read_bytes()
    again = run("export", str(capture), "--to", form, "--output", str(target))
    assert again.code == 2
    assert "exist" in again.err
    assert target.read_bytes() == before
    assert target.stat().st_mode & 0o777 == 0o600


def test_what_is_no_capture_is_said(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("hello")
    done = run("export", str(path))
    assert done.code == 2
    assert "capture" in done.err
