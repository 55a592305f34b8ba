"""Saving a selection as a file, whatever its form."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from inspector.traffic.export.capture_copy import copy_capture
from inspector.traffic.export.har import to_har
from inspector.traffic.export.json_lines import json_lines
from inspector.traffic.export.selection import Selection


class Form(StrEnum):
    """What records leave a capture as."""

    JSONL = "jsonl"
    HAR = "har"
    CAPTURE = "capture"


def save(selection: Selection, form: Form, path: Path) -> str:
    """Write a new file that only its owner may read; gives a sentence about what is not in it, or nothing.

    Raises `CaptureError` or `OSError` if it cannot be written, `FileExistsError` if it is there already.
    """
    if form is Form.CAPTURE:
        copy_capture(selection, path)
        return ""
    if form is Form.JSONL:
        write_new(path, json_lines(selection))
        return ""
    har = to_har(selection)
    write_new(path, [json.dumps(har.document, ensure_ascii=False, indent=1), "\n"])
    return left_out(har.left_out)


def left_out(count: int) -> str:
    """Say how many records HAR could not hold."""
    return f"{count:,} records are not in it, because HAR knows HTTP only. JSON Lines hold all." if count else ""


def write_new(path: Path, texts: Iterable[str]) -> None:
    """Write a new file. Half surrogates, which UTF-8 has not, are escaped as Python does."""
    with path.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        path.chmod(0o600)  # it holds what crossed the wire
        file.writelines(texts)
