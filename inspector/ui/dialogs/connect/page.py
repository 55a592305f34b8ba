"""What the pages of the connect dialog have in common."""

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.servers.definition import ServerDefinition, Settings
from inspector.ui.theme import monospaced_font


class NotADefinition(ValueError):
    """What was typed is no definition of a server; the text says why."""


class Page(QWidget):
    """A few settings of a server: shows those of a definition, and lays what was typed over another."""

    changed = Signal()

    title: str

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        self.form = QFormLayout()
        column.addLayout(self.form)
        column.addStretch(1)
        self.form.setVerticalSpacing(6)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)

    def add(self, label: str, widget: QWidget, tip: str = "") -> None:
        """Add a row."""
        self.form.addRow(label, widget)
        (widget.focusProxy() or widget).setAccessibleName(label)
        widget.setToolTip(tip)

    @abstractmethod
    def fill(self, definition: ServerDefinition) -> None:
        """Show the settings of a definition."""

    @abstractmethod
    def applied(self, definition: ServerDefinition) -> ServerDefinition:
        """Give the definition with what was typed here; raises `NotADefinition`."""

    def suit(self, settings: Settings | None) -> bool:
        """Show what goes with a way to reach a server; tells whether anything does."""
        del settings
        return True


def line(hint: str, page: Page) -> QLineEdit:
    """Give a line for what goes over the wire or to the disk."""
    field = QLineEdit(page)
    field.setFont(monospaced_font())
    field.setPlaceholderText(hint)
    field.textChanged.connect(page.changed)
    return field


def lines(hint: str, page: Page, *, rows: int = 3) -> QPlainTextEdit:
    """Give a box with one thing on each line."""
    box = QPlainTextEdit(page)
    box.setProperty("field", True)
    box.setFont(monospaced_font())
    box.setPlaceholderText(hint)
    box.setTabChangesFocus(True)
    box.setFixedHeight(rows * box.fontMetrics().lineSpacing() + 14)
    box.textChanged.connect(page.changed)
    return box


def pairs_in(box: QPlainTextEdit, sign: str, wrong: str) -> list[tuple[str, str]]:
    """Read lines like `name: value`; raises `NotADefinition` with `wrong`."""
    found = []
    for text in filter(None, map(str.strip, box.toPlainText().splitlines())):
        name, between, value = text.partition(sign)
        if not between or not name.strip():
            raise NotADefinition(wrong)
        found.append((name.strip(), value.strip() if sign == ":" else value))
    return found


def seconds(page: Page, *, none: str = "") -> QDoubleSpinBox:
    """Give a field for a time; with `none`, its lowest value is called so and means no limit."""
    field = QDoubleSpinBox(page)
    field.setRange(0.0 if none else 0.1, 999_999)
    field.setDecimals(1)
    field.setSuffix(" s")
    field.setSpecialValueText(none)
    field.valueChanged.connect(page.changed)
    return field


class FileLine(QWidget):
    """A line for a path, and a button that opens the list of files."""

    def __init__(self, hint: str, page: Page, *, folder: bool = False) -> None:
        super().__init__(page)
        self._folder = folder
        self.line = line(hint, page)
        browse = QToolButton(self)
        browse.setText("…")
        browse.setToolTip("Choose a folder" if folder else "Choose a file")
        browse.setAccessibleName(browse.toolTip())
        browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(browse)
        self.setFocusProxy(self.line)

    def text(self) -> str | None:
        """Give the path, or None where there is none."""
        return self.line.text().strip() or None

    def _browse(self) -> None:
        dialog = QFileDialog(self)
        dialog.setFileMode(QFileDialog.FileMode.Directory if self._folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.line.setText)
        dialog.open()
