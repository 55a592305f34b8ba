"""One HTTP exchange: the two heads as tables or exactly as they were, and where the time went."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.traffic.crossing import HttpCrossing
from inspector.traffic.http_head import Head, read_head_text
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.widgets.timing_bar import TimingBar, steps_of

_MOST: Final = 500
_LONGEST: Final = 200_000


class HttpView(QWidget):
    """Shows an exchange; `mask` takes secrets out of a head before it is shown, and gives UTF-8."""

    def __init__(self, mask: Callable[[bytes], bytes], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mask = mask
        self.summary = plain_label("", self)
        self._pages = QStackedWidget(self)
        self.exact = QCheckBox("Exact text", self)
        self.exact.setToolTip("Show both heads as they crossed the wire")
        self.exact.toggled.connect(self._show_exactly)
        self.timing = TimingBar(self)
        self.headers = _HeaderTable(self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFont(monospaced_font())
        self.text.setAccessibleName("HTTP heads as they crossed")
        self._pages.addWidget(self.headers)
        self._pages.addWidget(self.text)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 0)
        top.addWidget(self.summary, 1)
        top.addWidget(self.exact)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.timing)
        layout.addWidget(self._pages, 1)

    def show_crossing(self, crossing: HttpCrossing | None, *, secrets: bool) -> None:
        """Show an exchange, with its secrets if they are wanted."""
        if crossing is None:
            self.summary.setText("The head of this request is not in the capture.")
            self.timing.show_steps([])
            self.headers.clear()
            self.text.clear()
            return
        request, response = (
            head.decode("latin-1") if secrets else self._mask(head).decode("utf-8", errors="replace")
            for head in (crossing.request_head, crossing.response_head)
        )
        heads = [("Request", read_head_text(request)), ("Response", read_head_text(response))]
        self.summary.setText(_summary(heads[0][1], heads[1][1], crossing))
        self.timing.show_steps(steps_of(crossing))
        self.headers.show_heads(heads if crossing.response is not None else heads[:1])
        self.text.setPlainText(visible_text((request + response).replace("\r\n", "\n"), _LONGEST))

    def _show_exactly(self, on: bool) -> None:
        self._pages.setCurrentWidget(self.text if on else self.headers)

    def show_header(self, name: str) -> None:
        """Select a header of the response."""
        self.exact.setChecked(False)
        self.headers.select(name)


def _summary(request: Head, response: Head, crossing: HttpCrossing) -> str:
    line = " ".join(request.first.split(" ")[:2])
    answer = response.first.partition(" ")[2] if crossing.response is not None else "no answer"
    reused = " · the connection was used before" if crossing.timing.reused else ""
    return visible_text(f"{line} → {answer}{reused}", 400, one_line=True)


class _HeaderTable(QTreeWidget):
    """Names and values of the two heads. Copy gives the selected lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setFont(monospaced_font())
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setAccessibleName("Headers")
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, column in (("Copy Headers", None), ("Copy Value", 1), ("Copy Name", 0)):
            action = QAction(text, self)
            action.triggered.connect(lambda _checked=False, column=column: self.copy(column))
            self.addAction(action)

    def show_heads(self, heads: list[tuple[str, Head]]) -> None:
        self.clear()
        colours = colours_for(self.palette())
        for title, head in heads:
            top = QTreeWidgetItem([title, visible_text(head.first, 2_000, one_line=True)])
            top.setForeground(0, QColor(colours.muted))
            self.addTopLevelItem(top)
            for name, value in head.headers[:_MOST]:
                line = QTreeWidgetItem(
                    [visible_text(name, 200, one_line=True), visible_text(value, 4_000, one_line=True)]
                )
                line.setForeground(0, QColor(colours.accent))
                line.setToolTip(1, plain_tool_tip(value))
                top.addChild(line)
            top.setExpanded(True)

    def select(self, name: str) -> None:
        top = self.topLevelItem(self.topLevelItemCount() - 1)
        children = [top.child(row) for row in range(top.childCount())] if top is not None else []
        found = next((item for item in children if item and item.text(0).lower() == name.lower()), top)
        if found is not None:
            self.setCurrentItem(found)
            self.scrollToItem(found)

    def copy(self, column: int | None = None) -> None:
        """Copy the selected lines, or one column of them."""
        items = self.selectedItems()
        lines = [item.text(column) if column is not None else f"{item.text(0)}: {item.text(1)}" for item in items]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
