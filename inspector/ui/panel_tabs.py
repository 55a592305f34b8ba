"""The panels of the window as tabs."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.settings import Settings
from inspector.ui.tab_panel import TabPanel


class PanelTabs(QTabWidget):
    """Shows one panel at a time; a tab's title tells how much is in its panel."""

    record_requested = Signal(int)
    resource_wanted = Signal(str)
    questions_wanted = Signal()

    def __init__(self, panels: Sequence[TabPanel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panels = tuple(panels)
        self.setDocumentMode(True)
        for panel in self.panels:
            self.addTab(panel, panel.title)
            panel.count_changed.connect(partial(self._tell_count, panel))
            panel.record_requested.connect(self.record_requested)
            panel.resource_wanted.connect(self.resource_wanted)
            panel.questions_wanted.connect(self.questions_wanted)

    def set_server(self, server: SessionHandle | None) -> None:
        """Have all panels show what belongs to a server."""
        for panel in self.panels:
            panel.set_server(server)

    def focus_search(self) -> None:
        """Put the cursor into the search field of the panel in front."""
        panel = self.currentWidget()
        if isinstance(panel, TabPanel):
            panel.focus_search()

    def restore(self, settings: Settings) -> None:
        """Take the widths that were kept."""
        for panel in self.panels:
            kept = settings.state(_key(panel))
            if kept:
                panel.restore_state(kept)

    def keep(self, settings: Settings) -> None:
        """Keep the widths."""
        for panel in self.panels:
            settings.keep(_key(panel), panel.save_state())

    def _tell_count(self, panel: TabPanel, count: int) -> None:
        self.setTabText(self.indexOf(panel), f"{panel.title} {count:,}" if count else panel.title)


def _key(panel: TabPanel) -> str:
    return f"panels/{panel.title.lower()}"
