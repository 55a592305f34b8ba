"""The window: where things stand, and which of them hears which."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.servers.definition import ServerDefinition
from inspector.sessions.task_memory import TaskFile
from inspector.ui.actions import COMMANDS, Actions
from inspector.ui.argument_sets import ArgumentSets
from inspector.ui.bridge.exchanges import Exchanges
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.bridge.workspace import Workspace
from inspector.ui.capture_files import CaptureFiles
from inspector.ui.dialogs.about import show_about
from inspector.ui.dialogs.connect.dialog import ConnectDialog
from inspector.ui.dialogs.preferences import PreferencesDialog
from inspector.ui.dialogs.roots import RootsDialog
from inspector.ui.dialogs.shortcuts import ShortcutsDialog
from inspector.ui.dialogs.unexpected_error import diagnostics
from inspector.ui.docks import add_dock, title_by_tab
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.log_level_menu import LogLevelMenu
from inspector.ui.old_captures import OldCaptures, RecentCaptures
from inspector.ui.panel_tabs import PanelTabs
from inspector.ui.panels.console import ConsolePanel
from inspector.ui.panels.logs import LogsPanel
from inspector.ui.panels.messages import MessagesPanel
from inspector.ui.panels.prompts import PromptsPanel
from inspector.ui.panels.questions import QuestionsPanel
from inspector.ui.panels.raw import RawPanel
from inspector.ui.panels.resources import ResourcesPanel
from inspector.ui.panels.servers import ServersPanel
from inspector.ui.panels.tasks import TasksPanel
from inspector.ui.panels.tools import ToolsPanel
from inspector.ui.preferences import Preferences
from inspector.ui.questions.answer_book import AnswerBook
from inspector.ui.questions.notice import QuestionNotice
from inspector.ui.server_strip import ServerStrip
from inspector.ui.settings import Settings
from inspector.ui.task_keeper import TaskKeeper
from inspector.ui.theme import CHOICES, Theme
from inspector.ui.widgets.command_palette import CommandPalette
from inspector.ui.widgets.session_header import SessionHeader

_SIZE: Final = (1440, 900)
_LOG_HEIGHT: Final = 250
"""Pixels that show a dozen records, where the window has them."""

_SERVERS_WIDTH: Final = 236


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
        self.server: SessionHandle | None = None
        self._may_close = False
        self._make_panels(workspace, settings, tasks)
        self._arrange()
        self._give_room()
        self._connect()
        self._start_state = self.saveState()
        self._restore()
        self._show_server(workspace.servers[0] if workspace.servers else None)

    def _make_panels(self, workspace: Workspace, settings: Settings, tasks: Tasks) -> None:
        self.preferences = Preferences(settings, self)
        self._filters = FilterBook(settings, self)
        self.actions_by_id = Actions(self)
        self.header = SessionHeader(self)
        self.strip = ServerStrip(self.actions_by_id, self)
        self.servers = ServersPanel(workspace, self.actions_by_id, self)
        self.messages = MessagesPanel(workspace.path, self._filters, self)
        self.console = ConsolePanel(workspace.path, self)
        self.exchanges = Exchanges(workspace.path, self)
        self.argument_sets = ArgumentSets(settings.folder / "arguments")
        self.tools = ToolsPanel(tasks, self.preferences, self.exchanges, self.argument_sets, self)
        self.resources = ResourcesPanel(tasks, self.preferences, self)
        self.prompts = PromptsPanel(tasks, self.argument_sets, self)
        answers = AnswerBook(settings, settings.folder / "answers", parent=self)
        self.questions = QuestionsPanel(workspace.questions, answers, tasks, self)
        self.notice = QuestionNotice(workspace.questions, self)
        self.tasks = TasksPanel(tasks, self)
        self.task_keeper = TaskKeeper(workspace, TaskFile(settings.folder / "tasks.json"), tasks, self)
        self.logs = LogsPanel(workspace.path, tasks, self)
        self.raw = RawPanel(tasks, self)
        self.recent_captures = RecentCaptures(workspace.path, self)
        self.old_captures = OldCaptures(workspace.path, self.preferences, tasks, self)
        self.tabs = PanelTabs(
            (self.tools, self.resources, self.prompts, self.questions, self.tasks, self.logs, self.raw), self
        )
        self.captures = CaptureFiles(workspace.path.parent, self._filters, tasks, self)
        self._log_levels = LogLevelMenu(tasks, self)
        self._servers_dock = add_dock(self, "Servers", self.servers, Qt.DockWidgetArea.LeftDockWidgetArea)
        self._messages_dock = add_dock(self, "Messages", self.messages, Qt.DockWidgetArea.BottomDockWidgetArea)
        self._console_dock = add_dock(self, "Console", self.console, Qt.DockWidgetArea.BottomDockWidgetArea)

    # -- arranging ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.strip)
        column.addWidget(self.tabs, 1)
        self.setCentralWidget(centre)
        for name in ("File", "Server", "View", "Tools", "Messages", "Help"):
            menu = self.menuBar().addMenu(name)
            menu.addActions(list(self.actions_by_id.of_menu(name)))
            if name == "File":
                menu.insertMenu(self.actions_by_id["file.merge"], self.recent_captures)
            if name == "Server":
                menu.addMenu(self._log_levels)
        self.tabs.setCornerWidget(self.notice)
        # at the side, because a row of the log is worth more than the width of a tab
        self.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.West)
        self.tabifyDockWidget(self._messages_dock, self._console_dock)
        for dock in (self._messages_dock, self._console_dock):
            title_by_tab(dock)
        self._messages_dock.raise_()
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.resize(*_SIZE)

    def _give_room(self) -> None:
        self.resizeDocks([self._servers_dock], [_SERVERS_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([self._messages_dock], [_LOG_HEIGHT], Qt.Orientation.Vertical)

    def _connect(self) -> None:
        do = self.actions_by_id.on
        self.servers.selected.connect(self._show_server)
        self.header.connect_wanted.connect(self.ask_for_server)
        self.header.palette_wanted.connect(self.open_palette)
        for panel in self.tabs.panels:
            do(f"view.{panel.title.lower()}", partial(self.tabs.setCurrentWidget, panel))
        self.tabs.record_requested.connect(self.show_record)
        self.tabs.resource_wanted.connect(self.open_resource)
        self.recent_captures.chosen.connect(self.captures.open)
        self.old_captures.said.connect(self._say)
        self.captures.resend_wanted.connect(self._edit_and_resend)
        self.captures.said.connect(self._say)
        self.captures.columns = self.messages.save_state
        self.messages.resend_wanted.connect(self._edit_and_resend)
        self.messages.said.connect(self._say)
        self._theme.changed.connect(self._show_state)
        self._workspace.committed.connect(self.messages.grow)
        self._workspace.committed.connect(self.console.grow)
        self.console.record_requested.connect(self.show_record)
        self.console.said.connect(self._say)
        self._console_dock.visibilityChanged.connect(self.console.see)
        self._workspace.committed.connect(self.exchanges.grow)
        self._workspace.committed.connect(self.logs.grow)
        self._log_levels.said.connect(self._say)
        self._workspace.recording_stopped.connect(self.messages.say_stopped)
        self.notice.clicked.connect(partial(self.tabs.setCurrentWidget, self.questions))
        self.tabs.questions_wanted.connect(partial(self.tabs.setCurrentWidget, self.questions))
        self._connect_commands()

    def _connect_commands(self) -> None:
        do = self.actions_by_id.on
        do("file.connect", self.ask_for_server)
        do("file.open", self.captures.ask)
        do("file.merge", self.captures.ask_for_merge)
        do("file.export", lambda: self.captures.export(self.messages.export_choice()))
        do("file.preferences", lambda: PreferencesDialog(self.preferences, self).open())
        do("file.quit", self.close)
        do("server.connect", self.open_server)
        do("server.disconnect", self.close_server)
        do("server.reconnect", self.open_server)
        do("server.refresh", lambda: self.server and self._tasks.start(self.server.refresh()))
        do("server.edit", self.edit_server)
        do("server.roots", self.edit_roots)
        do("server.copy", self._copy_target)
        do("server.remove", lambda: self.server and self._tasks.start(self._workspace.remove(self.server)))
        do("view.search", self._focus_search)
        do("view.filter", self._focus_filter)
        do("view.console", self._show_console)
        for ident, slot in self.tools.commands().items():
            do(ident, partial(self._in_tools, slot))
        for ident, slot in self.messages.commands().items():
            do(ident, partial(self._in_log, slot))
        do("view.reset", self._reset_layout)
        do("help.palette", self.open_palette)
        do("help.shortcuts", lambda: ShortcutsDialog(self).open())
        do("help.diagnostics", lambda: QGuiApplication.clipboard().setText(diagnostics()))
        do("help.about", partial(show_about, self))
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
        self.tabs.set_server(server)
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
            server.define(definition)
            self._tasks.start(server.open())

        dialog = ConnectDialog(self, server.definition)
        dialog.chosen.connect(take)
        dialog.open()

    def edit_roots(self) -> None:
        """Ask for the places the selected server may work in."""
        server = self.server
        if server is not None:
            dialog = RootsDialog(server, self)
            dialog.chosen.connect(lambda roots: self._tasks.start(server.set_roots(roots)))
            dialog.open()

    def open_server(self) -> None:
        """Connect to the selected server; what was open is closed first."""
        if self.server is not None:
            self._tasks.start(self.server.open())

    def close_server(self) -> None:
        """Disconnect the selected server."""
        if self.server is not None:
            self._tasks.start(self.server.close())

    def _in_tools(self, slot: Callable[[], None]) -> None:
        """Do something with the selected tool, which is brought into view."""
        self.tabs.setCurrentWidget(self.tools)
        slot()

    def _in_log(self, slot: Callable[[], None]) -> None:
        """Do something in the log, which is brought into view if it was hidden."""
        self._show_dock(self._messages_dock)
        slot()

    def _show_dock(self, dock: QDockWidget) -> None:
        """Bring a dock into view, also from behind another."""
        dock.show()
        dock.raise_()

    def _show_console(self) -> None:
        self._show_dock(self._console_dock)
        self.console.table.setFocus()

    def _edit_and_resend(self, raw: bytes, headers: str, name: str) -> None:
        """Take a message to where any bytes can be sent: to the server it belongs to, if there still is one."""
        self.servers.select_named(name)
        self.raw.start_from(raw, headers)
        self.tabs.setCurrentWidget(self.raw)

    # -- showing ------------------------------------------------------------------------------------------------

    def show_record(self, seq: int) -> None:
        """Select a record in the log, which is brought into view if it was hidden."""
        self._show_dock(self._messages_dock)
        self.messages.show_record(seq)

    def open_resource(self, uri: str) -> None:
        """Read a resource of the selected server, from wherever it was pointed to."""
        self.tabs.setCurrentWidget(self.resources)
        self.resources.open_uri(uri)

    def _say(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence, 10_000)

    def _focus_search(self) -> None:
        """Search where the user is: in the log, or the list of the tab."""
        if self.messages.has_focus:
            self.messages.find_text()
        elif self.console.has_focus:
            self.console.find_text()
        else:
            self.tabs.focus_search()

    def _focus_filter(self) -> None:
        self._show_dock(self._messages_dock)
        self.messages.focus_filter()

    def open_palette(self) -> None:
        """Open the list of all commands."""
        CommandPalette([self.actions_by_id[command.id] for command in COMMANDS], self).show()

    def _show_toggles(self) -> None:
        for ident, dock in (("view.servers", self._servers_dock), ("view.messages", self._messages_dock)):
            self.actions_by_id[ident].blockSignals(True)
            self.actions_by_id[ident].setChecked(not dock.isHidden())
            self.actions_by_id[ident].blockSignals(False)
        for choice in CHOICES:
            self.actions_by_id[f"theme.{choice}"].setChecked(choice == self._theme.choice)

    def _choose_theme(self, choice: str) -> None:
        self._theme.choose(choice)
        self._settings.keep("theme", choice)
        self._show_toggles()

    # -- keeping and closing ------------------------------------------------------------------------------------

    def _restore(self) -> None:
        geometry, state = self._settings.state("window/geometry"), self._settings.state("window/state")
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if state:
            self.restoreState(QByteArray(state))
        self.tabs.restore(self._settings)
        columns = self._settings.state("panels/messages")
        if columns:
            self.messages.restore_state(columns)
        self._show_toggles()

    def keep_layout(self) -> None:
        """Remember sizes and places."""
        self._settings.keep("window/geometry", bytes(self.saveGeometry().data()))
        self._settings.keep("window/state", bytes(self.saveState().data()))
        self.tabs.keep(self._settings)
        self._settings.keep("panels/messages", self.messages.save_state())
        self._settings.save()

    def _reset_layout(self) -> None:
        self._settings.forget("window")
        self._settings.forget("panels")
        self.restoreState(self._start_state)
        self._give_room()
        self.messages.table.header.reset_columns()

    def let_close(self) -> None:
        """Close for good: everything that ran has ended."""
        self._may_close = True
        self.messages.close_capture()
        self.console.close_capture()
        self.exchanges.close()
        self.logs.close_capture()
        self.task_keeper.close()
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
