"""The servers: each with its state, its transport and its revision; why it failed, below."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.sessions.state import Phase
from inspector.ui.actions import Actions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.icons import icon
from inspector.ui.theme import colours_for
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.words import say_failure, say_state, server_title

Index = QModelIndex | QPersistentModelIndex
_LINE = 20
_MENU = ("server.connect", "server.disconnect", "server.reconnect", "server.edit", "server.copy", "server.remove")


class ServersModel(QAbstractListModel):
    """The workspace's servers as rows."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        workspace.server_added.connect(self._added)
        workspace.server_removed.connect(lambda _server: self._reset())
        for server in workspace.servers:
            server.state_changed.connect(self._changed)

    def _added(self, server: SessionHandle) -> None:
        server.state_changed.connect(self._changed)
        self._reset()

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _changed(self) -> None:
        last = self.rowCount() - 1
        if last >= 0:
            self.dataChanged.emit(self.index(0), self.index(last))
            self.layoutChanged.emit()

    def server(self, row: int) -> SessionHandle | None:
        """Give the server in a row."""
        servers = self._workspace.servers
        return servers[row] if 0 <= row < len(servers) else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._workspace.servers)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        server = self.server(index.row())
        if server is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return server
        if role == Qt.ItemDataRole.DisplayRole:
            return visible_text(server.definition.name, 100, one_line=True)
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (server.definition.name, server_title(server.state), server.definition.target, _reason(server))
            return plain_tool_tip("\n".join(filter(None, lines)))
        return None


def _reason(server: SessionHandle) -> str:
    state = server.state
    return say_failure(state)[0] if state is not None and state.phase is Phase.FAILED else ""


class _Delegate(QStyledItemDelegate):
    """Two lines for a server, three for one that failed."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        server = index.data(Qt.ItemDataRole.UserRole)
        lines = 3 if isinstance(server, SessionHandle) and _reason(server) else 2
        return QSize(160, lines * _LINE + 4)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        server = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(server, SessionHandle):
            return
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        colours = colours_for(option.palette)
        said = say_state(server.state, colours)
        painter.save()
        box = option.rect.adjusted(8, 2, -8, -2)
        icon(said.icon, said.colour).paint(painter, QRect(box.left(), box.top() + 3, 14, 14))
        box.setLeft(box.left() + 22)
        revision = server.state.revision if server.state is not None else None
        about = " · ".join(filter(None, (said.word, revision, server.definition.transport)))
        lines = ((server.definition.name, colours.text), (about, said.colour), (_reason(server), colours.muted))
        for number, (text, colour) in enumerate(lines):
            line = QRect(box.left(), box.top() + number * _LINE, box.width(), _LINE)
            shown = visible_text(text, 300, one_line=True)
            elided = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, line.width())
            painter.setPen(QColor(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()


class ServersPanel(QWidget):
    """Lists the servers and tells which one is selected."""

    selected = Signal(object)  # SessionHandle or None

    def __init__(self, workspace: Workspace, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._selected: SessionHandle | None = None
        self.setMinimumWidth(160)
        self._empty = QLabel(
            "No servers yet. Press Connect…, or start the program with a URL or a command after --.", self
        )
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(8, 8, 8, 8)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.model = ServersModel(workspace, self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setAccessibleName("servers")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.list.activated.connect(lambda _index: self._actions.trigger("server.connect"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        self.model.modelReset.connect(self._after_reset)
        self._after_reset()

    def select(self, server: SessionHandle) -> None:
        """Select a server."""
        for row in range(self.model.rowCount()):
            if self.model.server(row) is server:
                self.list.setCurrentIndex(self.model.index(row))

    def select_named(self, name: str) -> None:
        """Select the server of a name, if there is one; the selected one stays if it has that name."""
        servers = map(self.model.server, range(self.model.rowCount()))
        named = [server for server in servers if server is not None and server.definition.name == name]
        if named and self.model.server(self.list.currentIndex().row()) not in named:
            self.select(named[0])

    def _after_reset(self) -> None:
        rows = self.model.rowCount()
        self._empty.setVisible(rows == 0)
        self.list.setVisible(rows > 0)
        kept = [row for row in range(rows) if self.model.server(row) is self._selected]
        self.list.setCurrentIndex(self.model.index(kept[0] if kept else 0))
        self._tell()

    def _tell(self) -> None:
        index = self.list.currentIndex()
        server = self.model.server(index.row()) if index.isValid() else None
        if server is not self._selected:
            self._selected = server
            self.selected.emit(server)

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for ident in _MENU:
            menu.addAction(self._actions[ident])
        menu.popup(self.list.viewport().mapToGlobal(at))
