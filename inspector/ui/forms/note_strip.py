"""One sentence below a form, and at most one thing to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inspector.ui.theme import Colours, small_font
from inspector.ui.widgets.tinted_label import TintedLabel


class NoteStrip(QWidget):
    """Says what no field can say; hidden while there is nothing to say."""

    acted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_wrong = False
        self.label = TintedLabel(self._colour, self)
        self.label.setFont(small_font())
        self.button = QPushButton(self)
        self.button.setFont(small_font())
        self.button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.say("", "", wrong=False)

    def _colour(self, colours: Colours) -> str:
        return colours.error if self._is_wrong else colours.muted

    def say(self, sentence: str, action: str, *, wrong: bool) -> None:
        """Say a sentence, and offer something under these words; both may be empty."""
        self._is_wrong = wrong
        self.label.setText(sentence)
        self.label.take_colour()
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setVisible(bool(sentence))
