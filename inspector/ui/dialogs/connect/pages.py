"""The pages of the connect dialog."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from inspector.protocol.capabilities import ClientCapability
from inspector.protocol.revisions import ERA_CHOICES
from inspector.servers.definition import (
    ClientSettings,
    HttpSettings,
    NetworkSettings,
    ServerDefinition,
    Settings,
    SseSettings,
    StdioSettings,
    TcpSettings,
    TlsSettings,
    UnixSettings,
    WebSocketSettings,
    older_settings,
)
from inspector.ui.dialogs.connect.page import FileLine, NotADefinition, Page, line, lines, pairs_in, seconds
from inspector.ui.dialogs.roots_editor import RootsEditor

_NETWORK: Final = (NetworkSettings, TcpSettings, UnixSettings)


class WirePage(Page):
    """How the server is spoken to: transport, revision, time limits."""

    title = "Wire"

    _TRANSPORTS: Final = ("Streamable HTTP, else HTTP with SSE", "Streamable HTTP only", "HTTP with SSE only")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = QComboBox(self)
        self.transport.addItems(self._TRANSPORTS)
        self.transport.currentIndexChanged.connect(self.changed)
        self.subprotocol = line("none", self)
        self.subprotocol.setText("mcp")
        self.era = QComboBox(self)
        self.era.addItems(ERA_CHOICES)
        self.era.currentIndexChanged.connect(self.changed)
        self.quiet = seconds(self)
        self.total = seconds(self, none="no limit")
        self.probe = seconds(self)
        self.connecting = seconds(self)
        self.add("Transport", self.transport)
        self.add("Subprotocol", self.subprotocol, "What is offered in the WebSocket handshake; empty offers none")
        self.add("Revision", self.era, "auto asks the server; the others show what it does when spoken to in one way")
        self.add("Wait for answers", self.quiet, "Time without answer or progress after which a request is given up")
        self.add("Wait in all", self.total, "Time after which a request is given up, progress or not")
        self.add("Wait for the probe", self.probe, "Time after which auto tries the handshake too")
        self.add("Wait for the connection", self.connecting)
        self.fill(ServerDefinition("", HttpSettings("")))

    @override
    def fill(self, definition: ServerDefinition) -> None:
        settings = definition.settings
        if isinstance(settings, (HttpSettings, SseSettings)):
            self.transport.setCurrentIndex(2 if isinstance(settings, SseSettings) else 0 if settings.older_too else 1)
        if isinstance(settings, WebSocketSettings):
            self.subprotocol.setText(settings.subprotocol or "")
        if isinstance(settings, _NETWORK):
            self.connecting.setValue(settings.connect_timeout)
        self.era.setCurrentText(definition.era)
        self.quiet.setValue(definition.timeout)
        self.total.setValue(definition.total_timeout or 0)
        self.probe.setValue(definition.probe_timeout)

    @override
    def applied(self, definition: ServerDefinition) -> ServerDefinition:
        return replace(
            definition,
            settings=self._settings(definition.settings),
            era=self.era.currentText(),
            timeout=self.quiet.value(),
            total_timeout=self.total.value() or None,
            probe_timeout=self.probe.value(),
        )

    def _settings(self, settings: Settings) -> Settings:
        if isinstance(settings, _NETWORK):
            settings = replace(settings, connect_timeout=self.connecting.value())
        if isinstance(settings, WebSocketSettings):
            return replace(settings, subprotocol=self.subprotocol.text().strip() or None)
        if isinstance(settings, HttpSettings):
            if self.transport.currentIndex() == self._TRANSPORTS.index("HTTP with SSE only"):
                return older_settings(settings)
            return replace(settings, older_too=self.transport.currentIndex() == 0)
        return settings

    @override
    def suit(self, settings: Settings | None) -> bool:
        self.form.setRowVisible(self.transport, isinstance(settings, (HttpSettings, SseSettings)))
        self.form.setRowVisible(self.subprotocol, isinstance(settings, WebSocketSettings))
        self.form.setRowVisible(self.connecting, isinstance(settings, _NETWORK))
        return True


class SecurityPage(Page):
    """Certificates and the proxy."""

    title = "TLS and Proxy"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verify = QCheckBox("Verify the server's certificate", self)
        self.verify.setChecked(True)
        self.verify.toggled.connect(self.changed)
        self.authority = FileLine("the system's authorities", self)
        self.certificate = FileLine("none", self)
        self.key = FileLine("in the certificate's file", self)
        self.proxy = line("that of the environment", self)
        self.no_proxy = QCheckBox("Go without a proxy", self)
        self.no_proxy.toggled.connect(self.proxy.setDisabled)
        self.no_proxy.toggled.connect(self.changed)
        self.form.addRow("", self.verify)
        self.add("Authority", self.authority, "PEM file with the certificates of a private authority")
        self.add("Client certificate", self.certificate, "PEM file with the certificate this program shows")
        self.add("Client key", self.key, "PEM file with the key that belongs to it")
        self.add("Proxy", self.proxy, "Address like http://host:port")
        self.form.addRow("", self.no_proxy)

    @override
    def fill(self, definition: ServerDefinition) -> None:
        settings = definition.settings
        tls = settings.tls if isinstance(settings, (NetworkSettings, TcpSettings)) else None
        if tls is not None:
            self.verify.setChecked(tls.verify)
            self.authority.line.setText(tls.ca_file or "")
            self.certificate.line.setText(tls.certificate_file or "")
            self.key.line.setText(tls.key_file or "")
        if isinstance(settings, NetworkSettings):
            self.proxy.setText(settings.proxy or "")
            self.no_proxy.setChecked(settings.proxy == "")

    @override
    def applied(self, definition: ServerDefinition) -> ServerDefinition:
        settings = definition.settings
        tls = TlsSettings(self.verify.isChecked(), self.authority.text(), self.certificate.text(), self.key.text())
        if tls.key_file and not tls.certificate_file:
            raise NotADefinition("There is a client key without a certificate. Name the certificate's file too.")
        if isinstance(settings, NetworkSettings):
            proxy = "" if self.no_proxy.isChecked() else self.proxy.text().strip() or None
            return replace(definition, settings=replace(settings, tls=tls, proxy=proxy))
        if isinstance(settings, TcpSettings) and settings.tls is not None:
            return replace(definition, settings=replace(settings, tls=tls))
        return definition

    @override
    def suit(self, settings: Settings | None) -> bool:
        network = isinstance(settings, NetworkSettings)
        for row in (self.proxy, self.no_proxy):
            self.form.setRowVisible(row, network)
        return network or (isinstance(settings, TcpSettings) and settings.tls is not None)


class ClientPage(Page):
    """What the program says of itself: identity, capabilities, extensions, roots."""

    title = "Client"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.identity = lines("name: another-client", self, rows=2)
        self.capabilities = QListWidget(self)
        self.capabilities.setFixedHeight(118)
        for capability in ClientCapability:
            item = QListWidgetItem(capability.value, self.capabilities)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsUserTristate)
            item.setCheckState(Qt.CheckState.PartiallyChecked)
        self.capabilities.itemChanged.connect(lambda _item: self.changed.emit())
        self.extensions = lines('{"io.modelcontextprotocol/tasks": {}}', self, rows=2)
        self.roots = RootsEditor(self)
        self.roots.table.setMinimumHeight(90)
        self.roots.changed.connect(self.changed)
        self.add("Identity", self.identity, "Members that replace the program's own; an empty value leaves one out")
        self.add(
            "Capabilities", self.capabilities,
            "Filled: declared if this program can do it. Ticked: declared always. Empty: never.",
        )  # fmt: skip
        self.add("Extensions", self.extensions, "Settings by identifier, as a JSON object; null switches one off")
        self.add("Roots", self.roots, "Places the server may work in")

    @override
    def fill(self, definition: ServerDefinition) -> None:
        client = definition.client
        self.identity.setPlainText("\n".join(f"{name}: {_written(value)}" for name, value in client.identity.items()))
        for row in range(self.capabilities.count()):
            item = self.capabilities.item(row)
            wanted = client.switched.get(ClientCapability(item.text()))
            item.setCheckState(_STATES[wanted])
        self.extensions.setPlainText(json.dumps(client.extensions, ensure_ascii=False) if client.extensions else "")
        self.roots.set_roots(definition.roots)

    @override
    def applied(self, definition: ServerDefinition) -> ServerDefinition:
        wrong = 'A line of the identity has no colon. Write each as "name: value".'
        identity = {name: _read(value) for name, value in pairs_in(self.identity, ":", wrong)}
        if self.roots.problem():
            raise NotADefinition(self.roots.problem())
        client = ClientSettings(identity, self._switched(), self._extensions())
        return replace(definition, client=client, roots=self.roots.roots())

    def _switched(self) -> dict[ClientCapability, bool]:
        items = [self.capabilities.item(row) for row in range(self.capabilities.count())]
        chosen = {Qt.CheckState.Checked: True, Qt.CheckState.Unchecked: False}
        return {
            ClientCapability(item.text()): chosen[item.checkState()] for item in items if item.checkState() in chosen
        }

    def _extensions(self) -> Mapping[str, Mapping[str, Any] | None]:
        text = self.extensions.toPlainText().strip()
        try:
            value = json.loads(text) if text else {}
        except (ValueError, RecursionError) as error:
            raise NotADefinition(f"The extensions are not JSON: {error}.") from error
        if not isinstance(value, dict) or not all(v is None or isinstance(v, dict) for v in value.values()):
            raise NotADefinition('The extensions are not an object of objects. Write {"identifier": {}}.')
        return value


_STATES: Final[Mapping[bool | None, Qt.CheckState]] = {
    None: Qt.CheckState.PartiallyChecked,
    True: Qt.CheckState.Checked,
    False: Qt.CheckState.Unchecked,
}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    """Read a member of the identity: lists and objects as JSON, everything else as the text it is."""
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


class TargetPage(Page):
    """Which server, and what goes with it."""

    title = "Server"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = line("", self)
        self.headers = lines("Authorization: Bearer …", self)
        self.env = lines("NAME=value", self)
        self.cwd = FileLine("the program's own", self, folder=True)
        self.add("Name", self.name, "What the server is called in this window")
        self.add("Headers", self.headers, "Sent with every request, one a line")
        self.add("Environment", self.env, "Set for the process, one variable a line")
        self.add("Folder", self.cwd, "Folder the process is started in")

    @override
    def fill(self, definition: ServerDefinition) -> None:
        settings = definition.settings
        self.name.setText(definition.name)
        if isinstance(settings, StdioSettings):
            self.env.setPlainText("\n".join(f"{name}={value}" for name, value in settings.env.items()))
            self.cwd.line.setText(settings.cwd or "")
        elif isinstance(settings, NetworkSettings):
            self.headers.setPlainText("\n".join(f"{name}: {value}" for name, value in settings.headers))

    @override
    def applied(self, definition: ServerDefinition) -> ServerDefinition:
        settings = definition.settings
        if isinstance(settings, StdioSettings):
            wrong = 'A variable has no "=". Write each as NAME=value on a line of its own.'
            env = dict(pairs_in(self.env, "=", wrong))
            settings = replace(settings, env=env, cwd=self.cwd.text())
        elif isinstance(settings, NetworkSettings):
            wrong = 'A header has no colon. Write each as "Name: value" on a line of its own.'
            settings = replace(settings, headers=tuple(pairs_in(self.headers, ":", wrong)))
        name = self.name.text().strip() or _name_of(settings)
        return replace(definition, name=name, settings=settings)

    @override
    def suit(self, settings: Settings | None) -> bool:
        starts = settings is None or isinstance(settings, StdioSettings)
        self.form.setRowVisible(self.headers, isinstance(settings, NetworkSettings))
        self.form.setRowVisible(self.env, starts)
        self.form.setRowVisible(self.cwd, starts)
        return True


def _name_of(settings: Settings) -> str:
    if isinstance(settings, StdioSettings):
        return settings.command.rpartition("/")[2] or settings.command
    return settings.target.partition("://")[2].partition("/")[0] or settings.target
