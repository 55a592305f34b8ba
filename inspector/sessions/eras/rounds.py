"""Calls that a server answers with questions first: asked, and sent again with the answers.

https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
"""

from dataclasses import dataclass
from typing import Any, Final

import anyio

from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.sending import Manner, Sender
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.questions import Answer, Cause, Declined, Granted, Question
from inspector.transports.failure import Failure, Reason

MAX_ROUNDS: Final = 20
"""How often one call may be answered with further questions before it is given up."""

MAX_QUESTIONS: Final = 100
"""How many questions one round may have; a result with more is shown as it came."""

_ASKABLE: Final = (methods.ELICIT, methods.CREATE_MESSAGE, methods.LIST_ROOTS)
_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0


class Rounds:
    """Sends a request and goes the rounds its server asks for."""

    def __init__(self, conversation: Conversation, sender: Sender) -> None:
        self._it = conversation
        self._sender = sender

    async def send(self, method: str, params: dict[str, Any], manner: Manner) -> Outcome:
        """Send a request; gives the first outcome that asks for nothing, or cannot be answered."""
        extra: dict[str, Any] = {}
        silent, number, first = 0, 0, 0
        while True:
            outcome = await self._sender.send(method, {**params, **extra}, manner)
            if not isinstance(outcome, ResultReply) or not _wants_input(outcome.value):
                return outcome
            number, first = number + 1, first or outcome.request_seq
            requests = outcome.value.get("inputRequests")
            if requests and not are_askable(requests):
                return outcome  # nothing that could be answered: it is shown as it came, with its findings
            if number > MAX_ROUNDS:
                return self._too_many_rounds(method, outcome)
            try:
                asking = Asking(self._it, outcome.reply_seq, Cause(method, params, first), self._sender.revision)
                answers = await asking.ask_all(requests, number) if requests else None
            except GivenUp as refusal:
                return NoReply(refusal.failure, outcome.request_seq, outcome.duration_ns)
            silent = 0 if requests else silent + 1
            await _pause(silent)
            extra = _next_round(outcome.value, answers)

    def _too_many_rounds(self, method: str, outcome: ResultReply) -> NoReply:
        sentence = f"It was answered {MAX_ROUNDS} times, and asks again."
        self._it.note(Situation.INPUT_ROUNDS, outcome.reply_seq, method, sentence)
        failure = Failure(
            Reason.CANCELLED,
            f'The server answered "{method}" with further questions after {MAX_ROUNDS} rounds, '
            "and the call was given up.",
            "The rounds are in the message log.",
        )
        return NoReply(failure, outcome.request_seq, outcome.duration_ns)


def _next_round(result: dict[str, Any], answers: dict[str, Any] | None) -> dict[str, Any]:
    """Give what the retry carries: `requestState` only if there was one, and as it was (Client Requirements, 2)."""
    extra: dict[str, Any] = {}
    if answers is not None or isinstance(result.get("inputRequests"), dict):
        extra["inputResponses"] = answers or {}
    if "requestState" in result:
        extra["requestState"] = result["requestState"]
    return extra


async def _pause(silent: int) -> None:
    """Wait a little where a server asks nothing and only wants the request again, ever longer (load shedding)."""
    if silent > 1:
        await anyio.sleep(min(_FIRST_PAUSE * 2 ** (silent - 2), _LONGEST_PAUSE))


class GivenUp(Exception):
    """A question of the server got no result. An input request has no error reply, so the call ends here."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.failure = Failure(
            Reason.CANCELLED, f"The call was given up, because a question of the server got no answer: {why}"
        )


def are_askable(requests: Any) -> bool:
    """Tell whether input requests have the shape and the methods that a client can answer."""
    return (
        isinstance(requests, dict)
        and len(requests) <= MAX_QUESTIONS
        and all(isinstance(one, dict) and one.get("method") in _ASKABLE for one in requests.values())
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """Puts the input requests of one result as questions; `seq` is the record they came in, `cause` the call."""

    it: Conversation
    seq: int
    cause: Cause
    revision: str

    async def ask(self, key: str, request: dict[str, Any], number: int) -> Answer:
        """Put one of them, in the round of this number."""
        params = request.get("params")
        method, params = str(request.get("method")), params if isinstance(params, dict) else {}
        question = Question(self.it.server, method, params, self.seq, key, number, (self.cause,), self.revision)
        question.withdrawal.why = "The call it belongs to has ended, or was cancelled."
        return await self.it.ask(question)

    async def ask_all(self, requests: dict[str, Any], number: int) -> dict[str, Any]:
        """Put all questions of a round at once; gives the results. Raises `GivenUp` as soon as one gets none."""
        answers: dict[str, Any] = {}
        refused: list[Declined] = []

        async def ask_one(key: str, request: dict[str, Any]) -> None:
            answer = await self.ask(key, request, number)
            if isinstance(answer, Granted):
                answers[key] = answer.result
            else:
                refused.append(answer)
                asking.cancel_scope.cancel()

        async with anyio.create_task_group() as asking:
            for key, request in requests.items():
                asking.start_soon(ask_one, key, request)
        if refused:
            raise GivenUp(refused[0].message)
        return {key: answers[key] for key in requests}


def _wants_input(result: Any) -> bool:
    return isinstance(result, dict) and result.get("resultType") == "input_required"
