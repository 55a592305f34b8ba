"""The slim header: which server, how it stands, what it says of itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.figures import format_duration
from inspector.ui.icons import icon
from inspector.ui.theme import colours_for, monospaced_font
from inspector.ui.widgets.elided_label import ElidedLabel
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text
from inspector.ui.words import capability_words, say_state, server_title


class SessionHeader(QWidget):
    """One line about the selected server."""

    connect_wanted = Signal()
    palette_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._instructions_text = ""
        self.connect_button = QPushButton("Connect…", self)
        self.connect_button.setIcon(icon("plus"))
        self.connect_button.setToolTip("Connect to another server (Ctrl+N)")
        self.connect_button.clicked.connect(self.connect_wanted)
        self._icon = QLabel(self)
        self.server = self._label()
        self.server.setStyleSheet("font-weight: 600")
        self.server.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)  # the last to be cut
        self.state = self._label()
        self.about = self._label()
        self.capabilities = self._label()
        self.capabilities.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.instructions = QToolButton(self)
        self.instructions.setText("Instructions")
        self.instructions.setToolTip("What the server tells a model about itself")
        self.instructions.clicked.connect(self._show_instructions)
        self.search = QPushButton("Find a Command   Ctrl+K", self)
        self.search.setIcon(icon("search"))
        self.search.setToolTip("Every command, by name")
        self.search.clicked.connect(self.palette_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(10)
        for widget in (self.connect_button, self._icon, self.server, self.state, self.about):
            layout.addWidget(widget)
        layout.addWidget(self.capabilities, 1)
        layout.addWidget(self.instructions)
        layout.addWidget(self.search)

    def _label(self) -> QLabel:
        """Make a label that gives way, or its words would keep the window from being made smaller."""
        return ElidedLabel("", self)

    def show_server(self, server: SessionHandle | None) -> None:
        """Show another server, or the same in another state."""
        colours = colours_for(self.palette())
        for widget in (self._icon, self.server, self.state, self.about, self.capabilities):
            widget.setVisible(server is not None)
        if server is None:
            self.instructions.hide()
            return
        state = server.state
        said = say_state(state, colours)
        self._icon.setPixmap(icon(said.icon, said.colour).pixmap(16, 16))
        self.server.setText(visible_text(server.definition.name, 40, one_line=True))
        self.server.setToolTip(plain_tool_tip(server.definition.target))
        words = [said.word, server.definition.transport]
        if state is not None:
            took = format_duration(state.latency_ns)
            words += filter(None, (state.revision, took and f"opened in {took}"))
        self.state.setText(visible_text(" · ".join(words), 200, one_line=True))
        self.state.setStyleSheet(f"color: {said.colour}")
        self.state.setToolTip(plain_tool_tip(self.state.text()))
        self.about.setText(visible_text(server_title(state), 80, one_line=True))
        self.about.setToolTip(plain_tool_tip(self.about.text()))
        capabilities = capability_words(state)
        self.capabilities.setText(visible_text(" ".join(capabilities), 120, one_line=True))
        self.capabilities.setStyleSheet(f"color: {colours.muted}")
        self.capabilities.setToolTip(plain_tool_tip(f"capabilities: {', '.join(capabilities) or 'none'}"))
        self._instructions_text = (
            state.instructions if state is not None and isinstance(state.instructions, str) else ""
        )
        self.instructions.setVisible(bool(self._instructions_text))

    def _show_instructions(self) -> None:
        box = QPlainTextEdit(self)
        box.setWindowFlag(Qt.WindowType.Popup)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setReadOnly(True)
        box.setFont(monospaced_font())
        box.setPlainText(visible_text(self._instructions_text, 50_000))
        box.resize(560, 360)
        box.move(self.instructions.mapToGlobal(self.instructions.rect().bottomRight()) - box.rect().topRight())
        box.show()
