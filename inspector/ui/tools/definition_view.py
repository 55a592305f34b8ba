"""The definition of a tool, part by part, as the server sent it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from inspector.jsonrpc.message import MISSING
from inspector.protocol.items import Item
from inspector.traffic.capture import FindingRow
from inspector.ui.theme import small_font
from inspector.ui.widgets.findings_view import FindingsView
from inspector.ui.widgets.json_place import steps_of
from inspector.ui.widgets.raw_json_page import RawJsonPage

_PARTS: Final = (
    ("inputSchema", "Input Schema"),
    ("outputSchema", "Output Schema"),
    ("annotations", "Annotations"),
    ("execution", "Execution"),
    ("icons", "Icons"),
    ("_meta", "_meta"),
)


class DefinitionView(QWidget):
    """Shows schemas, annotations, `_meta` and the whole, each as text and as tree, and what was found about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("Definition")
        self.pages = {member: RawJsonPage(self) for member, _ in _PARTS}
        for member, title in _PARTS:
            self.tabs.addTab(self.pages[member], title)
        self.whole = RawJsonPage(self)
        self.tabs.addTab(self.whole, "Whole")
        self.findings = FindingsView(self)
        self.findings.place_chosen.connect(self.go_to)
        self.tabs.addTab(self.findings, "Findings")
        self.empty = QLabel("The definition of the selected tool appears here.", self)
        self.empty.setFont(small_font())
        self.empty.setContentsMargins(8, 4, 8, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.empty)
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Show another tool, or none. The page that is open stays open where the tool has that part."""
        self.tabs.setVisible(item is not None)
        self.empty.setVisible(item is None)
        if item is None:
            return
        for member, page in self.pages.items():
            value = item.member(member)
            self.tabs.setTabVisible(self.tabs.indexOf(page), value is not MISSING)
            page.show_value(None if value is MISSING else value)
        self.whole.show_value(item.raw)
        self.show_findings(())

    def show_findings(self, findings: Sequence[FindingRow]) -> None:
        """Show what was found about the tool in the list it came in."""
        number = self.tabs.indexOf(self.findings)
        self.tabs.setTabVisible(number, bool(findings))
        self.tabs.setTabText(number, f"⚠ Findings {len(findings)}")
        self.findings.show_findings(findings)

    def go_to(self, pointer: str) -> None:
        """Go to a place, given as a pointer into the message that listed the tool: `/result/tools/3/…`."""
        steps = steps_of(pointer)[3:]
        page = self.pages.get(steps[0]) if steps else None
        if page is not None and self.tabs.isTabVisible(self.tabs.indexOf(page)):
            self.tabs.setCurrentWidget(page)
            page.go_to(steps[1:])
        else:
            self.tabs.setCurrentWidget(self.whole)
            self.whole.go_to(steps)
