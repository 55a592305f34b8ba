"""Rules by which questions are answered without asking the user."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from inspector.protocol import methods
from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.sessions.canned_answers import CannedAnswers
from inspector.sessions.questions import Answer, Declined, Granted, Question

USER_REJECTED: Final = -1
"""The code with which the specification has a request for sampling rejected (Sampling, Error Handling)."""

MAX_RULES: Final = 200
_TEXT_SEARCHED: Final = 1_000_000


class Deed(StrEnum):
    """What a rule does with a question."""

    ACCEPT = "accept"
    """An elicitation is accepted with its defaults, and examples where there are none."""

    DECLINE = "decline"
    CANCEL = "cancel"
    CANNED = "canned answer"
    MODEL = "ask the model"
    """The configured endpoint is asked, and its answer is sent without being looked at."""


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """One rule. An empty `method`, `server` or `text` fits every question; `text` is looked for whatever the case."""

    method: str = ""
    server: str = ""
    text: str = ""
    deed: Deed = Deed.DECLINE
    canned: str = ""
    is_on: bool = True

    def fits(self, question: Question) -> bool:
        """Tell whether the rule is for a question."""
        return (
            self.is_on
            and self.method in ("", question.method)
            and self.server in ("", question.server)
            and (not self.text or self.text.casefold() in text_of(question).casefold())
        )

    @property
    def words(self) -> str:
        """The rule in a line."""
        wanted = [
            {methods.ELICIT: "elicitation", methods.CREATE_MESSAGE: "sampling"}.get(self.method, self.method or "all"),
            f'of "{self.server}"' if self.server else "",
            f'with "{self.text}"' if self.text else "",
        ]
        deed = f'canned answer "{self.canned}"' if self.deed is Deed.CANNED else self.deed.value
        return f"{' '.join(filter(None, wanted))}: {deed}"


def text_of(question: Question) -> str:
    """Give what a rule's text is looked for in: all that the server says, as JSON."""
    try:
        return json.dumps(question.params, ensure_ascii=False)[:_TEXT_SEARCHED]
    except (ValueError, RecursionError):
        return ""


def first_fitting(rules: Iterable[AnswerRule], question: Question) -> AnswerRule | None:
    """Give the first rule that is for a question; a model can be asked for sampling alone."""
    for rule in rules:
        if rule.fits(question) and (rule.deed is not Deed.MODEL or question.method == methods.CREATE_MESSAGE):
            return rule
    return None


def answer_by(rule: AnswerRule, question: Question, canned: CannedAnswers) -> Answer | None:
    """Give a rule's answer; None where it has none at hand. Raises `CannedError`."""
    if rule.deed is Deed.MODEL:
        return None
    if rule.deed is Deed.CANNED:
        return Granted(canned.get(question.method, rule.canned))
    if question.method == methods.ELICIT:
        return Granted(_elicited(rule.deed, question.params))
    return None if rule.deed is Deed.ACCEPT else Declined(USER_REJECTED, "User rejected the request")


def _elicited(deed: Deed, params: dict[str, Any]) -> dict[str, Any]:
    if deed is not Deed.ACCEPT or params.get("mode", "form") != "form":
        return {"action": deed.value}
    return {"action": "accept", "content": example_for(describe(params.get("requestedSchema")))}


def write_rules(rules: Iterable[AnswerRule]) -> str:
    """Write rules as JSON, to be kept."""
    return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False)


def read_rules(text: str) -> tuple[AnswerRule, ...]:
    """Read what `write_rules` wrote; what cannot be read is left out."""
    try:
        listed = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    read = map(_read, listed[:MAX_RULES] if isinstance(listed, list) else ())
    return tuple(rule for rule in read if rule is not None)


def _read(value: Any) -> AnswerRule | None:
    if not isinstance(value, dict) or value.get("deed") not in tuple(Deed):
        return None
    texts = {name: str(value.get(name, "")) for name in ("method", "server", "text", "canned")}
    return AnswerRule(**texts, deed=Deed(value["deed"]), is_on=value.get("is_on") is True)
