"""What there is to say about a record: each finding with its rule, its place, and the part of the specification."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from inspector.traffic.capture import FindingRow
from inspector.ui.icons import icon
from inspector.ui.theme import Colours, colours_for
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

_FINDING: Final = Qt.ItemDataRole.UserRole
_PART: Final = Qt.ItemDataRole.UserRole + 1
_PLACE, _SECTION = "place", "section"
_MOST: Final = 200
_SIGNS: Final = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}
_KNOWN_HOSTS: Final = (
    "modelcontextprotocol.io",
    "www.jsonrpc.org",
    "www.rfc-editor.org",
    "www.w3.org",
    "html.spec.whatwg.org",
)
"""Where our own rules point; a capture that was made elsewhere may name any other."""


class FindingsView(QTreeWidget):
    """Lists findings. A click, or Enter, on a place goes there; on a section of the specification opens it."""

    place_chosen = Signal(str)  # a JSON pointer, or the name of a header
    filter_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setWordWrap(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(20)
        self.setMouseTracking(True)
        self.setAccessibleName("Findings")
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.itemClicked.connect(lambda item, _column: self._follow(item))

    def show_findings(self, findings: Sequence[FindingRow]) -> None:
        """Show findings, the gravest first."""
        self.clear()
        colours = colours_for(self.palette())
        order = list(_SIGNS)
        for finding in sorted(
            findings, key=lambda found: order.index(found.severity) if found.severity in order else 9
        ):
            if self.topLevelItemCount() >= _MOST:
                break
            self.addTopLevelItem(_item(finding, colours))
        if not findings:
            nothing = QTreeWidgetItem(["Nothing odd was found in this record."])
            nothing.setFlags(Qt.ItemFlag.ItemIsEnabled)
            nothing.setForeground(0, QColor(colours.muted))
            self.addTopLevelItem(nothing)
        self.expandAll()

    def _follow(self, item: QTreeWidgetItem | None) -> None:
        finding = item.data(0, _FINDING) if item is not None else None
        if item is None or finding is None:
            return
        if item.data(0, _PART) == _PLACE:
            self.place_chosen.emit(finding.pointer)
        elif item.data(0, _PART) == _SECTION and can_be_opened(finding.section):
            QDesktopServices.openUrl(QUrl(finding.section))

    def copy(self) -> None:
        """Copy the current finding, with all there is to it."""
        item = self.currentItem()
        finding = item.data(0, _FINDING) if item is not None else None
        if finding is not None:
            QGuiApplication.clipboard().setText(finding_text(finding))

    def _open_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        finding = item.data(0, _FINDING) if item is not None else None
        if finding is None:
            return
        copy = QGuiApplication.clipboard().setText
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy Finding", lambda: copy(finding_text(finding)))
        menu.addAction("Copy Address of the Section", lambda: copy(finding.section))
        if finding.pointer:
            menu.addAction("Copy Place", lambda: copy(finding.pointer))
            menu.addAction("Go to Place", lambda: self.place_chosen.emit(finding.pointer))
        menu.addAction("Only Records with This Rule", lambda: self.filter_wanted.emit(f"rule == {finding.rule}"))
        menu.popup(self.viewport().mapToGlobal(at))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow(self.currentItem())
        else:
            super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        leads = item is not None and item.data(0, _PART) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)


def _item(finding: FindingRow, colours: Colours) -> QTreeWidgetItem:
    shades = {"error": colours.error, "warning": colours.finding}
    item = QTreeWidgetItem([visible_text(finding.message)])
    item.setIcon(0, icon(_SIGNS.get(finding.severity, "info"), shades.get(finding.severity, colours.muted)))
    item.setToolTip(0, plain_tool_tip(f"{finding.severity}: {finding.message}"))
    lines = [(f"{finding.severity} · {finding.rule}", "", colours.muted)]
    if finding.pointer:
        lines.append((f"at {place_text(finding.pointer)}", _PLACE, colours.accent))
    if finding.section:
        leads = can_be_opened(finding.section)
        lines.append((_section_text(finding.section), _SECTION if leads else "", colours.accent if leads else ""))
    item.setData(0, _FINDING, finding)
    for text, part, colour in lines:
        line = QTreeWidgetItem([visible_text(text, one_line=True)])
        line.setData(0, _FINDING, finding)
        line.setData(0, _PART, part or None)
        line.setForeground(0, QColor(colour or colours.muted))
        line.setToolTip(0, plain_tool_tip(_hint(finding, part)))
        item.addChild(line)
    return item


def _hint(finding: FindingRow, part: str) -> str:
    hints = {_PLACE: "Go to this place in the message", _SECTION: f"Open {finding.section} in the browser"}
    return hints.get(part, "")


def place_text(pointer: str) -> str:
    """Say a place in words: a JSON pointer as it is, and what is none as the header it names."""
    if pointer.startswith("/"):
        return pointer
    return "the status" if pointer == ":status" else f"the header {pointer}"


def _section_text(section: str) -> str:
    return section.removeprefix("https://").removeprefix("modelcontextprotocol.io/specification/")


def can_be_opened(address: str) -> bool:
    """Tell whether an address is one of those our rules give; no other is opened, whoever wrote the capture."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc in _KNOWN_HOSTS


def finding_text(finding: FindingRow) -> str:
    """Give a finding as text to copy."""
    place = f"\nat {place_text(finding.pointer)}" if finding.pointer else ""
    return f"{finding.severity}  {finding.rule}\n{finding.message}{place}\n{finding.section}"
