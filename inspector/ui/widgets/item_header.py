"""Name, title and description of the selected item."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector.content.item_icon import icon_of
from inspector.protocol.items import Item
from inspector.ui.theme import colours_for, heading_font, small_font
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_SHOWN = 400


class ItemHeader(QWidget):
    """Says what an item is; long descriptions are cut, and whole in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = plain_label("", self)
        self.name.setFont(heading_font())
        self.about = plain_label("", self)
        self.about.setForegroundRole(self.about.palette().ColorRole.PlaceholderText)
        self.badges = plain_label("", self)
        self.problem = plain_label("", self)
        self.icon_note = plain_label("", self)
        self.icon_note.setFont(small_font())
        self.icon_note.setForegroundRole(self.icon_note.palette().ColorRole.PlaceholderText)
        self._labels = (self.name, self.about, self.badges, self.icon_note, self.problem)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for label in self._labels:
            layout.addWidget(label)
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Show another item, or none."""
        if item is None:
            for label in self._labels:
                label.hide()
            return
        self._say(self.name, visible_text(item.name, 200, one_line=True))
        text = " — ".join(filter(None, (item.title if item.title != item.name else "", item.description.strip())))
        self._say(self.about, visible_text(text, _SHOWN))
        self.about.setToolTip(plain_tool_tip(text) if len(text) > _SHOWN else "")
        self._say(self.badges, visible_text(" · ".join(item.badges), 200, one_line=True))
        picture = icon_of(item.raw)
        self._say(self.icon_note, visible_text(picture.note, 300, one_line=True) if picture is not None else "")
        self._say(self.problem, f"⚠ {item.problem}" if item.problem else "")
        self.problem.setStyleSheet(f"color: {colours_for(self.palette()).finding}")

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
