"""Questions of servers as a person answers them: one place, none in the way of another, nothing lost."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget
from typing_extensions import override

from inspector.protocol import methods
from inspector.sessions.answer_rules import AnswerRule, Deed
from inspector.transports.model_endpoint import ModelEndpoint
from inspector.ui.bridge.session_handle import SessionHandle
from inspector.ui.dialogs.answer_rules import AnswerRulesDialog
from inspector.ui.dialogs.ask_model import AskModelDialog
from inspector.ui.dialogs.model_endpoint import ModelEndpointDialog
from inspector.ui.questions.answer_book import AnswerBook
from inspector.ui.questions.elicitation_pages import FormPage
from inspector.ui.settings import Settings
from tests.servers.chat_server import Chat, chat_server

from .conftest import Desk
from .test_window import log, press, read

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def button(widget: QWidget, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text and each.isVisible())


def call(desk: Desk, server: SessionHandle, tool: str, arguments: dict[str, Any]) -> "Running":
    running = Running()
    running.task = desk.window._tasks.start(running.run(server, tool, arguments))
    return running


class Running:
    task: Any = None
    result: Any = None

    async def run(self, server: SessionHandle, tool: str, arguments: dict[str, Any]) -> None:
        self.result = await server.call_tool(tool, arguments)


def ask(desk: Desk, command: list[str], method: str, params: dict[str, Any]) -> Running:
    server = desk.connect(command)
    running = call(desk, server, "ask", {"method": method, "params": params})
    desk.window.actions_by_id.trigger("view.questions")
    desk.until(lambda: desk.window.questions.count == 1)
    return running


def reply(running: Running) -> Any:
    return running.result.value["structuredContent"]["reply"]


def counts(desk: Desk, number: int) -> bool:
    return desk.window.questions.count == number


def test_a_question_tells_from_whom_and_for_which_call_it_came(desk: Desk, asking_command: list[str]) -> None:
    ask(desk, asking_command, methods.ELICIT, {"message": "Which one?", "requestedSchema": {"type": "object"}})
    said = read(desk.window.questions)
    assert "server asks for input" in said
    assert "Which one?" in said
    assert "For tools/call ask" in said
    assert '"method": "elicitation/create"' in said
    show = next(b for b in desk.window.questions.findChildren(QToolButton) if b.text() == "Show in Log")
    desk.until(lambda: any(row[4] == methods.ELICIT for row in log(desk)))
    desk.qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    desk.until(lambda: log(desk)[desk.window.messages.table.currentIndex().row()][4] == methods.ELICIT)


def test_the_notice_calls_without_taking_the_focus(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    window = desk.window
    window.activateWindow()
    window.tools.list.search.setFocus()
    desk.until(window.tools.list.search.hasFocus)
    call(desk, server, "ask_many", {"count": 3})
    desk.until(lambda: window.notice.isVisible() and window.notice.text() == "3 questions wait")
    assert window.tools.list.search.hasFocus()
    press(desk.qtbot, window.notice)
    assert window.tabs.currentWidget() is window.questions
    desk.until(partial(counts, desk, 3))
    for left in (2, 1, 0):
        press(desk.qtbot, button(window.questions, "Decline"))
        desk.until(partial(counts, desk, left))
    desk.until(lambda: not window.notice.isVisible())


def test_a_form_is_filled_in_with_the_defaults(desk: Desk, asking_command: list[str]) -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string", "default": "Ada"}, "age": {"type": "integer"}},
    }
    running = ask(desk, asking_command, methods.ELICIT, {"message": "Who?", "requestedSchema": schema})
    lines = {line.accessibleName(): line for line in desk.window.questions.findChildren(QLineEdit)}
    assert lines["name"].text() == "Ada"
    desk.qtbot.keyClicks(lines["age"], "36")
    press(desk.qtbot, button(desk.window.questions, "Accept"))
    desk.until(lambda: running.result is not None)
    assert reply(running) == {"action": "accept", "content": {"name": "Ada", "age": 36}}


def test_what_is_wrong_in_a_form_is_said_and_can_be_sent(desk: Desk, asking_command: list[str]) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    running = ask(desk, asking_command, methods.ELICIT, {"message": "How old?", "requestedSchema": schema})
    press(desk.qtbot, button(desk.window.questions, "Accept Anyway"))
    desk.until(lambda: running.result is not None)
    assert reply(running) == {"action": "accept", "content": {}}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the addresses that were handed to the system's browser."""
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr("inspector.ui.questions.elicitation_pages.QDesktopServices.openUrl", note)
    return addresses


def test_an_address_is_shown_with_its_host_and_opened_by_nobody_unasked(
    desk: Desk, asking_command: list[str], opened: list[str]
) -> None:
    url = "http://bank.example@xn--pple-43d.com/login"
    params = {"mode": "url", "message": "Sign in", "url": url, "elicitationId": "e1"}
    running = ask(desk, asking_command, methods.ELICIT, params)
    said = read(desk.window.questions)
    assert "xn--pple-43d.com" in said.splitlines()
    assert "not encrypted" in said
    assert 'The host is "xn--pple-43d.com"' in said
    assert "mixes scripts" in said
    assert opened == []
    press(desk.qtbot, button(desk.window.questions, "Accept Without Opening"))
    desk.until(lambda: running.result is not None)
    assert (reply(running), opened) == ({"action": "accept"}, [])


def test_the_end_of_what_an_address_was_opened_for_is_told(desk: Desk, asking_command: list[str]) -> None:
    params = {"mode": "url", "message": "Sign in", "url": "https://example.org/", "elicitationId": "e7"}
    running = ask(desk, asking_command, methods.ELICIT, params)
    press(desk.qtbot, button(desk.window.questions, "Accept Without Opening"))
    desk.until(lambda: running.result is not None)
    done = {"jsonrpc": "2.0", "method": methods.ELICITATION_COMPLETE, "params": {"elicitationId": "e7"}}
    assert desk.window.server is not None
    call(desk, desk.window.server, "say", {"lines": [done, done]})
    desk.until(lambda: "Accepted. The server says that it is done." in read(desk.window.questions))


SAMPLING: dict[str, Any] = {
    "messages": [
        {"role": "user", "content": {"type": "text", "text": "What is the weather?"}},
        {"role": "assistant", "content": {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": "sky"}}},
        {"role": "user", "content": {"type": "image", "data": PICTURE, "mimeType": "image/png"}},
    ],
    "systemPrompt": "You are brief.",
    "modelPreferences": {"hints": [{"name": "sonnet"}, {"name": "small"}], "costPriority": 0.4},
    "temperature": 0.2,
    "stopSequences": ["END"],
    "includeContext": "thisServer",
    "maxTokens": 50,
    "metadata": {"team": "x"},
    "tools": [{"name": "look", "inputSchema": {"type": "object", "properties": {"at": {"type": "string"}}}}],
    "toolChoice": {"mode": "required"},
}


def test_a_request_for_sampling_shows_all_it_wishes(desk: Desk, asking_command: list[str]) -> None:
    ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    wished = (
        "You are brief.",
        "What is the weather?",
        "assistant · tool use · look · t1",
        "user · image · image/png",
        "sonnet, else small",
        "low cost ■■□□□ 0.4",
        "50 tokens",
        "0.2",
        '["END"]',
        "thisServer",
        '{"team": "x"}',
        "required (at least one must be used)",
    )
    desk.until(lambda: all(words in read(desk.window.questions) for words in wished))


def test_sampling_is_answered_by_hand_with_several_blocks(desk: Desk, asking_command: list[str], tmp_path: Any) -> None:
    import base64

    (tmp_path / "dot.png").write_bytes(base64.b64decode(PICTURE))
    running = ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    page = desk.window.questions.page
    editor = page.editor  # type: ignore[union-attr]
    (text,) = [e for e in editor.findChildren(QPlainTextEdit) if e.accessibleName() == "answer"]
    desk.qtbot.keyClicks(text, "Sunny.")
    editor.add_file(tmp_path / "dot.png")
    desk.qtbot.mouseClick(
        next(b for b in editor.findChildren(QToolButton) if b.text() == "+ Tool Use"), Qt.MouseButton.LeftButton
    )
    (at,) = [line for line in editor.findChildren(QLineEdit) if line.accessibleName() == "at"]
    desk.qtbot.keyClicks(at, "ground")
    press(desk.qtbot, button(desk.window.questions, "Send"))
    desk.until(lambda: running.result is not None)
    answer = reply(running)
    assert answer["content"][0] == {"type": "text", "text": "Sunny."}
    assert answer["content"][1] == {"type": "image", "data": PICTURE, "mimeType": "image/png"}
    assert answer["content"][2]["name"] == "look"
    assert answer["content"][2]["input"] == {"at": "ground"}
    assert (answer["role"], answer["model"], answer["stopReason"]) == ("assistant", "human", "toolUse")


def test_a_refused_request_for_sampling_is_an_error(desk: Desk, asking_command: list[str]) -> None:
    running = ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    press(desk.qtbot, button(desk.window.questions, "Refuse"))
    desk.until(lambda: running.result is not None)
    assert reply(running)["code"] == -1


def test_an_answer_is_kept_and_given_again(desk: Desk, asking_command: list[str]) -> None:
    params = {"message": "Who?", "requestedSchema": {"type": "object", "properties": {"name": {"type": "string"}}}}
    running = ask(desk, asking_command, methods.ELICIT, params)
    questions = desk.window.questions
    (name,) = [line for line in questions.findChildren(QLineEdit) if line.accessibleName() == "name"]
    desk.qtbot.keyClicks(name, "Grace")
    press(desk.qtbot, button(questions, "Accept"))
    desk.until(lambda: running.result is not None)
    assert "Accepted." in read(questions)
    first = running.result.value
    questions._keep(desk.window._workspace.questions.past[0].question, first["structuredContent"]["reply"], "grace")
    kept = json.loads(questions._book.canned.path(methods.ELICIT, "grace").read_text())
    assert kept == {"action": "accept", "content": {"name": "Grace"}}
    again = call(desk, desk.window.server, "ask", {"method": methods.ELICIT, "params": params})  # type: ignore[arg-type]
    desk.until(lambda: questions.count == 1)
    assert {"Same Answer Again", "grace"} <= set(menu_of(questions))
    pick(questions, "Same Answer Again")
    desk.until(lambda: again.result is not None)
    assert reply(again) == kept


def menu_of(widget: QWidget) -> dict[str, Any]:
    (answers,) = [b for b in widget.findChildren(QToolButton) if b.text() == "Answers" and b.isVisible()]
    menu = answers.menu()
    menu.aboutToShow.emit()
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def pick(widget: QWidget, text: str) -> None:
    menu_of(widget)[text].trigger()


def test_fifty_questions_at_once_are_answered_one_after_the_other_by_keys(
    desk: Desk, asking_command: list[str]
) -> None:
    server = desk.connect(asking_command)
    window = desk.window
    running = call(desk, server, "ask_many", {"count": 50})
    window.activateWindow()
    window.actions_by_id.trigger("view.questions")
    desk.until(lambda: window.questions.count == 50)
    assert window.tabs.tabText(3) == "Questions 50"
    window.questions.page.focus_first()  # type: ignore[union-attr]
    again = Qt.KeyboardModifier.AltModifier
    for left in range(49, -1, -1):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert window.questions.isAncestorOf(focused)
        by_hand = left > 24  # the others with the same answer as the one before
        desk.qtbot.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier if by_hand else again)
        desk.until(partial(counts, desk, left))
    desk.until(lambda: running.result is not None)
    assert running.result.value["structuredContent"]["actions"] == ["accept"] * 50
    sent = [row for row in log(desk) if row[4] == methods.ELICIT]
    assert len(sent) == 100  # each question with its answer


def test_a_question_whose_server_died_is_withdrawn_with_the_reason(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    questions = desk.window.questions
    desk.window.actions_by_id.trigger("view.questions")
    call(desk, server, "ask_and_die", {})
    desk.until(lambda: server.state is not None and server.state.phase == "failed")
    desk.until(lambda: len(desk.window._workspace.questions.past) == 1)
    desk.until(lambda: "Withdrawn: The session ended:" in read(questions) and "exit code 3" in read(questions))
    assert questions.count == 0
    assert [row for row in log(desk) if row[4] == methods.ELICIT]


def test_a_question_that_the_server_takes_back_is_withdrawn(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    desk.window.actions_by_id.trigger("view.questions")
    running = call(desk, server, "take_back", {})
    desk.until(lambda: running.result is not None and desk.window._workspace.questions.past)
    desk.until(lambda: "Withdrawn: The server took it back." in read(desk.window.questions))


def test_a_question_after_the_call_was_cancelled_says_that_no_call_waits(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    desk.window.actions_by_id.trigger("view.questions")
    running = call(desk, server, "ask_when_cancelled", {})
    desk.until(lambda: any(row[5] == "ask_when_cancelled" for row in log(desk)))
    running.task.cancel()
    desk.until(lambda: desk.window.questions.count == 1)
    assert "No call of yours is running" in read(desk.window.questions)
    press(desk.qtbot, button(desk.window.questions, "Cancel"))
    desk.until(lambda: desk.window.questions.count == 0)
    desk.until(lambda: len([row for row in log(desk) if row[4] == methods.ELICIT]) == 2)


def test_the_rounds_of_a_call_are_shown_together(desk: Desk, demo_command: Callable[[str], list[str]]) -> None:
    server = desk.connect(demo_command("assistant"))
    assert server.state is not None
    assert server.state.revision == "2026-07-28"
    running = call(desk, server, "book_table", {"restaurant": "Milano"})
    desk.window.actions_by_id.trigger("view.questions")
    desk.until(lambda: desk.window.questions.count == 1)
    said = read(desk.window.questions)
    assert "For tools/call book_table · round 1" in said
    assert '{"restaurant": "Milano"}' in said
    running.task.cancel()
    desk.until(lambda: "Withdrawn: The call it belongs to has ended, or was cancelled." in read(desk.window.questions))


def test_a_rule_answers_in_the_place_of_the_user(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    questions = desk.window.questions
    desk.window.actions_by_id.trigger("view.questions")
    press(desk.qtbot, questions.rules_button)
    (dialog,) = desk.window.findChildren(AnswerRulesDialog)
    press(desk.qtbot, dialog.add_button)
    desk.qtbot.keyClicks(dialog.text, "number")
    (deed,) = [box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Then"]
    deed.setCurrentIndex(deed.findData("cancel"))
    dialog.accept()
    assert questions.rules_button.text() == "Rules: 1 on…"
    assert desk.settings.text("questions/rules")
    params = {"message": "What NUMBER?", "requestedSchema": {"type": "object"}}
    running = call(desk, server, "ask", {"method": methods.ELICIT, "params": params})
    desk.until(lambda: running.result is not None)
    assert reply(running) == {"action": "cancel"}
    assert not desk.window.notice.isVisible()
    desk.until(lambda: "Cancelled by the rule" in read(questions))


def test_a_rule_without_its_canned_answer_leaves_the_question_to_the_user(
    desk: Desk, asking_command: list[str]
) -> None:
    desk.window.questions._book.set_rules([AnswerRule(deed=Deed.CANNED, canned="not there")])
    ask(desk, asking_command, methods.ELICIT, {"message": "Who?", "requestedSchema": {"type": "object"}})
    assert "could not answer" in read(desk.window.questions)
    assert desk.window.notice.isVisible()


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as running:
        yield running


class Memory(KeyringBackend):
    """A keychain of the test's own, which is not found unless it is named."""

    priority = -1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def keychain() -> Iterator[Memory]:
    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def no_keychain() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def configure(desk: Desk, url: str, model: str, key: str) -> str:
    """Say which model is asked; gives what the dialog said of the key."""
    press(desk.qtbot, button(desk.window.questions, "Model…"))
    dialog = desk.window.questions.findChildren(ModelEndpointDialog)[-1]
    desk.until(dialog.key_note.text)
    note = dialog.key_note.text()
    assert dialog.keep.isEnabled() == ("no keychain" not in note)
    dialog.address.setText(url)
    dialog.name.setText(model)
    desk.qtbot.keyClicks(dialog.key, key)
    press(desk.qtbot, dialog.ok)
    desk.until(lambda: desk.window.questions._book.endpoint == ModelEndpoint(url, model))
    return note


def test_a_model_is_asked_after_looking_and_its_answer_is_looked_at(
    desk: Desk, asking_command: list[str], chat: Chat, keychain: Memory
) -> None:
    running = ask(desk, asking_command, methods.CREATE_MESSAGE, {**SAMPLING, "messages": SAMPLING["messages"][:1]})
    questions = desk.window.questions
    configure(desk, chat.url, "key", "secret")
    assert keychain.kept == {("mcp-loupe", "model endpoint"): "secret"}
    assert "secret" not in desk.settings.text("questions/endpoint")
    press(desk.qtbot, button(questions, "Ask the Model…"))
    dialog = questions.findChildren(AskModelDialog)[-1]
    assert chat.url in read(dialog)
    assert "You are brief." in read(dialog)
    assert chat.asked == []
    press(desk.qtbot, dialog.ok)
    desk.until(lambda: "The model answered after" in read(questions))
    assert chat.asked[0]["messages"][-1]["content"] == "What is the weather?"
    assert running.result is None  # it is looked at first
    assert "You said: What is the weather?" in read(questions)
    press(desk.qtbot, button(questions, "Send"))
    desk.until(lambda: running.result is not None)
    assert reply(running)["content"] == {"type": "text", "text": "You said: What is the weather?"}
    assert reply(running)["model"] == "echo-1"
    assert not any(row[4].startswith("POST") for row in log(desk))  # it is no traffic of MCP


def test_without_a_keychain_the_user_is_told_and_the_key_is_kept_nowhere(
    desk: Desk, asking_command: list[str], chat: Chat, no_keychain: None
) -> None:
    ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    questions = desk.window.questions
    note = configure(desk, chat.url, "key", "secret")
    assert "no keychain" in note
    assert "this run only" in note
    press(desk.qtbot, button(questions, "Ask the Model…"))
    press(desk.qtbot, questions.findChildren(AskModelDialog)[-1].ok)
    desk.until(lambda: "The model answered after" in read(questions))
    desk.settings.save()
    assert "secret" not in (desk.workspace.path.parent / "window.ini").read_text()


def test_asking_a_model_can_be_stopped(desk: Desk, asking_command: list[str], chat: Chat, keychain: Memory) -> None:
    ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    questions = desk.window.questions
    configure(desk, chat.url, "slow", "")
    press(desk.qtbot, button(questions, "Ask the Model…"))
    press(desk.qtbot, questions.findChildren(AskModelDialog)[-1].ok)
    desk.until(lambda: chat.asked)
    press(desk.qtbot, button(questions, "Stop Asking"))
    desk.until(lambda: "not asked any more" in read(questions))


def test_what_goes_wrong_with_the_model_is_said(
    desk: Desk, asking_command: list[str], chat: Chat, keychain: Memory
) -> None:
    ask(desk, asking_command, methods.CREATE_MESSAGE, SAMPLING)
    questions = desk.window.questions
    configure(desk, chat.url, "busy", "")
    press(desk.qtbot, button(questions, "Ask the Model…"))
    press(desk.qtbot, questions.findChildren(AskModelDialog)[-1].ok)
    desk.until(lambda: "503: too many requests" in read(questions))


def test_a_rule_may_ask_the_model_and_send_its_answer(
    desk: Desk, asking_command: list[str], chat: Chat, keychain: Memory
) -> None:
    server = desk.connect(asking_command)
    book = desk.window.questions._book
    book.set_endpoint(ModelEndpoint(chat.url, "echo"))
    book.set_rules([AnswerRule(methods.CREATE_MESSAGE, deed=Deed.MODEL)])
    params = {"messages": [{"role": "user", "content": {"type": "text", "text": "hi"}}], "maxTokens": 5}
    running = call(desk, server, "ask", {"method": methods.CREATE_MESSAGE, "params": params})
    desk.until(lambda: running.result is not None)
    assert reply(running)["content"]["text"] == "You said: hi"
    book.set_endpoint(ModelEndpoint(chat.url, "busy"))
    call(desk, server, "ask", {"method": methods.CREATE_MESSAGE, "params": params})
    desk.until(desk.window.notice.isVisible)  # where the model fails, the user is called


def test_of_a_long_conversation_the_last_messages_are_shown_first(desk: Desk, asking_command: list[str]) -> None:
    messages = [{"role": "user", "content": {"type": "text", "text": f"message {n}"}} for n in range(30)]
    ask(desk, asking_command, methods.CREATE_MESSAGE, {"messages": messages, "maxTokens": 5})
    questions = desk.window.questions
    desk.until(lambda: "message 29" in read(questions))
    assert "message 21" not in read(questions)
    press(desk.qtbot, button(questions, "Show Earlier Messages (22)"))
    desk.until(lambda: "message 14" in read(questions))


def test_of_a_flood_of_questions_nothing_is_lost_from_the_log(desk: Desk, asking_command: list[str]) -> None:
    server = desk.connect(asking_command)
    window = desk.window
    window.actions_by_id.trigger("view.questions")
    call(desk, server, "ask_many", {"count": 500})
    desk.until(partial(counts, desk, 500))
    window.actions_by_id.trigger("server.disconnect")
    desk.until(partial(counts, desk, 0))
    assert len(desk.workspace.questions.past) == 100  # the log has them all
    desk.until(lambda: "Withdrawn: The session was closed." in read(window.questions))
    desk.until(lambda: len([row for row in log(desk) if row[4] == methods.ELICIT]) == 500)


def test_rules_and_the_endpoint_are_known_in_the_next_run(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    book = AnswerBook(settings, tmp_path / "answers")
    rules = (AnswerRule(methods.ELICIT, "a server", "words; and = signs", Deed.CANNED, "ähem", is_on=False),)
    book.set_rules(rules)
    book.set_endpoint(ModelEndpoint("http://localhost:1/v1", "llama", 30))
    settings.save()
    again = AnswerBook(Settings(tmp_path / "window.ini"), tmp_path / "answers")
    assert again.rules == rules
    assert again.endpoint == ModelEndpoint("http://localhost:1/v1", "llama", 30)


def test_a_word_without_an_end_makes_no_window_wider(desk: Desk, asking_command: list[str]) -> None:
    before = desk.window.minimumSizeHint().width()
    word = "x" * 9_000
    schema = {"type": "object", "properties": {word: {"type": "string", "title": word, "description": word}}}
    ask(desk, asking_command, methods.ELICIT, {"message": word, "requestedSchema": schema})
    assert word in read(desk.window.questions)
    press(desk.qtbot, button(desk.window.questions, "Cancel"))
    desk.until(partial(counts, desk, 0))
    server = desk.window.server
    assert server is not None
    params = {"mode": "url", "url": f"https://example.org/{word}", "message": word, "elicitationId": word}
    call(desk, server, "ask", {"method": methods.ELICIT, "params": params})
    desk.until(partial(counts, desk, 1))
    assert f"https://example.org/{word}" in read(desk.window.questions)
    assert desk.window.minimumSizeHint().width() <= max(before, desk.window.width())


def test_a_giant_schema_is_refused_as_a_form_and_answered_as_json(desk: Desk, asking_command: list[str]) -> None:
    members = {f"p{number}": {"type": "string", "description": "words " * 20} for number in range(1_000)}
    schema = {"type": "object", "properties": members}
    running = ask(desk, asking_command, methods.ELICIT, {"message": "All of these", "requestedSchema": schema})
    page = desk.window.questions.page
    assert isinstance(page, FormPage)
    assert "The schema has over 100 KB, too much for a form" in read(page)
    assert page.editor.json.isVisible()
    page.editor.json.setPlainText('{"p7": "x"}')
    press(desk.qtbot, page.accept_button)
    desk.until(lambda: running.result is not None)
    assert reply(running) == {"action": "accept", "content": {"p7": "x"}}


def test_a_large_conversation_is_read_beside_the_window(desk: Desk, asking_command: list[str]) -> None:
    messages = [{"role": "user", "content": {"type": "text", "text": f"{number} " * 50_000}} for number in range(30)]
    ask(desk, asking_command, methods.CREATE_MESSAGE, {"messages": messages, "maxTokens": 5})
    desk.until(lambda: "29 29 29" in read(desk.window.questions))
    assert button(desk.window.questions, "Show Earlier Messages (22)").isEnabled()


PAGE = {"mode": "url", "elicitationId": "p1", "url": "https://bank.example/login?x=1", "message": "Sign in first."}
NEEDS_PAGE = {"code": -32042, "message": "More is needed.", "data": {"elicitations": [PAGE, PAGE, "odd"]}}


def need_page(desk: Desk, command: list[str]) -> None:
    """Call a tool that needs a page to be opened first, as a person does."""
    server = desk.connect(command)
    tools = desk.window.tools
    desk.until(lambda: tools.list.model.rowCount() > 0)
    tools.list.select("tool", "refuse")
    tools.call_with({"error": NEEDS_PAGE})
    desk.until(tools.result.outcome.pages.isVisible)
    assert server.is_open


def test_a_page_that_a_call_needs_first_is_a_question_and_the_call_is_tried_again(
    desk: Desk, asking_command: list[str], opened: list[str]
) -> None:
    need_page(desk, asking_command)
    tools, questions = desk.window.tools, desk.window.questions
    assert "bank.example" in tools.result.outcome.pages.sentence.text()
    assert desk.window.notice.text() == "A question waits"
    desk.until(lambda: all(b.isVisible() for b in tools.result.outcome.pages.buttons()))
    press(desk.qtbot, button(tools, "Go to Questions"))
    assert desk.window.tabs.currentWidget() is questions
    desk.until(lambda: "needs a page to be opened first" in read(questions))
    assert {"bank.example", "https://bank.example/login?x=1", "Sign in first."} <= set(read(questions).splitlines())
    assert "For tools/call refuse" in read(questions)
    assert opened == []
    press(desk.qtbot, button(questions, "Open in Browser"))
    assert opened == ["https://bank.example/login?x=1"]
    desk.until(lambda: "Opened. Call again when it is done." in read(questions))
    desk.window.actions_by_id.trigger("view.tools")
    done = {"jsonrpc": "2.0", "method": methods.ELICITATION_COMPLETE, "params": {"elicitationId": "p1"}}
    assert desk.window.server is not None
    call(desk, desk.window.server, "say", {"lines": [done]})
    desk.until(lambda: "says that it is done" in tools.result.outcome.pages.sentence.text())
    before = len(tools.result._history)
    desk.until(lambda: [b for b in tools.result.outcome.pages.buttons() if b.text() == "Call Again" and b.isVisible()])
    press(desk.qtbot, button(tools, "Call Again"))
    desk.until(lambda: len(tools.result._history) == before + 1)
    desk.until(partial(counts, desk, 1))


def test_a_page_that_is_not_needed_any_more_is_no_question(desk: Desk, asking_command: list[str]) -> None:
    need_page(desk, asking_command)
    desk.until(partial(counts, desk, 1))
    server, past = desk.window.server, desk.window._workspace.questions.past
    assert server is not None
    done = {"jsonrpc": "2.0", "method": methods.ELICITATION_COMPLETE, "params": {"elicitationId": "p1"}}
    call(desk, server, "say", {"lines": [done]})
    desk.until(partial(counts, desk, 0))
    assert past[-1].ended == "Over: the server says that it is done."
    desk.window.tools.call_with({"error": NEEDS_PAGE})
    desk.until(partial(counts, desk, 1))
    desk.window._tasks.start(server.close())
    desk.until(partial(counts, desk, 0))
    assert past[-1].ended == "Withdrawn: the session is over."


def test_an_address_is_opened_first_and_the_question_answered_when_it_is_done(
    desk: Desk, asking_command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toString())
        return len(opened) > 1

    monkeypatch.setattr("inspector.ui.questions.elicitation_pages.QDesktopServices.openUrl", note)
    params = {"mode": "url", "message": "Sign in", "url": "https://example.org/", "elicitationId": "e7"}
    running = ask(desk, asking_command, methods.ELICIT, params)
    press(desk.qtbot, button(desk.window.questions, "Open Only"))
    assert "did not open the address" in read(desk.window.questions)
    press(desk.qtbot, button(desk.window.questions, "Open Only"))
    assert opened == ["https://example.org/"] * 2
    assert "Opened. Accept when you are done there" in read(desk.window.questions)
    assert "did not open" not in read(desk.window.questions)
    assert running.result is None
    press(desk.qtbot, button(desk.window.questions, "Accept"))
    desk.until(lambda: running.result is not None)
    assert reply(running) == {"action": "accept"}
