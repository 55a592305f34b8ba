"""Questions in words, one way for the list, the pages and the notice."""

from typing import Final

from inspector.content.sampling import last_words
from inspector.protocol import methods
from inspector.sessions.questions import Question
from inspector.ui.widgets.plain_text import visible_text

_KINDS: Final = {methods.ELICIT: "Elicitation", methods.CREATE_MESSAGE: "Sampling", methods.LIST_ROOTS: "Roots"}
_SAID: Final = 160


def kind_of(question: Question) -> str:
    """Name what a server asks for."""
    if question.method == methods.ELICIT and question.params.get("mode") == "url":
        return "Open a page"
    return _KINDS.get(question.method, visible_text(question.method, 60, one_line=True))


def gist_of(question: Question) -> str:
    """Say what it is about, in a line: the message of an elicitation, the last text of a conversation."""
    if question.method == methods.ELICIT:
        message = question.params.get("message")
        return visible_text(message, _SAID, one_line=True) if isinstance(message, str) else ""
    if question.method == methods.CREATE_MESSAGE:
        return visible_text(last_words(question.params, 2 * _SAID), _SAID, one_line=True)
    return ""


def rounds_of(question: Question, past: list[tuple[Question, str]]) -> list[str]:
    """Give a line for each question of the same call that was put in an earlier round."""
    if question.round < 2 or not question.causes:
        return []
    call = question.causes[0].seq
    return [
        f"Round {other.round} · {kind_of(other)} · {gist_of(other)} → {ended}"
        for other, ended in past
        if other.round and other.round < question.round and other.server == question.server
        if other.causes and other.causes[0].seq == call
    ]
