"""What a session must come to with one hostile server."""

from dataclasses import dataclass
from typing import Any

CALL = "tools/call"


@dataclass(frozen=True)
class Case:
    """What must be found, and what must have happened.

    findings   ids of rules of which a finding must be there
    vice       how the call ends that the server misbehaves at: result, error, or the reason of a failure
    after      how a good call ends afterwards; None if there is nobody to call
    end        why the session could not be opened: the reason of a failure, or "refusal"; None if it could
    again      whether a second good call works, where the first met what was left over
    silence    seconds after which a call that must get no answer is given up
    method     the method the server misbehaves at, with `params`
    tools      how many tools are listed, None for any number
    timeout    seconds of the calls' and the handshake's time limit
    stays      whether the process does not end by itself, so that the graces are made short
    unread     whether what came is not recorded as it was written: coded, or of a form that no reader keeps
    cut        whether the server may have written more than could be read, when it was ended
    eras       era settings it is tried with
    """

    findings: frozenset[str]
    vice: str = "result"
    after: str | None = "result"
    end: str | None = None
    again: bool = False
    silence: float = 0.4
    method: str = CALL
    params: dict[str, Any] | None = None
    tools: int | None = None
    timeout: float = 10
    stays: bool = False
    cut: bool = False
    unread: bool = False
    eras: tuple[str, ...] = ("2025-11-25",)


def found(*findings: str, **rest: Any) -> Case:
    """Give the case of a server that a session lives through; these are the findings."""
    return Case(frozenset(findings), **rest)


def unanswered(*findings: str, **rest: Any) -> Case:
    """Give the case of a call that gets no answer in time, in a session that lives."""
    return Case(frozenset(findings), vice="timeout", **rest)


def ended(*findings: str, **rest: Any) -> Case:
    """Give the case of a server that ends during the call."""
    return Case(frozenset(findings), **{"vice": "closed", "after": "closed", **rest})


def not_opened(reason: str, *findings: str, **rest: Any) -> Case:
    """Give the case of a server no session can be opened with."""
    return Case(frozenset(findings), end=reason, after=None, **rest)
