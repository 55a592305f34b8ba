"""Contents one below the other. Nothing is fetched, run, or rendered as markup."""

import itertools
import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QTemporaryDir, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from inspector.content.views import View
from inspector.ui.viewers.bubble import Bubble
from inspector.ui.viewers.labels import note_label
from inspector.ui.viewers.part import Part
from inspector.ui.viewers.room import Room

VIEWS_SHOWN: Final = 100
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
        has_more = self._make_some()
        self.setWidget(page)
        self._go_on(has_more=has_more)

    def _go_on(self, *, has_more: bool) -> None:
        """Make the rest of the parts when the window has had its turn, and end where one was before."""
        if has_more:
            QTimer.singleShot(0, self, lambda: self._go_on(has_more=self._make_some()))
        elif self._place is not None and (page := self.widget()) is not None:
            page.adjustSize()
            self.verticalScrollBar().setValue(self._place)

    def _make_some(self) -> bool:
        """Make parts for a few milliseconds; tells whether there may be more to make."""
        end = time.monotonic() + _SLICE
        return any(time.monotonic() > end for _ in self._building)

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
