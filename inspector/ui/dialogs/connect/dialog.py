"""The dialog: one line for URL or command, the pages below it, and a sentence that says what will happen."""

import shlex
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from inspector.servers.addresses import AddressError, is_address, settings_for
from inspector.servers.definition import HttpSettings, ServerDefinition, Settings, SseSettings, StdioSettings
from inspector.ui.dialogs.connect.page import NotADefinition, Page
from inspector.ui.dialogs.connect.pages import ClientPage, SecurityPage, TargetPage, WirePage
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel


class ConnectDialog(QDialog):
    """Asks for a URL or a command, and what goes with it. `chosen` carries the definition."""

    chosen = Signal(object)  # ServerDefinition

    def __init__(self, parent: QWidget | None = None, before: ServerDefinition | None = None) -> None:
        super().__init__(parent)
        self._before = before
        self._is_wrong = False
        self.target = QLineEdit(self)
        self.target_page = TargetPage(self)
        self.wire = WirePage(self)
        self.security = SecurityPage(self)
        self.client = ClientPage(self)
        self.pages: tuple[Page, ...] = (self.target_page, self.wire, self.security, self.client)
        self.tabs = QTabWidget(self)
        self.sentence = TintedLabel(lambda colours: colours.error if self._is_wrong else colours.muted, self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = self.buttons.addButton("Connect", QDialogButtonBox.ButtonRole.AcceptRole)
        self._build()
        if before is not None:
            self.target.setText(before.target)
            for page in self.pages:
                page.fill(before)
        self._say()

    def _build(self) -> None:
        self.setWindowTitle("Connect to a Server" if self._before is None else "Edit Server")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.target.setPlaceholderText("https://host/mcp   or   npx -y @modelcontextprotocol/server-everything stdio")
        self.target.setFont(monospaced_font())
        self.target.setAccessibleName("URL or command")
        self.target.textChanged.connect(self._say)
        self.tabs.setDocumentMode(True)
        for page in self.pages:
            self.tabs.addTab(page, page.title)
            page.changed.connect(self._say)
        layout = QVBoxLayout(self)
        layout.addWidget(self.target)
        layout.addWidget(self.tabs)
        layout.addWidget(self.sentence)
        layout.addWidget(self.buttons)
        self.resize(680, 0)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.close)

    def definition(self) -> ServerDefinition:
        """Give what was typed; raises `NotADefinition`."""
        settings = self._settings()
        base = self._before or ServerDefinition("", settings)
        found = replace(base, settings=settings)
        for page in self.pages:
            found = page.applied(found)
        return found

    def _settings(self) -> Settings:
        """Read URL or command; what the pages cannot show of the settings before is kept."""
        text = self.target.text().strip()
        if not text:
            raise NotADefinition("Type the URL of a server, or the command that starts one.")
        try:
            settings = settings_for(text) if is_address(text) else _command(text)
        except AddressError as error:
            raise NotADefinition(str(error)) from error
        before = self._before.settings if self._before is not None else None
        if isinstance(before, SseSettings) and isinstance(settings, HttpSettings):
            return settings
        if before is not None and type(before) is type(settings) and before.target == settings.target:
            return before
        return settings

    def _say(self) -> None:
        """Say what will happen, or why nothing can, and show what goes with it."""
        try:
            settings: Settings | None = self._settings()
        except NotADefinition:
            settings = None
        for page in self.pages:
            self.tabs.setTabVisible(self.tabs.indexOf(page), page.suit(settings))
        try:
            said, wrong = _what_happens(self.definition()), False
        except NotADefinition as error:
            said, wrong = str(error), bool(self.target.text())
        self._is_wrong = wrong
        self.sentence.setText(visible_text(said, 600))
        self.sentence.take_colour()
        self.ok.setEnabled(settings is not None and not wrong)

    def _accept(self) -> None:
        self.chosen.emit(self.definition())
        self.close()


def _command(text: str) -> StdioSettings:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise NotADefinition(f"The command cannot be taken apart: {error}. Check its quotation marks.") from error
    if not words or not words[0]:
        raise NotADefinition("The command is empty. Type the program that is to be started.")
    return StdioSettings(words[0], tuple(words[1:]))


def _what_happens(definition: ServerDefinition) -> str:
    if isinstance(definition.settings, StdioSettings):
        return f"Starts the process  {definition.target}"
    return f"Connects over {definition.transport} to  {definition.target}"
