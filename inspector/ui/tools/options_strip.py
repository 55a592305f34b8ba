"""What can be said of one call beside its arguments: time limits, `_meta`, task."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from inspector.schema.document import read, write
from inspector.sessions.task_support import TaskSupport
from inspector.sessions.tasks import TaskRequest
from inspector.ui.bridge.call_options import CallOptions
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.tinted_label import TintedLabel

_LONGEST: Final = 86_400.0
_LONGEST_TTL: Final = 86_400_000


class OptionsStrip(QWidget):
    """Sets the options of calls to one tool; `problem` says why they cannot be used."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeout = self._seconds("Time limit without answer or progress, in seconds")
        self.total = self._seconds("Time limit in all, in seconds")
        self.meta = QLineEdit(self)
        self.meta.setFont(monospaced_font())
        self.meta.setAccessibleName("Extra _meta, as a JSON object")
        self.meta.setPlaceholderText('{"key": "value"}')
        self.meta.setToolTip("Goes out in _meta beside what the program puts there; your own values come first")
        self.meta.textChanged.connect(self._edited)
        self.task = QCheckBox("As task", self)
        self.task.toggled.connect(self._edited)
        self.ttl = QSpinBox(self)
        self.ttl.setRange(0, _LONGEST_TTL)
        self.ttl.setSuffix(" ms")
        self.ttl.setSpecialValueText("as long as the server likes")
        self.ttl.setAccessibleName("How long the task is kept, in milliseconds")
        self.ttl.valueChanged.connect(self._edited)
        self._note = TintedLabel(lambda colours: colours.error, self)
        self._build()

    def _seconds(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setRange(0.0, _LONGEST)
        box.setDecimals(1)
        box.setSuffix(" s")
        box.setSpecialValueText("the server's")
        box.setAccessibleName(name)
        box.setToolTip(f"{name}; 0 takes that of the server's settings")
        box.valueChanged.connect(self._edited)
        return box

    def _build(self) -> None:
        times = QHBoxLayout()
        times.setSpacing(8)
        times.addWidget(self.timeout, 1)
        times.addWidget(QLabel("in all", self))
        times.addWidget(self.total, 1)
        task = QHBoxLayout()
        task.setSpacing(8)
        task.addWidget(self.task)
        task.addWidget(QLabel("kept for", self))
        task.addWidget(self.ttl, 1)
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 2, 0, 2)
        rows.setVerticalSpacing(4)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        rows.addRow("Time limit", times)
        rows.addRow("_meta", self.meta)
        rows.addRow("Task", task)
        rows.addRow(self._note)

    def show_options(self, options: CallOptions, support: TaskSupport) -> None:
        """Show the options of another tool, and whether it may run as a task."""
        self.blockSignals(True)
        self.timeout.setValue(options.timeout or 0)
        self.total.setValue(options.total_timeout or 0)
        self.meta.setText(write(options.meta, indent=None) if options.meta else "")
        self.task.setChecked(support.offered and (options.task is not None or support.required))
        self.ttl.setValue((options.task.ttl or 0) if options.task is not None else 0)
        for widget in (self.task, self.ttl):
            widget.setEnabled(support.offered)
            widget.setToolTip(support.why)
        self._tell()
        self.blockSignals(False)

    def options(self) -> CallOptions:
        """Give the options as they are set; `_meta` that is no object is left out, see `problem`."""
        meta = read(self.meta.text()).value if self.meta.text().strip() else None
        task = TaskRequest(self.ttl.value() or None) if self.task.isEnabled() and self.task.isChecked() else None
        return CallOptions(
            self.timeout.value() or None, self.total.value() or None, meta if isinstance(meta, dict) else None, task
        )

    @property
    def problem(self) -> str:
        """Why the options cannot be used; empty if they can."""
        text = self.meta.text()
        if not text.strip():
            return ""
        document = read(text)
        if document.problem:
            return f"_meta is no JSON: {document.problem}"
        return "" if isinstance(document.value, dict) else "_meta has to be a JSON object; any other goes out from Raw."

    def _edited(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        problem = self.problem
        self.meta.setProperty("wrong", bool(problem))
        self.meta.style().unpolish(self.meta)
        self.meta.style().polish(self.meta)
        self._note.setText(problem)
        self._note.setVisible(bool(problem))
