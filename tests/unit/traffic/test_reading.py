"""Captures on a medium that cannot be written, read by somebody who may not write there."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from inspector.traffic.capture import CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")

READ: Final = """
import os, sys
from pathlib import Path
from inspector.traffic.capture import CaptureError, CaptureReader
if os.geteuid() == 0:  # whom permissions do not hold back
    os.seteuid(65534)
try:
    reader = CaptureReader(Path(sys.argv[1]))
    print(*(reader.raw(row.seq) for row in reader.rows(1, 9)))
except CaptureError as error:
    print(error)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that others may look into; those of pytest are for their owner alone."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        Path(made).chmod(0o755)


def read_from_a_folder_that_cannot_be_written(path: Path) -> str:
    for each in path.parent.iterdir():
        each.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    path.parent.chmod(0o555)
    return subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        text=True,
        capture_output=True,
        check=True,
    ).stdout


def write(path: Path) -> Recorder:
    recorder = Recorder(CaptureWriter(path))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b"kept")
    recorder.flush()
    return recorder


def test_a_capture_that_was_closed_is_read(folder: Path) -> None:
    write(folder / "closed").close()
    assert read_from_a_folder_that_cannot_be_written(folder / "closed") == "b'kept'\n"


def test_one_whose_log_came_along_without_its_helper_is_refused_with_what_helps(folder: Path) -> None:
    recorder = write(folder / "live")
    for suffix in ("", "-wal"):
        (folder / f"copied{suffix}").write_bytes((folder / f"live{suffix}").read_bytes())
    recorder.close()
    said = read_from_a_folder_that_cannot_be_written(folder / "copied")
    assert '"copied-wal", which can be read only in a folder that can be written' in said
