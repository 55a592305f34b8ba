"""Contents one below the other. Nothing is fetched, run, or rendered as markup."""

import itertools
import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.content.views import View
from inspector.ui.viewers.bubble import Bubble
from inspector.ui.viewers.labels import note_label
from inspector.ui.viewers.part import Part
from inspector.ui.viewers.room import Room

VIEWS_SHOWN: Final = 100
_AT_ONCE: Final = 12
"""Parts that are made in any case; those below are made when one comes near."""

_SLICE: Final = 0.012
"""Seconds of work on parts before the window has its turn."""


class ContentView(QScrollArea):
    """Shows views in order. `resource_wanted` asks for a resource that one of them points to."""

    resource_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = QTemporaryDir()
        self.parts: list[Part] = []
        """What is shown, in order."""
        self._labels: list[str] = []
        self._building: Iterator[None] = iter(())
        self._place: int | None = None
        """Where to go once it is there."""
        self._is_whole = True
        self._to_end = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._turn.start())
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.show_views([])

    def show_views(self, views: list[View]) -> None:
        """Show these; one that stands alone takes all the room. Of the same contents, they are looked at as before."""
        ways, place = self._ways_now(views), self.verticalScrollBar().value()
        page = QWidget(self)
        self.parts, self._labels = [], [view.label for view in views]
        self._building, self._place = self._build(views, page, ways), place if ways else None
        self._is_whole = self._to_end = False
        self._make_some()
        self.setWidget(page)
        self._turn.start()

    def _go_on(self) -> None:
        """Make the next parts when the window has had its turn, as far as they are wanted."""
        if not self._is_whole and self._wants_more():
            self._make_some()
            self._turn.start()
            return
        if self._place is not None and (page := self.widget()) is not None:
            page.adjustSize()
            self.verticalScrollBar().setValue(self._place)
            self._place = None
        if self._to_end:
            self._to_end = False
            self._show_end()

    def _wants_more(self) -> bool:
        """Tell whether less than a page stands below what is seen, or what is to be seen."""
        if self._to_end or len(self.parts) < _AT_ONCE:
            return True
        seen = self.verticalScrollBar().value()
        below = self._height() - (seen if self._place is None else max(seen, self._place))
        return below < 2 * self.viewport().height()

    def _height(self) -> int:
        """Give how high the page will be once it is laid out, which the scroll bar learns later only."""
        page = self.widget()
        if page is None:
            return 0
        return page.heightForWidth(self.viewport().width()) if page.hasHeightForWidth() else page.sizeHint().height()

    def _make_some(self) -> None:
        """Make parts for a few milliseconds."""
        end = time.monotonic() + _SLICE
        self._is_whole = not any(time.monotonic() > end for _ in self._building)

    def _show_end(self) -> None:
        page = self.widget()
        if page is not None:
            page.adjustSize()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            self._to_end = True
            self._turn.start()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn.start()

    def _build(self, views: list[View], page: QWidget, ways: list[str]) -> Iterator[None]:
        """Make the parts, one at each step; `ways` are how they were looked at before, if they were."""
        room = Room()
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        alone = len(views) == 1 and not views[0].speaker
        for speaker, said in itertools.groupby(views[:VIEWS_SHOWN], key=lambda view: view.speaker):
            holder: QWidget = Bubble(speaker, page) if speaker else page
            into = holder.column if isinstance(holder, Bubble) else column
            if isinstance(holder, Bubble):
                column.addWidget(holder)
            for view in said:
                part = Part(view, holder, room, self._files, alone=alone)
                part.resource_wanted.connect(self.resource_wanted)
                into.addWidget(part, 1 if alone else 0)
                if len(self.parts) < len(ways):
                    part.look_as(ways[len(self.parts)])
                self.parts.append(part)
                yield
        if len(views) > VIEWS_SHOWN:
            column.addWidget(note_label(f"{len(views) - VIEWS_SHOWN} more are in the raw result.", page))
        if not alone:
            column.addStretch(1)

    def _ways_now(self, views: list[View]) -> list[str]:
        """Give the ways the parts are looked at, if these are the same contents, read again."""
        return [part.way for part in self.parts] if [view.label for view in views] == self._labels else []
