"""The lines of standard error and what befell processes, fetched from the capture when they are painted."""

from collections import OrderedDict
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from inspector.content.ansi import PLAIN, Span, Style, styled
from inspector.traffic.capture import CaptureReader, Row
from inspector.ui.models.record_times import clock_time, wall_time
from inspector.ui.models.records_model import describe
from inspector.ui.models.titled_model import Index, RecordNumbersModel
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

TIME, SERVER, TEXT = range(3)
LINE_ROLE: Final = Qt.ItemDataRole.UserRole
"""The `Line`, for the delegate."""

MOST_CHARACTERS: Final = 4_000
"""Characters of a line that are shown; the log has all of it."""

_LINES_KEPT: Final = 2_000
_LOOKED_BACK: Final = 40
"""Lines before one that are looked at for the colour it begins in."""


class Line(NamedTuple):
    """A line as it looks. `after` is the style in which the next one of its server begins."""

    row: Row
    spans: list[Span]
    after: Style

    @property
    def text(self) -> str:
        """What is to be read."""
        return "".join(span.text for span in self.spans)

    @property
    def is_event(self) -> bool:
        """Whether it tells of a process instead of quoting it."""
        return self.row.kind != "stderr"


class ConsoleModel(RecordNumbersModel):
    """What the numbers stand for comes from the capture, and only a few thousand lines are kept."""

    titles = ("time", "server", "text")

    def __init__(self, reader: CaptureReader, parent: QObject | None = None) -> None:
        super().__init__(reader, parent)
        self._lines: OrderedDict[int, Line] = OrderedDict()
        self.widest = 0
        """Characters of the longest line that was looked at."""

    @override
    def clear(self) -> None:
        self._lines.clear()
        self.widest = 0
        super().clear()

    def line(self, row: int) -> Line | None:
        """Give a line with its looks."""
        number = self._numbers[row]
        known = self._lines.get(number)
        if known is not None:
            self._lines.move_to_end(number)
            return known
        found = self._reader.rows(number, number)
        return self._keep(number, self._read(found[0], self._style_before(row, found[0].session))) if found else None

    def _style_before(self, row: int, session: str) -> Style:
        """Give the style in which a line begins: that in which the line before it of the same server ended."""
        before: list[Row] = []
        style = PLAIN
        for number in reversed(self._numbers[max(0, row - _LOOKED_BACK) : row]):
            known = self._lines.get(number)
            found = known.row if known is not None else self._reader.rows(number, number)[0]
            if found.session == session:
                if known is not None or found.kind != "stderr":
                    style = known.after if known is not None else PLAIN
                    break
                before.append(found)
        for found in reversed(before):
            style = self._keep(found.seq, self._read(found, style)).after
        return style

    def _read(self, row: Row, style: Style) -> Line:
        raw = self._reader.raw(row.seq)
        if row.kind != "stderr":
            return Line(row, [Span(describe(row, raw), PLAIN)], PLAIN)
        text = raw[: 4 * MOST_CHARACTERS].decode("utf-8", errors="replace").rstrip("\r\n")
        cut = len(text) > MOST_CHARACTERS or len(raw) > 4 * MOST_CHARACTERS
        spans, after = styled(text[:MOST_CHARACTERS], style)
        shown = [Span(visible_text(span.text.expandtabs(4), 8 * MOST_CHARACTERS), span.style) for span in spans]
        return Line(row, [*shown, Span(" ⋯", PLAIN)] if cut else shown, after)

    def _keep(self, number: int, line: Line) -> Line:
        self._lines[number] = line
        self.widest = max(self.widest, len(line.text))
        while len(self._lines) > _LINES_KEPT:
            self._lines.popitem(last=False)
        return line

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, LINE_ROLE):
            return None
        line = self.line(index.row())
        if line is None or role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(wall_time(line.row)) if index.column() == TIME else None
        texts = {TIME: clock_time(line.row), SERVER: visible_text(line.row.session, 100, one_line=True)}
        return texts.get(index.column(), line.text)
