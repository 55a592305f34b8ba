"""A sentence on how things stand, what helps, and the buttons that do it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from inspector.ui.icons import icon
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import visible_text

_DETAIL_LINES = 6
Button = tuple[str, Callable[[], object]]


class MessageStrip(QFrame):
    """Stands above the content and says what is the case. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self.sentence = plain_label("", self)
        self.help = plain_label("", self)
        self.detail = QPlainTextEdit(self)
        self.detail.setReadOnly(True)
        self.detail.setFont(monospaced_font())
        self.detail.setAccessibleName("last words of the server")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        for widget in (self.sentence, self.help, self.detail):
            texts.addWidget(widget)
        texts.addLayout(self._buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        self._said: tuple[object, ...] = ()
        self.hide()

    def say(
        self,
        icon_name: str,
        colour: str,
        sentence: str,
        *,
        help_text: str = "",
        detail: str = "",
        buttons: tuple[Button, ...] = (),
    ) -> None:
        """Say something; the same again changes nothing, so that a focused button stays focused."""
        said = (icon_name, colour, help_text, detail, tuple(text for text, _ in buttons))
        self.sentence.setText(visible_text(sentence, 2_000))
        if said != self._said:
            self._said = said
            self._icon.setPixmap(icon(icon_name, colour).pixmap(18, 18))
            self.help.setText(visible_text(help_text, 2_000))
            self.help.setStyleSheet(f"color: {colours_for(self.palette()).muted}")
            self.help.setVisible(bool(help_text))
            self.detail.setPlainText(visible_text(detail))
            lines = min(_DETAIL_LINES, self.detail.document().blockCount())
            self.detail.setFixedHeight(lines * self.detail.fontMetrics().lineSpacing() + 12)
            self.detail.setVisible(bool(detail))
            self._set_buttons(buttons)
        self.show()

    def _set_buttons(self, buttons: tuple[Button, ...]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, (text, slot) in enumerate(buttons):
            button = QPushButton(text, self)
            button.setProperty("primary", number == 0)
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def buttons(self) -> list[QPushButton]:
        """Give the buttons that stand there now."""
        return [button for button in self.findChildren(QPushButton) if not button.isHidden()]
