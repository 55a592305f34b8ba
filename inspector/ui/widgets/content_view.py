"""Contents one below the other. Nothing is fetched, run, or rendered as markup."""

import itertools
from typing import Final

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from inspector.content.views import View
from inspector.ui.viewers.bubble import Bubble
from inspector.ui.viewers.labels import note_label
from inspector.ui.viewers.part import Part
from inspector.ui.viewers.room import Room

VIEWS_SHOWN: Final = 100


class ContentView(QScrollArea):
    """Shows views in order. `resource_wanted` asks for a resource that one of them points to."""

    resource_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = QTemporaryDir()
        self.parts: list[Part] = []
        """What is shown, in order."""
        self._labels: list[str] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.show_views([])

    def show_views(self, views: list[View]) -> None:
        """Show these; one that stands alone takes all the room. Of the same contents, they are looked at as before."""
        ways, place = self._ways_now(views), self.verticalScrollBar().value()
        room = Room()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        alone = len(views) == 1 and not views[0].speaker
        parts: list[Part] = []
        for speaker, said in itertools.groupby(views[:VIEWS_SHOWN], key=lambda view: view.speaker):
            holder: QWidget = Bubble(speaker, page) if speaker else page
            into = holder.column if isinstance(holder, Bubble) else column
            for view in said:
                part = Part(view, holder, room, self._files, alone=alone)
                part.resource_wanted.connect(self.resource_wanted)
                parts.append(part)
                into.addWidget(part, 1 if alone else 0)
            if isinstance(holder, Bubble):
                column.addWidget(holder)
        if len(views) > VIEWS_SHOWN:
            column.addWidget(note_label(f"{len(views) - VIEWS_SHOWN} more are in the raw result.", page))
        if not alone:
            column.addStretch(1)
        self.parts, self._labels = parts, [view.label for view in views]
        self.setWidget(page)
        for part, way in zip(parts, ways, strict=False):
            part.look_as(way)
        if ways:
            page.adjustSize()
            self.verticalScrollBar().setValue(place)

    def _ways_now(self, views: list[View]) -> list[str]:
        """Give the ways the parts are looked at, if these are the same contents, read again."""
        return [part.way for part in self.parts] if [view.label for view in views] == self._labels else []
