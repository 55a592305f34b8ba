"""The window: where things stand, and which of them hears which."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.servers.definition import ServerDefinition
from inspector.traffic.capture import CaptureError
from inspector.traffic.filters.syntax import Filter, Flag, Or
from inspector.ui.actions import COMMANDS, Actions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.capture_window import CaptureWindow
from inspector.ui.dialogs.connect.dialog import ConnectDialog
from inspector.ui.dialogs.export import ExportDialog
from inspector.ui.dialogs.unexpected_error import diagnostics
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.log_level_menu import LogLevelMenu
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.panels.prompts import PromptsPanel
from inspector.ui.panels.questions import QuestionsPanel
from inspector.ui.panels.raw import RawPanel
from inspector.ui.panels.resources import ResourcesPanel
from inspector.ui.panels.servers import ServersPanel
from inspector.ui.panels.tools import ToolsPanel
from inspector.ui.server_strip import ServerStrip
from inspector.ui.settings import Settings
from inspector.ui.theme import CHOICES, Theme
from inspector.ui.widgets.command_palette import CommandPalette
from inspector.ui.widgets.session_header import SessionHeader

_SIZE: Final = (1440, 900)
_LOG_HEIGHT: Final = 228
_SERVERS_WIDTH: Final = 236
_LANDMARKS: Final[Mapping[str, Filter]] = MappingProxyType(
    {"error": Or((Flag("error"), Flag("failure"))), "finding": Flag("finding")}
)
_TABS: Final = ("Tools", "Resources", "Prompts", "Questions", "Raw")


class MainWindow(QMainWindow):
    """Arranges the panels and connects them. `closing` asks the program to end what runs."""

    closing = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, settings: Settings, tasks: Tasks) -> None:
        super().__init__()
        self.setWindowTitle("MCP Loupe")
        self._workspace = workspace
        self._theme = theme
        self._settings = settings
        self._tasks = tasks
        self._filters = FilterBook(settings, self)
        self._may_close = False
        self.server: SessionHandle | None = None
        self.actions_by_id = Actions(self)
        self.header = SessionHeader(self)
        self.strip = ServerStrip(self.actions_by_id, self)
        self.servers = ServersPanel(workspace, self.actions_by_id, self)
        self.messages = MessagesPanel(workspace.path, self._filters, self)
        self.tools = ToolsPanel(tasks, self)
        self.resources = ResourcesPanel(tasks, self)
        self.prompts = PromptsPanel(tasks, self)
        self.questions = QuestionsPanel(workspace.questions, self)
        self.raw = RawPanel(tasks, self)
        self._panels = (self.tools, self.resources, self.prompts, self.questions, self.raw)
        self._log_levels = LogLevelMenu(tasks, self)
        self.tabs = QTabWidget(self)
        self._servers_dock = self._dock("Servers", self.servers, Qt.DockWidgetArea.LeftDockWidgetArea)
        self._messages_dock = self._dock("Messages", self.messages, Qt.DockWidgetArea.BottomDockWidgetArea)
        self._arrange()
        self._connect()
        self._start_state = self.saveState()
        self._restore()
        self._show_server(workspace.servers[0] if workspace.servers else None)

    # -- arranging ----------------------------------------------------------------------------------------------

    def _dock(self, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(title)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _arrange(self) -> None:
        self.tabs.setDocumentMode(True)
        for title, panel in zip(_TABS, self._panels, strict=True):
            self.tabs.addTab(panel, title)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.strip)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(centre)
        for name in ("File", "Server", "View", "Help"):
            menu = self.menuBar().addMenu(name)
            menu.addActions(list(self.actions_by_id.of_menu(name)))
            if name == "Server":
                menu.addMenu(self._log_levels)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.resize(*_SIZE)
        self.resizeDocks([self._servers_dock], [_SERVERS_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([self._messages_dock], [_LOG_HEIGHT], Qt.Orientation.Vertical)

    def _connect(self) -> None:
        do = self.actions_by_id.on
        self.servers.selected.connect(self._show_server)
        self.header.connect_wanted.connect(self.ask_for_server)
        self.header.palette_wanted.connect(self.open_palette)
        counted: tuple[SignalInstance, ...] = (
            self.tools.count_changed,
            self.resources.count_changed,
            self.prompts.count_changed,
            self.questions.count_changed,
        )
        for number, count_changed in enumerate(counted):
            count_changed.connect(partial(self._tell_count, number))
        for number, title in enumerate(_TABS):
            do(f"view.{title.lower()}", partial(self.tabs.setCurrentIndex, number))
        for panel in (self.tools, self.resources, self.prompts, self.raw):
            panel.record_requested.connect(self.show_record)
        self.messages.resend_wanted.connect(self._edit_and_resend)
        self._theme.changed.connect(self._show_state)
        self._workspace.committed.connect(self.messages.grow)
        self._log_levels.said.connect(lambda sentence: self.statusBar().showMessage(sentence, 10_000))
        self._workspace.recording_stopped.connect(self.statusBar().showMessage)
        self._workspace.questions.asked.connect(lambda _question: self._call_attention())
        self._connect_commands()

    def _connect_commands(self) -> None:
        do = self.actions_by_id.on
        do("file.connect", self.ask_for_server)
        do("file.open", self.ask_for_capture)
        do("file.export", self.export_messages)
        do("file.quit", self.close)
        do("server.connect", self.open_server)
        do("server.disconnect", self.close_server)
        do("server.reconnect", self.open_server)
        do("server.refresh", lambda: self.server and self._tasks.start(self.server.refresh()))
        do("server.edit", self.edit_server)
        do("server.copy", self._copy_target)
        do("server.remove", lambda: self.server and self._tasks.start(self._workspace.remove(self.server)))
        do("view.search", self._focus_search)
        do("view.filter", self._focus_filter)
        for way in ("next", "previous"):
            for name, what in _LANDMARKS.items():
                do(f"messages.{way}-{name}", partial(self._go_to, way, name, what))
        do("view.reset", self._reset_layout)
        do("help.palette", self.open_palette)
        do("help.shortcuts", self._show_shortcuts)
        do("help.diagnostics", lambda: QGuiApplication.clipboard().setText(diagnostics()))
        do("help.about", self._show_about)
        for ident, dock in (("view.servers", self._servers_dock), ("view.messages", self._messages_dock)):
            self.actions_by_id[ident].toggled.connect(dock.setVisible)
            dock.visibilityChanged.connect(self._show_toggles)
        for choice in CHOICES:
            do(f"theme.{choice}", partial(self._choose_theme, choice))

    # -- servers ------------------------------------------------------------------------------------------------

    def _show_server(self, server: SessionHandle | None) -> None:
        if self.server is not None:
            self.server.state_changed.disconnect(self._show_state)
        self.server = server
        if server is not None:
            server.state_changed.connect(self._show_state)
        for panel in (self.tools, self.resources, self.prompts, self.raw):
            panel.set_server(server)
        self._show_state()

    def _show_state(self) -> None:
        server = self.server
        self.header.show_server(server)
        self.strip.show_server(server)
        conditions = set() if server is None else {"server", "open" if server.is_open else "closed"}
        self.actions_by_id.enable(conditions)
        self._log_levels.show_server(server)
        name = f"{server.definition.name} — " if server is not None else ""
        self.setWindowTitle(f"{name}MCP Loupe")

    def _copy_target(self) -> None:
        if self.server is not None:
            QGuiApplication.clipboard().setText(self.server.definition.target)

    def ask_for_server(self) -> None:
        """Ask which server to connect to."""
        dialog = ConnectDialog(self)
        dialog.chosen.connect(self.add_and_open)
        dialog.open()

    def add_and_open(self, definition: ServerDefinition) -> SessionHandle:
        """Add a server the user named, and connect to it."""
        server = self._workspace.add(definition)
        self.servers.select(server)
        self._tasks.start(server.open())
        return server

    def edit_server(self) -> None:
        """Ask for other settings of the selected server, and connect with them."""
        server = self.server
        if server is None:
            return

        def take(definition: ServerDefinition) -> None:
            server.definition = definition
            self._tasks.start(server.open())

        dialog = ConnectDialog(self, server.definition)
        dialog.chosen.connect(take)
        dialog.open()

    def open_server(self) -> None:
        """Connect to the selected server; what was open is closed first."""
        if self.server is not None:
            self._tasks.start(self.server.open())

    def close_server(self) -> None:
        """Disconnect the selected server."""
        if self.server is not None:
            self._tasks.start(self.server.close())

    def ask_for_capture(self) -> None:
        """Ask which capture to open, in a window of its own."""
        kinds = "Captures (*.mcpcap);;All files (*)"
        dialog = QFileDialog(self, "Open Capture", str(self._workspace.path.parent), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.open_captures(map(Path, paths)))
        dialog.open()

    def open_captures(self, paths: Iterable[Path]) -> None:
        """Open captures, each in a window of its own."""
        for path in paths:
            self.open_capture(path)

    def open_capture(self, path: Path) -> None:
        """Open a capture beside the log of this run; says so if it cannot be opened."""
        try:
            window = CaptureWindow(path, self._filters, self._tasks, self)
        except CaptureError as error:
            box = QMessageBox(QMessageBox.Icon.Warning, "Open Capture", str(error), parent=self)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.open()
            return
        window.resend_wanted.connect(self._edit_and_resend)
        window.show()

    def _go_to(self, way: str, name: str, what: Filter) -> None:
        """Go to the next or the previous landmark of the log."""
        self._messages_dock.show()
        if not self.messages.go_to_next(what, backwards=way == "previous"):
            where = "below" if way == "next" else "above"
            self.statusBar().showMessage(f"There is no {name} {where} the selected record.", 5_000)

    def _edit_and_resend(self, raw: bytes, headers: str) -> None:
        """Take a message that was sent to where any bytes can be sent."""
        self.raw.start_from(raw, headers)
        self.tabs.setCurrentWidget(self.raw)

    def export_messages(self) -> None:
        """Ask what of the log is to be saved."""
        dialog = ExportDialog(self.messages.export_choice(), self._tasks, self)
        dialog.saved.connect(lambda path: self.statusBar().showMessage(f'Saved as "{path}".', 10_000))
        dialog.open()

    # -- showing ------------------------------------------------------------------------------------------------

    def show_record(self, seq: int) -> None:
        """Select a record in the log, which is brought into view if it was hidden."""
        self._messages_dock.show()
        self.messages.show_record(seq)

    def _tell_count(self, tab: int, count: int) -> None:
        self.tabs.setTabText(tab, f"{_TABS[tab]} {count}" if count else _TABS[tab])

    def _call_attention(self) -> None:
        """Call the user to the questions without stealing the focus."""
        self.statusBar().showMessage("A server asks something: see Questions (Ctrl+4).", 10_000)
        QApplication.alert(self)

    def _focus_search(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, (ToolsPanel, ResourcesPanel, PromptsPanel)):
            panel.list.search.setFocus()
            panel.list.search.selectAll()

    def _focus_filter(self) -> None:
        self._messages_dock.show()
        self.messages.focus_filter()

    def open_palette(self) -> None:
        """Open the list of all commands."""
        CommandPalette([self.actions_by_id[command.id] for command in COMMANDS], self).show()

    def _show_toggles(self) -> None:
        for ident, dock in (("view.servers", self._servers_dock), ("view.messages", self._messages_dock)):
            self.actions_by_id[ident].blockSignals(True)
            self.actions_by_id[ident].setChecked(dock.isVisible())
            self.actions_by_id[ident].blockSignals(False)
        for choice in CHOICES:
            self.actions_by_id[f"theme.{choice}"].setChecked(choice == self._theme.choice)

    def _choose_theme(self, choice: str) -> None:
        self._theme.choose(choice)
        self._settings.keep("theme", choice)
        self._show_toggles()

    def _show_shortcuts(self) -> None:
        lines = [f"{command.text}\t{command.keys}" for command in COMMANDS if command.keys]
        lines += ["Call the tool, get the prompt\tCtrl+Return", "From request to reply and back\tCtrl+J"]
        self._tell("Keyboard Shortcuts", "\n".join(lines))

    def _show_about(self) -> None:
        self._tell(
            "About MCP Loupe", f"An inspector and playground for Model Context Protocol servers.\n\n{diagnostics()}"
        )

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Close, self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # -- keeping and closing ------------------------------------------------------------------------------------

    def _kept(self) -> dict[str, ToolsPanel | ResourcesPanel | PromptsPanel | MessagesPanel]:
        return {"tools": self.tools, "resources": self.resources, "prompts": self.prompts, "messages": self.messages}

    def _restore(self) -> None:
        geometry, state = self._settings.state("window/geometry"), self._settings.state("window/state")
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if state:
            self.restoreState(QByteArray(state))
        for name, panel in self._kept().items():
            kept = self._settings.state(f"panels/{name}")
            if kept:
                panel.restore_state(kept)
        self._show_toggles()

    def keep_layout(self) -> None:
        """Remember sizes and places."""
        self._settings.keep("window/geometry", bytes(self.saveGeometry().data()))
        self._settings.keep("window/state", bytes(self.saveState().data()))
        for name, panel in self._kept().items():
            self._settings.keep(f"panels/{name}", panel.save_state())
        self._settings.save()

    def _reset_layout(self) -> None:
        self._settings.forget("window")
        self._settings.forget("panels")
        self.restoreState(self._start_state)
        self.resizeDocks([self._servers_dock], [_SERVERS_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([self._messages_dock], [_LOG_HEIGHT], Qt.Orientation.Vertical)

    def let_close(self) -> None:
        """Close for good: everything that ran has ended."""
        self._may_close = True
        self.messages.close_capture()
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.keep_layout()
        self.statusBar().showMessage("Closing the sessions…")
        self.setEnabled(False)
        QTimer.singleShot(0, self.closing.emit)
