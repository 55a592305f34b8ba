"""Every command as data: menus, the palette, the list of shortcuts and the tests are made from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One command: where it stands, what it is called, its keys, and when it can be used.

    `needs` is a condition's name: `""` always, `server` a selected one, `open`, `closed` that one's state.
    """

    id: str
    menu: str
    text: str
    keys: str = ""
    needs: str = ""
    checkable: bool = False


COMMANDS: Final = (
    Command("file.connect", "File", "Connect…", "Ctrl+N"),
    Command("file.open", "File", "Open Capture…", "Ctrl+O"),
    Command("file.merge", "File", "Merge Captures…"),
    Command("file.export", "File", "Export Messages…", "Ctrl+Shift+E"),
    Command("file.preferences", "File", "Preferences…", "Ctrl+,"),
    Command("file.quit", "File", "Quit", "Ctrl+Q"),
    Command("server.connect", "Server", "Connect", "Ctrl+Shift+C", "closed"),
    Command("server.disconnect", "Server", "Disconnect", "Ctrl+Shift+D", "open"),
    Command("server.reconnect", "Server", "Reconnect", "Ctrl+R", "server"),
    Command("server.refresh", "Server", "Refresh Lists", "F5", "open"),
    Command("server.edit", "Server", "Edit…", "Ctrl+E", "server"),
    Command("server.roots", "Server", "Roots…", "Ctrl+Shift+R", "server"),
    Command("server.copy", "Server", "Copy Command Line or URL", "", "server"),
    Command("server.remove", "Server", "Remove", "Ctrl+Shift+Backspace", "server"),
    Command("view.tools", "View", "Tools", "Ctrl+1"),
    Command("view.resources", "View", "Resources", "Ctrl+2"),
    Command("view.prompts", "View", "Prompts", "Ctrl+3"),
    Command("view.questions", "View", "Questions", "Ctrl+4"),
    Command("view.tasks", "View", "Tasks", "Ctrl+5"),
    Command("view.logs", "View", "Logs", "Ctrl+6"),
    Command("view.raw", "View", "Raw", "Ctrl+7"),
    Command("view.search", "View", "Search List", "Ctrl+F"),
    Command("view.servers", "View", "Servers", "Ctrl+B", checkable=True),
    Command("view.console", "View", "Console", "Ctrl+Shift+K"),
    Command("view.messages", "View", "Messages", "Ctrl+`", checkable=True),
    Command("theme.system", "View", "System Colours", checkable=True),
    Command("theme.light", "View", "Light Colours", checkable=True),
    Command("theme.dark", "View", "Dark Colours", checkable=True),
    Command("view.reset", "View", "Reset Layout"),
    Command("tools.call", "Tools", "Call Tool", "", "open"),
    Command("tools.many", "Tools", "Call Many Times…", "Ctrl+Shift+Return", "open"),
    Command("tools.cancel", "Tools", "Cancel Calls", "Ctrl+.", "open"),
    Command("tools.compare", "Tools", "Compare with the Result Before", "", "server"),
    Command("tools.options", "Tools", "Call Options"),
    Command("tools.save-set", "Tools", "Save Arguments As…", "Ctrl+Shift+S", "server"),
    Command("tools.copy-message", "Tools", "Copy Call as JSON-RPC Message", "", "server"),
    Command("tools.copy-curl", "Tools", "Copy Call as curl", "", "server"),
    Command("tools.copy-python", "Tools", "Copy Call as Python", "", "server"),
    Command("tools.copy-command", "Tools", "Copy Call as mcp-loupe Command", "", "server"),
    Command("view.filter", "Messages", "Filter Messages", "Ctrl+Shift+F"),
    Command("messages.find", "Messages", "Find in Messages", "F3"),
    Command("messages.mark", "Messages", "Mark or Take Mark Away", "Ctrl+M"),
    Command("messages.note", "Messages", "Write Note", "Ctrl+Shift+M"),
    Command("messages.partner", "Messages", "Go to Reply or Request", "Ctrl+J"),
    Command("messages.conversation", "Messages", "Follow Conversation", "Ctrl+Shift+J"),
    Command("messages.resend", "Messages", "Edit and Resend…", "Ctrl+Shift+B"),
    Command("messages.next-error", "Messages", "Next Error", "F8"),
    Command("messages.previous-error", "Messages", "Previous Error", "Shift+F8"),
    Command("messages.next-finding", "Messages", "Next Finding", "F7"),
    Command("messages.previous-finding", "Messages", "Previous Finding", "Shift+F7"),
    Command("messages.next-mark", "Messages", "Next Mark", "F9"),
    Command("messages.previous-mark", "Messages", "Previous Mark", "Shift+F9"),
    Command("messages.time-line", "Messages", "Show or Hide Time Line"),
    Command("messages.latencies", "Messages", "Latencies of the Rows Shown"),
    Command("messages.time-start", "Messages", "Time Since the Start"),
    Command("messages.time-clock", "Messages", "Time of Day"),
    Command("messages.time-previous", "Messages", "Time Since the Previous Row"),
    Command("help.palette", "Help", "Find a Command…", "Ctrl+K"),
    Command("help.shortcuts", "Help", "Keyboard Shortcuts", "F1"),
    Command("help.diagnostics", "Help", "Copy Diagnostics"),
    Command("help.about", "Help", "About MCP Loupe"),
)


class Actions:
    """The commands as Qt actions of one window."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(command.text, window)
            action.setShortcut(QKeySequence(command.keys))
            action.setCheckable(command.checkable)
            self._actions[command.id] = action
            window.addAction(action)

    def __getitem__(self, ident: str) -> QAction:
        return self._actions[ident]

    def on(self, ident: str, slot: Callable[[], object]) -> None:
        """Say what a command does."""
        self._actions[ident].triggered.connect(lambda _checked=False: slot())

    def trigger(self, ident: str) -> None:
        """Do a command, if it can be done now."""
        self._actions[ident].trigger()

    def enable(self, conditions: set[str]) -> None:
        """Enable what can be used under these conditions."""
        for command in COMMANDS:
            self._actions[command.id].setEnabled(not command.needs or command.needs in conditions)

    def of_menu(self, menu: str) -> Iterator[QAction]:
        """Give the actions of a menu, in order."""
        return (self._actions[command.id] for command in COMMANDS if command.menu == menu)
