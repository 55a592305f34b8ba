"""The question "which server?"."""

import shlex
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from inspector.protocol.revisions import ERA_CHOICES
from inspector.servers.addresses import AddressError, is_address, settings_for
from inspector.servers.definition import NetworkSettings, ServerDefinition, Settings, StdioSettings
from inspector.ui.theme import colours_for, monospaced_font


class NotADefinition(ValueError):
    """What was typed names no server; the text says why."""


class ConnectDialog(QDialog):
    """Asks for a URL or a command, and what goes with it. `chosen` carries the definition."""

    chosen = Signal(object)  # ServerDefinition

    def __init__(self, parent: QWidget | None = None, before: ServerDefinition | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connect to a Server" if before is None else "Edit Server")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._before = before
        self.target = QLineEdit(self)
        self.target.setPlaceholderText("https://host/mcp   or   npx -y @modelcontextprotocol/server-everything stdio")
        self.target.setFont(monospaced_font())
        self.name = QLineEdit(self)
        self.era = QComboBox(self)
        self.era.addItems(ERA_CHOICES)
        self.era.setToolTip(
            "auto asks the server; the others are for seeing what it does when spoken to in one way only"
        )
        self.headers = _lines("Authorization: Bearer …", self)
        self.env = _lines("NAME=value", self)
        self.cwd = QLineEdit(self)
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = self.buttons.addButton("Connect", QDialogButtonBox.ButtonRole.AcceptRole)
        self._build()
        if before is not None:
            self._fill(before)
        self._say()

    def _build(self) -> None:
        self._form = QFormLayout()
        self._form.setVerticalSpacing(6)
        rows = (
            ("URL or command", self.target),
            ("Name", self.name),
            ("Revision", self.era),
            ("Headers", self.headers),
            ("Environment", self.env),
            ("Folder", self.cwd),
        )
        for label, widget in rows:
            self._form.addRow(label, widget)
            widget.setAccessibleName(label)
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self.sentence)
        layout.addWidget(self.buttons)
        self.resize(640, 0)
        self.target.textChanged.connect(self._say)
        for box in (self.headers, self.env):
            box.textChanged.connect(self._say)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.close)

    def _fill(self, before: ServerDefinition) -> None:
        settings = before.settings
        self.target.setText(before.target)
        self.name.setText(before.name)
        self.era.setCurrentText(before.era)
        if isinstance(settings, StdioSettings):
            self.env.setPlainText("\n".join(f"{name}={value}" for name, value in settings.env.items()))
            self.cwd.setText(settings.cwd or "")
        elif isinstance(settings, NetworkSettings):
            self.headers.setPlainText("\n".join(f"{name}: {value}" for name, value in settings.headers))

    def definition(self) -> ServerDefinition:
        """Give what was typed; raises `NotADefinition`."""
        text = self.target.text().strip()
        if not text:
            raise NotADefinition("Type the URL of a server, or the command that starts one.")
        settings = self._address(text) if is_address(text) else self._stdio(text)
        name = self.name.text().strip() or _name_of(settings)
        if self._before is not None:
            return replace(self._before, name=name, settings=settings, era=self.era.currentText())
        return ServerDefinition(name, settings, era=self.era.currentText())

    def _address(self, text: str) -> Settings:
        headers = []
        for line in filter(None, map(str.strip, self.headers.toPlainText().splitlines())):
            name, colon, value = line.partition(":")
            if not colon:
                raise NotADefinition('A header has no colon. Write each as "Name: value" on a line of its own.')
            headers.append((name.strip(), value.strip()))
        try:
            return settings_for(text, headers)
        except AddressError as error:
            raise NotADefinition(str(error)) from error

    def _stdio(self, text: str) -> StdioSettings:
        try:
            words = shlex.split(text)
        except ValueError as error:
            raise NotADefinition(f"The command cannot be taken apart: {error}. Check its quotation marks.") from error
        env = {}
        for line in filter(None, map(str.strip, self.env.toPlainText().splitlines())):
            name, equals, value = line.partition("=")
            if not equals or not name:
                raise NotADefinition('A variable has no "=". Write each as NAME=value on a line of its own.')
            env[name] = value
        return StdioSettings(words[0], tuple(words[1:]), env, self.cwd.text().strip() or None)

    def _say(self) -> None:
        """Say what will happen, or why nothing can."""
        is_url = is_address(self.target.text().strip())
        self._form.setRowVisible(self.headers, is_url)
        self._form.setRowVisible(self.env, not is_url)
        self._form.setRowVisible(self.cwd, not is_url)
        colours = colours_for(self.palette())
        try:
            definition = self.definition()
        except NotADefinition as error:
            self.sentence.setText(str(error))
            self.sentence.setStyleSheet(f"color: {colours.muted if not self.target.text() else colours.error}")
            self.ok.setEnabled(False)
            return
        starts = isinstance(definition.settings, StdioSettings)
        verb = "Starts the process" if starts else f"Connects over {definition.transport} to"
        self.sentence.setText(f"{verb}  {definition.target}")
        self.sentence.setStyleSheet(f"color: {colours.muted}")
        self.ok.setEnabled(True)

    def _accept(self) -> None:
        self.chosen.emit(self.definition())
        self.close()


def _lines(hint: str, parent: QWidget) -> QPlainTextEdit:
    box = QPlainTextEdit(parent)
    box.setProperty("field", True)
    box.setFont(monospaced_font())
    box.setPlaceholderText(hint)
    box.setTabChangesFocus(True)
    box.setFixedHeight(56)
    return box


def _name_of(settings: Settings) -> str:
    if isinstance(settings, StdioSettings):
        return settings.command.rpartition("/")[2] or settings.command
    return settings.target.partition("://")[2].partition("/")[0] or settings.target
