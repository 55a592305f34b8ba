"""What the capture knows of exchanges, for the panels: asked again whenever it has grown."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.traffic.capture import FindingRow
from inspector.traffic.exchanges import CallNote, ExchangeReader, ListedFindings

_PAUSE_MS = 200


class Exchanges(QObject):
    """Answers what panels ask of a capture. Raises `CaptureError` where it cannot be opened."""

    grown = Signal()  # there are more records
    findings_grown = Signal()  # there are more findings; a few times a second at most

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: ExchangeReader | None = ExchangeReader(path)
        self._last_finding = 0
        self.count = 0
        """How many records can be read."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._look_for_findings)

    def grow(self, count: int) -> None:
        """Hear that there are so many records now."""
        self.count = count
        self.grown.emit()
        if not self._timer.isActive():
            self._timer.start()

    def findings(self, seq: int) -> list[FindingRow]:
        """Give the findings about a record."""
        return self._reader.findings(seq) if self._reader is not None else []

    def notes(self, requests: Sequence[int], after: int) -> list[CallNote]:
        """Give what came in since a record while the call that made these requests ran."""
        return self._reader.notes(requests, after) if self._reader is not None else []

    def listed(self, server: str, method: str, member: str) -> list[ListedFindings]:
        """Give the pages of a list that there are findings about."""
        return self._reader.listed(server, method, member) if self._reader is not None else []

    def close(self) -> None:
        """Close the capture; afterwards nothing is known."""
        self._timer.stop()
        if self._reader is not None:
            self._reader.close()
        self._reader = None

    def _look_for_findings(self) -> None:
        last = self._reader.last_finding() if self._reader is not None else 0
        if last > self._last_finding:
            self._last_finding = last
            self.findings_grown.emit()
