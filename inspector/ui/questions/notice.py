"""The notice that servers wait for answers: it stays until none does, and never takes the focus."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from typing_extensions import override

from inspector.ui.bridge.question_desk import QuestionDesk
from inspector.ui.icons import icon
from inspector.ui.theme import colours_for


class QuestionNotice(QPushButton):
    """Says how many questions wait; pressing it goes there."""

    def __init__(self, desk: QuestionDesk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Go to the questions of servers (Ctrl+4)")
        self._take_colours()
        desk.asked.connect(self._call)
        desk.ended.connect(self._show)
        self._show()

    def _call(self) -> None:
        self._show()
        QApplication.alert(self.window())

    def _show(self) -> None:
        count = len(self._desk.waiting)
        self.setText("A question waits" if count == 1 else f"{count:,} questions wait")
        self.setVisible(count > 0)

    def _take_colours(self) -> None:
        colours = colours_for(self.palette())
        palette = self.palette()
        if palette.color(palette.ColorRole.ButtonText) != QColor(colours.waiting):
            palette.setColor(palette.ColorRole.ButtonText, QColor(colours.waiting))
            self.setPalette(palette)
        self.setIcon(icon("message-square", colours.waiting))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colours()
