"""The roots of one server, changed while it runs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.protocol.revisions import Era
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.dialogs.roots_editor import RootsEditor
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel


class RootsDialog(QDialog):
    """Edits the places a server may work in; `chosen` carries them."""

    chosen = Signal(object)  # tuple[Root, ...]

    def __init__(self, server: SessionHandle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Roots")
        about = QLabel(visible_text(_about(server), 500), self)
        about.setWordWrap(True)
        self.editor = RootsEditor(self)
        self.editor.set_roots(server.definition.roots)
        self.sentence = TintedLabel(lambda colours: colours.finding, self)
        self.editor.changed.connect(self._judge)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addWidget(self.editor, 1)
        column.addWidget(self.sentence)
        column.addWidget(self.buttons)
        self.resize(620, 320)
        self.finished.connect(self.deleteLater)
        self._judge()

    def _judge(self) -> None:
        self.sentence.setText(self.editor.problem())
        self.sentence.setVisible(bool(self.sentence.text()))

    @override
    def accept(self) -> None:
        self.chosen.emit(self.editor.roots())
        super().accept()


def _about(server: SessionHandle) -> str:
    """Say what a server is told of its roots, and when."""
    name = f"Places {server.definition.name} may work in."
    if not server.is_open or server.state is None:
        return f"{name} It is given them when it asks."
    if server.state.era is Era.MODERN:
        return f"{name} It is given them when it asks; {server.state.revision} has no word for a change."
    return f"{name} It is given them when it asks, and told at once that they changed."
