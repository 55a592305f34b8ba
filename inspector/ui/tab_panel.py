"""What every panel that stands in a tab has: a title, a count, what it asks of the window, and widths to keep."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from inspector.ui.bridge.session_handle import SessionHandle


class TabPanel(QWidget):
    """A panel with a title. Signals ask the window for what lies outside the panel."""

    title = ""
    count_changed = Signal(int)  # how many things are in it, shown beside the title
    record_requested = Signal(int)  # the number of a record to be shown in the log
    resource_wanted = Signal(str)  # the URI of a resource to be opened
    questions_wanted = Signal()  # the questions of servers are to be shown

    def set_server(self, server: SessionHandle | None) -> None:
        """Show what belongs to another server, or to none."""

    def focus_search(self) -> None:
        """Put the cursor into the search field, where there is one."""

    def save_state(self) -> bytes:
        """Give the widths as bytes to keep."""
        return b""

    def restore_state(self, state: bytes) -> None:
        """Take back what `save_state` gave."""


class SplitPanel(TabPanel):
    """A panel of parts side by side, whose widths are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)

    @override
    def save_state(self) -> bytes:
        return bytes(self.splitter.saveState().data())

    @override
    def restore_state(self, state: bytes) -> None:
        self.splitter.restoreState(state)
