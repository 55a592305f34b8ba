"""Answers to the questions of a server where no one can be asked: those of the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from inspector.cli.talk import TalkOptions
from inspector.protocol import methods
from inspector.protocol.capabilities import ClientCapability
from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.sessions.client_profile import ClientProfile
from inspector.sessions.questions import Answer, Granted, Question, ask_nobody

_ACTIONS: Final = ("accept", "decline", "cancel")
_MAX_BYTES: Final = 10_000_000


class AnswerError(Exception):
    """An answer could not be made of what was written; the text says why and what helps."""


class Answers:
    """Answers questions as the options say, and declares to the server what they can answer.

    Raises `AnswerError` when it is made if a file cannot be read. `say` takes sentences for the person.
    """

    def __init__(self, options: TalkOptions, say: Callable[[str], None]) -> None:
        self._say = say
        self._elicitation = _elicitation(options.on_elicitation)
        self._sampling = _sampling(options.on_sampling)

    @property
    def profile(self) -> ClientProfile:
        """What the program can do."""
        profile = ClientProfile()
        if self._elicitation is not None:
            profile = profile.with_abilities(ClientCapability.ELICITATION_FORM, ClientCapability.ELICITATION_URL)
        if self._sampling is not None:
            profile = profile.with_abilities(ClientCapability.SAMPLING, ClientCapability.SAMPLING_TOOLS)
        return profile

    async def ask(self, question: Question) -> Answer:
        """Answer a question."""
        if question.method == methods.ELICIT and self._elicitation is not None:
            self._say(f"The server asks: {question.params.get('message', '')}")
            return Granted(self._answer_elicitation(self._elicitation, question.params), own=True)
        if question.method == methods.CREATE_MESSAGE and self._sampling is not None:
            return Granted(self._sampling, own=True)
        return await ask_nobody(question)

    def _answer_elicitation(self, answer: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        if params.get("mode") == "url":
            self._say(f"It asks to open {params.get('url')}, which this program leaves to you.")
            return {"action": answer["action"]}
        if answer == {"action": "accept"}:
            return {"action": "accept", "content": example_for(describe(params.get("requestedSchema")))}
        return answer


def _elicitation(text: str | None) -> dict[str, Any] | None:
    """Read `--on-elicitation`: an action, or a file with the content, or with the whole result."""
    if text is None or text in _ACTIONS:
        return None if text is None else {"action": text}
    if not text.startswith("@"):
        raise AnswerError(f'"--on-elicitation {text}" is none of accept, decline, cancel and @FILE.')
    value = _json_of(text[1:], "--on-elicitation")
    if not isinstance(value, dict):
        raise AnswerError(f'The file "{text[1:]}" of "--on-elicitation" has to hold a JSON object, the content.')
    return value if value.get("action") in _ACTIONS else {"action": "accept", "content": value}


def _sampling(text: str | None) -> dict[str, Any] | None:
    """Read `--on-sampling`: a text, or a file with a text, or with the whole result as JSON."""
    if text is None:
        return None
    if text.startswith("@"):
        text = _read(text[1:], "--on-sampling")
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and "content" in value:
            return value
    content = {"type": "text", "text": text}
    return {"role": "assistant", "content": content, "model": "none", "stopReason": "endTurn"}


def _json_of(name: str, option: str) -> Any:
    try:
        return json.loads(_read(name, option))
    except (ValueError, RecursionError) as error:
        raise AnswerError(f'The file "{name}" of "{option}" is not JSON: {error}. Mend it there.') from error


def _read(name: str, option: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read(_MAX_BYTES)
        with Path(name).open(encoding="utf-8-sig") as file:
            return file.read(_MAX_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerError(f'The file "{name}" of "{option}" could not be read: {error}. Check the path.') from error
