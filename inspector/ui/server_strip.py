"""What the strip above the panels says of the selected server."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from inspector.servers.definition import NetworkSettings, StdioSettings
from inspector.sessions.state import Phase, SessionState
from inspector.ui.actions import Actions
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.theme import colours_for
from inspector.ui.widgets.message_strip import Button, MessageStrip
from inspector.ui.words import is_under_way, say_failure, say_progress, say_state


class ServerStrip(MessageStrip):
    """Says in a sentence what is the case when the server is not simply connected, and what can be done."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._server: SessionHandle | None = None
        self._since = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(lambda: self.show_server(self._server))

    def show_server(self, server: SessionHandle | None) -> None:
        """Show how a server stands."""
        state = server.state if server is not None else None
        self._keep_time(server, state)
        self._server = server
        colours = colours_for(self.palette())
        said = say_state(state, colours)
        if server is None:
            connect = self._button("Connect…", "file.connect")
            self.say(
                "plug",
                colours.muted,
                "No server is selected.",
                help_text="Connect to one by URL or command.",
                buttons=(connect,),
            )
        elif state is None:
            self._offer(server)
        elif is_under_way(state):
            seconds = int(time.monotonic() - self._since)
            sentence = f"{say_progress(state, server.definition)} {f'{seconds} s' if seconds else ''}".rstrip()
            self.say(
                said.icon, said.colour, sentence, buttons=(self._button("Cancel", "server.disconnect", always=True),)
            )
        elif state.phase is Phase.FAILED:
            sentence, helps, detail = say_failure(state)
            buttons = (self._button("Reconnect", "server.reconnect"), self._button("Edit…", "server.edit"))
            self.say(said.icon, said.colour, sentence, help_text=helps, detail=detail, buttons=buttons)
        elif state.phase is Phase.CLOSED:
            reconnect = self._button("Reconnect", "server.reconnect")
            self.say(
                said.icon, said.colour, "The session is closed. What it showed is still here.", buttons=(reconnect,)
            )
        else:
            self.hide()

    def _offer(self, server: SessionHandle) -> None:
        """Show in full what would be started or reached, before it is."""
        starts = isinstance(server.definition.settings, StdioSettings)
        verb = "Connect starts this command" if starts else "Connect sends requests to"
        buttons = (self._button("Connect", "server.connect"), self._button("Edit…", "server.edit"))
        colour = colours_for(self.palette()).muted
        self.say(
            "terminal" if starts else "globe",
            colour,
            f"{verb}:  {server.definition.target}",
            help_text=_extras(server),
            buttons=buttons,
        )

    def _button(self, text: str, action: str, *, always: bool = False) -> Button:
        def press() -> None:
            if always:
                self._actions[action].setEnabled(True)
            self._actions.trigger(action)

        return text, press

    def _keep_time(self, server: SessionHandle | None, state: SessionState | None) -> None:
        if not is_under_way(state):
            self._clock.stop()
        elif not self._clock.isActive() or server is not self._server:
            self._since = time.monotonic()
            self._clock.start()


def _extras(server: SessionHandle) -> str:
    """Say what goes with the command or the address; values may be secrets and are not shown."""
    settings = server.definition.settings
    if isinstance(settings, StdioSettings):
        folder = f"in the folder {settings.cwd}" if settings.cwd else ""
        variables = f"with {', '.join(settings.env)} in its environment" if settings.env else ""
        return " ".join(filter(None, (folder, variables)))
    headers = settings.headers if isinstance(settings, NetworkSettings) else ()
    return f"with the headers {', '.join(name for name, _ in headers)}" if headers else ""
