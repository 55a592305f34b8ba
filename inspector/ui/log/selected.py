"""The records that are selected in the log."""

from itertools import islice
from typing import Final

from PySide6.QtWidgets import QTableView

from inspector.traffic.capture import CaptureReader
from inspector.ui.models.records_model import RecordsModel

MOST: Final = 100_000
"""Records that can be taken at once; who wants more filters."""

_COPIED: Final = 20_000_000
"""Bytes a clipboard gets; one record is copied whole."""


def selected_rows(table: QTableView) -> list[tuple[int, int]]:
    """Give the stretches of rows that are selected: the first and the last of each."""
    selection = table.selectionModel().selection()
    return [(part.top(), part.bottom()) for part in map(selection.at, range(selection.size()))]


def selected_numbers(table: QTableView, model: RecordsModel) -> list[int]:
    """Give the numbers of the selected records in order, the first `MOST` of them."""
    rows = (row for first, last in sorted(selected_rows(table)) for row in range(first, last + 1))
    return [model.number_of(row) for row in sorted(set(islice(rows, MOST)))]


def text_of(reader: CaptureReader, numbers: list[int]) -> str:
    """Give records as the text that is copied, each on lines of its own."""
    texts: list[str] = []
    room = _COPIED
    for number in numbers:
        texts.append(message_text(reader.raw(number)))
        room -= len(texts[-1])
        if room < 0:
            break
    return "\n".join(texts)


def message_text(raw: bytes) -> str:
    """Give a record as the text that is copied."""
    return raw.decode("utf-8", errors="replace").rstrip("\r\n")
