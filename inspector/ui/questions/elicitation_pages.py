"""Elicitation: a form the server wants filled in, or an address it wants opened.

https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
"""

from itertools import islice
from typing import Any, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from inspector.content.address import Address, look_at
from inspector.content.beginnings import beginning_of
from inspector.schema.cost import weight_of
from inspector.schema.document import write
from inspector.sessions.questions import Granted
from inspector.ui.bridge.question_desk import Pending
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.questions.page import QuestionPage
from inspector.ui.theme import heading_font, monospaced_font
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel
from inspector.ui.widgets.wrapped_text import WrappedText

_DEFAULTS_FILLED: Final = 20_000
"""About how many characters of defaults are filled in; what a person is to look through has no more."""

_MEMBERS_FILLED: Final = 200
_LARGEST_SCHEMA: Final = 100_000
"""Characters of a schema that is shown as a form; with more nobody could fill it in, and the window would be busy."""


class FormPage(QuestionPage):
    """Elicitation in form mode. Nothing that is wrong keeps the answer from being sent."""

    def __init__(self, pending: Pending, parent: QWidget | None = None) -> None:
        super().__init__(pending, f"{pending.question.server} asks for input", parent)
        params = self.question.params
        schema = params.get("requestedSchema")
        self.body.addWidget(message_of(params, self))
        self.editor = ArgumentsEditor(self, largest=_LARGEST_SCHEMA)
        self.editor.set_schema(schema, _beginning(schema))
        self.editor.checked.connect(self._name_button)
        self.editor.submitted.connect(self._accept)
        self.body.addWidget(self.editor, 1)
        self.accept_button = self.add_button("Accept", self._accept, "Send what is filled in", primary=True)
        self.add_button("Decline", lambda: self._act("decline"), "Tell the server that you do not want to")
        self.add_button("Cancel", lambda: self._act("cancel"), "Tell the server that you made no choice")
        self.foot.addStretch(1)
        self.foot.addLayout(self.editor.switches())
        self._name_button()

    def _name_button(self) -> None:
        self.accept_button.setText("Accept Anyway" if self.editor.problems() else "Accept")

    def _accept(self) -> None:
        self.answer(Granted({"action": "accept", "content": self.editor.value()}))

    def _act(self, action: str) -> None:
        self.answer(Granted({"action": action}))

    @override
    def take(self, result: dict[str, Any]) -> None:
        if isinstance(result.get("content"), dict):
            self.editor.set_value(result["content"])
        else:
            self.answer(Granted(result))

    @override
    def written(self) -> dict[str, Any] | None:
        return {"action": "accept", "content": self.editor.value()}

    @override
    def focus_first(self) -> None:
        self.editor.focus_first()


class UrlPage(QuestionPage):
    """Elicitation in URL mode. The whole address is shown, and opened only by a button that says so."""

    def __init__(self, pending: Pending, parent: QWidget | None = None) -> None:
        asks = "asks you to open a page" if pending.question.awaits_answer else "needs a page to be opened first"
        super().__init__(pending, f"{pending.question.server} {asks}", parent)
        params = self.question.params
        address = look_at(str(params.get("url", "")))
        self.body.addWidget(message_of(params, self))
        host = WrappedText(address.host or "no host", self)
        host.setFont(heading_font())
        host.setAccessibleName("host")
        self.body.addWidget(host)
        whole = WrappedText(address.url, self)
        whole.setFont(monospaced_font())
        whole.setAccessibleName("address")
        self.body.addWidget(whole)
        if address.url.startswith("https:") and not address.notes:
            self.body.addWidget(plain_label("The connection is encrypted (https).", self))
        for note in address.notes:
            label = TintedLabel(lambda colours: colours.finding, self)
            label.setText(visible_text(f"⚠ {note}", 600))
            self.body.addWidget(label)
        self.opened = TintedLabel(lambda colours: colours.ok, self)
        self.opened.hide()
        self.body.addWidget(self.opened)
        self.body.addStretch(1)
        self._url = address.url
        self._add_buttons(address)

    def _add_buttons(self, address: Address) -> None:
        awaits = self.question.awaits_answer
        self.open_button = self.add_button(
            "Open and Accept" if awaits else "Open in Browser",
            self._open,
            f"Open it in your browser; the host is {address.host}",
            primary=True,
        )
        self.open_button.setEnabled(address.can_open)
        if awaits:
            only = self.add_button("Open Only", self._open_only, "Open it now, and answer when you are done there")
            only.setEnabled(address.can_open)
            self.accept_button = self.add_button(
                "Accept Without Opening", lambda: self._act("accept"), "Tell the server that you agree"
            )
            self.add_button("Decline", lambda: self._act("decline"), "Tell the server that you do not want to")
            self.add_button("Cancel", lambda: self._act("cancel"), "Tell the server that you made no choice")
        else:
            self.add_button("Dismiss", lambda: self._act("cancel"), "Do not open it; the server awaits no answer")
        self.foot.addStretch(1)
        self.add_button("Copy Address", lambda: QGuiApplication.clipboard().setText(self._url), "Copy it, all of it")

    def _open(self) -> None:
        if self._opens():
            self._act("accept")

    def _open_only(self) -> None:
        """Open it and answer nothing yet: an answer may have the call tried again before it is done there."""
        if self._opens():
            self.opened.setText("Opened. Accept when you are done there, and the call goes on.")
            self.opened.show()
            self.accept_button.setText("Accept")

    def _opens(self) -> bool:
        done = QDesktopServices.openUrl(QUrl(self._url, QUrl.ParsingMode.StrictMode))
        self.say_problem("" if done else "The system did not open the address. Copy it, and open it by hand.")
        return done

    def _act(self, action: str) -> None:
        self.answer(Granted({"action": action}))

    @override
    def take(self, result: dict[str, Any]) -> None:
        self.answer(Granted(result))

    @override
    def written(self) -> dict[str, Any] | None:
        return {"action": "accept"}


def message_of(params: dict[str, Any], parent: QWidget) -> WrappedText:
    """Give what the server says to the user."""
    message = params.get("message", "")
    text = WrappedText(message if isinstance(message, str) else write(beginning_of(message, 1_000)[0]), parent)
    text.setAccessibleName("message")
    return text


def _beginning(schema: Any) -> dict[str, Any] | None:
    """Give the defaults of all members, which are to be filled in (SEP-1034); None where there are none."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return None
    found: dict[str, Any] = {}
    room = _DEFAULTS_FILLED
    for name, part in islice(properties.items(), _MEMBERS_FILLED):
        if isinstance(part, dict) and "default" in part:
            room -= weight_of({name: part["default"]}, room)
            if room <= 0:
                break
            found[name] = part["default"]
    return found or None
