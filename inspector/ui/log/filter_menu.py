"""The button beside the filter line: named filters, filters used lately, and colours by filter."""

from functools import partial

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from inspector.ui.icons import icon
from inspector.ui.log.cell_filter import menu_text
from inspector.ui.log.filter_book import TINTS, FilterBook
from inspector.ui.theme import colours_for
from inspector.ui.widgets.filter_line import FilterLine

_RECENT = 10


class FilterMenu(QToolButton):
    """Opens the menu; it is made anew each time."""

    def __init__(self, book: FilterBook, line: FilterLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._book = book
        self._line = line
        self.setIcon(icon("list"))
        self.setToolTip("Saved filters, earlier filters, colours")
        self.setAccessibleName("Filters")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self.rebuild)
        self.setMenu(menu)

    def rebuild(self) -> None:
        """Fill the menu with what there is now."""
        menu, book = self.menu(), self._book
        menu.clear()
        for below in menu.findChildren(QMenu):
            below.setParent(None)
            below.deleteLater()
        text = self._line.text().strip()
        usable = bool(text) and not self._line.property("wrong")
        menu.addAction("Save This Filter…", self._ask_for_name).setEnabled(usable)
        for name, saved in book.saved.items():
            menu.addAction(menu_text(name), partial(self._line.set_filter, saved)).setToolTip(menu_text(saved))
        if book.saved:
            self._add_all("Forget", menu, {name: partial(book.forget, name) for name in book.saved})
        self._add_recent(menu)
        menu.addSeparator()
        tints = QMenu("Colour What Passes", menu)
        tints.setEnabled(usable)
        for tint in TINTS:
            tints.addAction(self._swatch(tint), tint.capitalize(), partial(book.colour, text, tint))
        menu.addMenu(tints)
        for rule, tint in book.rules:
            entry = menu.addAction(self._swatch(tint), menu_text(rule), partial(self._line.set_filter, rule))
            entry.setToolTip("Filter by this")
        if book.rules:
            self._add_all("Take Colour Back", menu, {rule: partial(book.uncolour, rule) for rule, _tint in book.rules})

    def _add_recent(self, menu: QMenu) -> None:
        recent = self._book.history[:_RECENT]
        if recent:
            menu.addSection("Earlier")
        for text in recent:
            menu.addAction(menu_text(text), partial(self._line.set_filter, text))

    def _add_all(self, title: str, menu: QMenu, entries: dict[str, "partial[None]"]) -> None:
        below = QMenu(title, menu)
        for text, slot in entries.items():
            below.addAction(menu_text(text), slot)
        menu.addMenu(below)

    def _swatch(self, tint: str) -> QIcon:
        picture = QPixmap(14, 14)
        picture.fill(QColor(colours_for(self.palette()).tints[tint]))
        return QIcon(picture)

    def _ask_for_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Save Filter")
        dialog.setLabelText("Name")
        dialog.setTextValue(self._line.text().strip()[:40])
        text = self._line.text().strip()
        dialog.textValueSelected.connect(lambda name: self._book.save(name.strip() or text, text))
        dialog.open()
