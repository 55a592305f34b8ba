"""The head of the log's table: which columns there are, how wide, and from when times are counted."""

import base64
import json
from typing import Any, Final

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from inspector.ui.models.record_times import TimeMode
from inspector.ui.models.records_model import (
    DIRECTION,
    FINDINGS,
    ID,
    LATENCY,
    METHOD,
    NOTE,
    NUMBER,
    SERVER,
    SIZE,
    STATUS,
    SUBJECT,
    TIME,
    TITLES,
    RecordsModel,
)

_WIDTHS: Final = {
    NUMBER: 56,
    TIME: 72,
    SERVER: 90,
    DIRECTION: 84,
    METHOD: 186,
    SUBJECT: 120,
    ID: 36,
    STATUS: 58,
    LATENCY: 70,
    SIZE: 62,
    FINDINGS: 30,
    NOTE: 200,
}
_CLOCK_WIDTH: Final = 100
_HIDDEN: Final = (NOTE,)
_NAMES: Final = {DIRECTION: "direction", FINDINGS: "findings", NUMBER: "number", TIME: "time"}


class LogHeader(QHeaderView):
    """Columns can be moved, resized, hidden and brought back."""

    def __init__(self, model: RecordsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._records = model
        self.setModel(model)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setStretchLastSection(True)
        # without a selection model of its own the header walks every row at Ctrl+A
        self.setSelectionModel(QItemSelectionModel(model, self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.reset_columns()

    def reset_columns(self) -> None:
        """Bring all columns back to their places and widths."""
        for column, width in _WIDTHS.items():
            self.moveSection(self.visualIndex(column), column)
            self.setSectionHidden(column, column in _HIDDEN)
            self.resizeSection(column, width)
        self._fit_time()

    def count_from(self, mode: TimeMode) -> None:
        """Count times from elsewhere, and give them the room they need."""
        self._records.set_time_mode(mode)
        self._fit_time()

    def _fit_time(self) -> None:
        needed = _CLOCK_WIDTH if self._records.time_mode is TimeMode.CLOCK else _WIDTHS[TIME]
        if self.sectionSize(TIME) < needed or self.sectionSize(TIME) in (_CLOCK_WIDTH, _WIDTHS[TIME]):
            self.resizeSection(TIME, needed)

    def kept(self) -> bytes:
        """Give what is to be remembered, as bytes."""
        columns = base64.b64encode(self.saveState().data()).decode("ascii")
        return json.dumps({"titles": TITLES, "columns": columns, "time": self._records.time_mode}).encode()

    def take_back(self, kept: bytes) -> None:
        """Take what `kept` gave; what an earlier version with other columns kept is passed over."""
        try:
            found: Any = json.loads(kept)
            titles, columns = tuple(found["titles"]), base64.b64decode(found["columns"])
            mode = TimeMode(found["time"])
        except (ValueError, KeyError, TypeError):
            return
        if titles == TITLES:
            self._records.set_time_mode(mode)
            self.restoreState(QByteArray(columns))

    def menu(self) -> QMenu:
        """Make the menu of the columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        modes = QActionGroup(menu)
        for mode in TimeMode:
            action = menu.addAction(mode.choice)
            action.setCheckable(True)
            action.setChecked(mode is self._records.time_mode)
            action.triggered.connect(lambda _checked=False, mode=mode: self.count_from(mode))
            modes.addAction(action)
        menu.addSeparator()
        for column, title in enumerate(TITLES):
            action = menu.addAction(_NAMES.get(column, title).capitalize())
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(column))
            action.setEnabled(column != METHOD)  # one at least stays, to bring the others back from
            action.toggled.connect(lambda on, column=column: self.setSectionHidden(column, not on))
        menu.addSeparator()
        menu.addAction("Reset Columns", self.reset_columns)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(at))
