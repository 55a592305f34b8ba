"""Which version of a resource is shown, and with which other one it is compared."""

import time
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from inspector.ui.resource_versions import Version
from inspector.ui.theme import small_font


class VersionBar(QWidget):
    """Two choices among the versions; `changed` tells that the user made one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: list[Version] = []
        self.shown = self._choice("Version", "Which of the versions that were read is shown")
        self.other = self._choice("Compared with", "With which version the page Changes compares it")
        self._note = QLabel(self)
        self._note.setFont(small_font())
        self._note.setForegroundRole(self._note.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel("Version", self), self.shown, QLabel("compared with", self), self.other):
            row.addWidget(widget)
        row.addWidget(self._note, 1)

    def _choice(self, name: str, tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.activated.connect(lambda _row: self._chosen(box))
        return box

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Take the versions, the oldest first; the newest is shown and compared with the one before.

        Whoever looks at an older version goes on looking at it, as long as it is kept.
        """
        numbers = self._numbers() if self._is_pinned() else (0, 0)
        self._versions = list(versions)
        for box in (self.shown, self.other):
            box.clear()
            for version in reversed(self._versions):
                box.addItem(_words(version), version.number)
        row = max(0, self.shown.findData(numbers[0]))
        self.shown.setCurrentIndex(row)
        self.other.setCurrentIndex(_found(self.other.findData(numbers[1]), min(row + 1, len(self._versions) - 1)))
        self._show_note()
        self.setVisible(len(self._versions) > 1 or self._dropped > 0)

    def _is_pinned(self) -> bool:
        """Tell whether the user chose other versions than the newest two."""
        return bool(self._versions) and (self.shown.currentIndex() > 0 or self.other.currentIndex() > 1)

    def _numbers(self) -> tuple[int, int]:
        return int(self.shown.currentData() or 0), int(self.other.currentData() or 0)

    def show_newest(self) -> None:
        """Go back to the newest version."""
        self.shown.setCurrentIndex(0)
        self.other.setCurrentIndex(min(1, self.other.count() - 1))

    def current(self) -> Version | None:
        """Give the version to show."""
        return self._version(self.shown.currentData())

    def compared(self) -> Version | None:
        """Give the version to compare with, or None where there is no other."""
        other = self._version(self.other.currentData())
        return None if other is None or other == self.current() else other

    def _version(self, number: object) -> Version | None:
        return next((version for version in self._versions if version.number == number), None)

    def _chosen(self, box: QComboBox) -> None:
        """Compare with the version before the one chosen, unless that was chosen by hand."""
        if box is self.shown:
            self.other.setCurrentIndex(min(self.shown.currentIndex() + 1, self.other.count() - 1))
        self.changed.emit()

    def _show_note(self) -> None:
        dropped, kept = self._dropped, len(self._versions)
        newest = f"the newest {kept} are" if kept > 1 else "only the newest is"
        self._note.setText(
            f"{newest} kept; {dropped:,} older {'are' if dropped > 1 else 'is'} in the log" if dropped else ""
        )

    @property
    def _dropped(self) -> int:
        """How many versions are no longer kept."""
        return self._versions[0].number - 1 if self._versions else 0


def _found(row: int, otherwise: int) -> int:
    return row if row >= 0 else otherwise


def _words(version: Version) -> str:
    at = time.strftime("%H:%M:%S", time.localtime(version.read_ns / 1e9))
    return f"{version.number} · {at}"
