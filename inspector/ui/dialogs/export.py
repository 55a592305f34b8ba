"""The question what of the log is to be saved, in which form, and what must not leave."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from inspector.traffic.capture import CaptureError, CaptureReader
from inspector.traffic.export.redaction import HEADERS, KEYS, VALUES, Redaction
from inspector.traffic.export.saving import Form, save
from inspector.traffic.export.selection import Selection
from inspector.traffic.filters.syntax import Everything, Filter
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_FORMS: Final = {
    Form.JSONL: ("JSON Lines — every record to the byte", "jsonl"),
    Form.HAR: ("HAR 1.2 — HTTP exchanges, for other viewers", "har"),
    Form.CAPTURE: ("Capture — opens in this program again", "mcpcap"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be saved: of which capture, what the filter lets pass, which records are selected, and how many."""

    capture: Path
    total: int
    wanted: Filter
    shown: int
    selected: Sequence[int]


class ExportDialog(QDialog):
    """Asks, and saves in a thread of its own; the window goes on meanwhile."""

    saved = Signal(Path)

    def __init__(self, choice: Choice, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._tasks = tasks
        self.form = QComboBox(self)
        self.all = QRadioButton(f"All {choice.total:,} records", self)
        self.filtered = QRadioButton(f"The {choice.shown:,} that pass the filter", self)
        several = len(choice.selected) > 1
        self.selected = QRadioButton(
            f"The {len(choice.selected):,} selected records" if several else "The selected record", self
        )
        self.redact = QCheckBox("Take secrets out", self)
        self.headers = _rules(HEADERS, "Headers", self)
        self.keys = _rules(KEYS, "Members", self)
        self.values = _rules(VALUES, "Texts like", self)
        self.sentence = TintedLabel(lambda colours: colours.error, self)
        self.busy = QProgressBar(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = self.buttons.addButton("Save…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._build()

    def _build(self) -> None:
        self.setWindowTitle("Export Messages")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, _suffix in _FORMS.values():
            self.form.addItem(text)
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.addRow("Form", self.form)
        form.addRow("Records", self.all)
        form.addRow("", self.filtered)
        form.addRow("", self.selected)
        form.addRow("", self.redact)
        for box in (self.headers, self.keys, self.values):
            form.addRow(box.accessibleName(), box)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.sentence)
        layout.addWidget(self.busy)
        layout.addWidget(self.buttons)
        self.form.setAccessibleName("Form")
        self.busy.setRange(0, 0)
        self.busy.hide()
        self.sentence.hide()
        self.setMinimumWidth(620)
        self._form = form
        self._choose_defaults()
        self.redact.toggled.connect(self._show_rules)
        self.buttons.accepted.connect(self._ask_where)
        self.buttons.rejected.connect(self.close)

    def _choose_defaults(self) -> None:
        which = QButtonGroup(self)
        for button in (self.all, self.filtered, self.selected):
            which.addButton(button)
        filtered = not isinstance(self._choice.wanted, Everything)
        self.filtered.setEnabled(filtered)
        self.selected.setEnabled(bool(self._choice.selected))
        several = len(self._choice.selected) > 1
        (self.selected if several else self.filtered if filtered else self.all).setChecked(True)
        self.redact.setChecked(True)

    def _show_rules(self, on: bool) -> None:
        for box in (self.headers, self.keys, self.values):
            self._form.setRowVisible(box, on)
        self.adjustSize()

    def _ask_where(self) -> None:
        suffix = self._suffix()
        dialog = QFileDialog(self, "Export Messages", f"messages.{suffix}", f"*.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.open()

    def _suffix(self) -> str:
        return list(_FORMS.values())[self.form.currentIndex()][1]

    def save(self, path: Path) -> None:
        """Save to a file; the dialog closes when it is done, or says why it could not be."""
        try:
            redaction = self._redaction()
        except re.error as error:
            self._say(f"A pattern cannot be read: {error}. Mend it, or take its line out.")
            return
        self._tasks.start(self._save(path, redaction))

    async def _save(self, path: Path, redaction: Redaction | None) -> None:
        self.ok.setEnabled(False)
        self.busy.show()
        form = list(_FORMS)[self.form.currentIndex()]
        try:
            loop = asyncio.get_running_loop()
            note = await loop.run_in_executor(None, partial(self._write, form, path, redaction))
        except (CaptureError, OSError) as error:
            self._say(f"Nothing was saved: {error}")
            return
        self.saved.emit(path)
        if note:
            self._say(f"Saved. {note}")
        else:
            self.close()

    def _write(self, form: Form, path: Path, redaction: Redaction | None) -> str:
        """Write, in a thread of its own with a connection of its own; the file dialog asked about overwriting."""
        choice = self._choice
        wanted = choice.wanted if self.filtered.isChecked() else Everything()
        numbers = choice.selected if self.selected.isChecked() else None
        if path.resolve() == choice.capture.resolve():
            raise CaptureError(f'"{path}" is the capture that is being written. Name another file.')
        path.unlink(missing_ok=True)
        reader = CaptureReader(choice.capture)
        try:
            return save(Selection(reader, wanted, numbers, redaction), form, path)
        finally:
            reader.close()

    def _redaction(self) -> Redaction | None:
        if not self.redact.isChecked():
            return None
        rules = Redaction(_lines_of(self.headers), _lines_of(self.keys), _lines_of(self.values))
        rules.bytes_without_secrets(b"")  # patterns are read when they are used first
        return rules

    def _say(self, sentence: str) -> None:
        self.busy.hide()
        self.ok.setEnabled(True)
        self.sentence.setText(visible_text(sentence, 600))
        self.sentence.show()


def _rules(lines: Sequence[str], name: str, parent: QWidget) -> QPlainTextEdit:
    box = QPlainTextEdit("\n".join(lines), parent)
    box.setProperty("field", True)
    box.setFont(monospaced_font())
    box.setAccessibleName(name)
    box.setTabChangesFocus(True)
    box.setFixedHeight(5 * box.fontMetrics().lineSpacing() + 12)
    return box


def _lines_of(box: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, box.toPlainText().splitlines())))
