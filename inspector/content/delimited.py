"""Tables of text: CSV, TSV and their kin, read row by row when a row is asked for.

https://www.rfc-editor.org/rfc/rfc4180. A file of a million rows is kept as the text it is; only where each row begins
is remembered, and even that is found a slice at a time.
"""

import csv
import time
from array import array
from collections import Counter
from typing import Final

MOST_COLUMNS: Final = 1_000
MOST_ROWS: Final = 5_000_000
_DELIMITERS: Final = (",", "\t", ";", "|")
_LOOKED_AT: Final = 20
_SNIFFED: Final = 64_000
_LONGEST_ROW: Final = 1_000_000
_ROWS_A_LOOK: Final = 256


def delimiter_of(text: str) -> str:
    """Tell which character parts the cells: the one that stands as often in most of the first lines, or a comma."""
    lines = [line for line in text[:_SNIFFED].split("\n")[:_LOOKED_AT] if line.strip()]
    best, score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(_outside_quotes(line, delimiter) for line in lines)
        number, lines_with = counts.most_common(1)[0] if counts else (0, 0)
        if number and lines_with * min(number, 50) / len(lines) > score:
            best, score = delimiter, lines_with * min(number, 50) / len(lines)
    return best


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


class Delimited:
    """The rows of a text. `rows` grows while `read_on` is called, until it gives False."""

    def __init__(self, text: str, delimiter: str | None = None) -> None:
        self.text = text = _with_line_feeds(text.removeprefix("\ufeff"))
        self.delimiter = delimiter or delimiter_of(text)
        self._starts = array("Q")
        self._end = 0
        self._has_quotes = '"' in text
        self.width = 0
        """Cells of the widest of the first rows."""
        self.note = ""
        self.read_on(0.01)
        self._look_at_width()

    @property
    def rows(self) -> int:
        """How many rows were found so far."""
        return len(self._starts)

    @property
    def is_whole(self) -> bool:
        """Whether all rows were found."""
        return self._end >= len(self.text) or self.rows >= MOST_ROWS

    def read_on(self, seconds: float) -> bool:
        """Look for more rows for so long; tells whether there are more."""
        until = time.monotonic() + seconds
        looks = 0
        while not self.is_whole:
            self._find_row()
            looks += 1
            if looks % _ROWS_A_LOOK == 0 and time.monotonic() > until:
                return True
        return False

    def _find_row(self) -> None:
        start, text = self._end, self.text
        end = text.find("\n", start) + 1 or len(text)
        if self._has_quotes:
            quotes = text.count('"', start, end)
            while quotes % 2 and end < len(text) and end - start < _LONGEST_ROW:  # a line break inside quotes
                following = text.find("\n", end) + 1 or len(text)
                quotes += text.count('"', end, following)
                end = following
        if not text[start : min(end, start + 3)].strip("\r\n"):  # an empty line is no row
            self._end = end
            return
        self._starts.append(start)
        self._end = end

    def row(self, number: int) -> list[str]:
        """Give the cells of a row, counted from 0."""
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < self.rows else self._end
        line = self.text[start : min(end, start + _LONGEST_ROW)].rstrip("\r\n")
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error:  # a cell beyond what the reader takes
            cells = line.split(self.delimiter)
        return cells[:MOST_COLUMNS]

    @property
    def has_head(self) -> bool:
        """Whether the first row seems to name the columns: no cell of it is empty, a number, or there twice."""
        if self.rows < 2:
            return False
        first = [cell.strip() for cell in self.row(0)]
        return len(set(first)) == len(first) and not any(cell == "" or _is_number(cell) for cell in first)

    def _look_at_width(self) -> None:
        widths = [len(self.row(number)) for number in range(min(self.rows, _ROWS_A_LOOK))]
        self.width = max(widths, default=0)
        odd = next((number for number, width in enumerate(widths) if width != widths[0]), None)
        if odd is not None:
            self.note = f"Row {odd + 1} has {widths[odd]} cells where the first has {widths[0]}."


def _with_line_feeds(text: str) -> str:
    """Give a text whose lines end in carriage returns alone, as old programs write them, with line feeds."""
    beginning = text[:_SNIFFED]
    return text.replace("\r", "\n") if "\r" in beginning and "\n" not in beginning else text


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
