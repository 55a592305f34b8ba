"""Checks a message against every rule that needs nothing but the message and what is known around it."""

import time
from collections.abc import Iterator
from typing import Final

from inspector.lint import limits, schema_shape
from inspector.lint.context import Context, Sender
from inspector.lint.finding import Finding
from inspector.lint.limits import MAX_FINDINGS, MAX_SECONDS
from inspector.lint.registry import EITHER_CHECKS, EVENT_CHECKS, HEAD_CHECKS, SERVER_CHECKS
from inspector.lint.rule import Check, Rule

__all__ = ["MAX_FINDINGS", "Context", "check", "check_event", "check_head", "steps"]

Findings = Iterator[Finding | None]

_SMALL: Final = 4_000
"""Bytes of a message that is checked without a pause."""


def check(context: Context, *, seconds: float = MAX_SECONDS) -> list[Finding]:
    """Give what there is to say about a message. Never raises, never changes it, and comes to an end.

    After `MAX_FINDINGS`, or when the time is over, a last finding says that there may be more.
    """
    return _bounded(context, steps(context), seconds)


def check_head(context: Context) -> list[Finding]:
    """Give what there is to say about status and headers of an HTTP response; `context.call` is what was posted.

    Once for each response, with a body, a stream or nothing behind it; its message may be of any shape.
    """
    return _bounded(context, _run(context, *HEAD_CHECKS), MAX_SECONDS)


def check_event(context: Context) -> list[Finding]:
    """Give what there is to say about `context.event`, with a message in it or not."""
    return _bounded(context, _run(context, *EVENT_CHECKS), MAX_SECONDS)


def steps(context: Context) -> Findings:
    """Give the findings one by one, and None now and then, where a caller may do something else first.

    A small message has one such place, at its end: all its checks together take a fraction of a millisecond.
    """
    told: set[str] = set()
    for finding in _run(context, *_checks(context)):
        if finding is not None and finding.pointer:
            told.add(finding.pointer)
        yield finding
    for finding in _run(context, schema_shape.shape_problems):
        if finding is None or finding.rule != schema_shape.SHAPE.id or not _is_told(finding.pointer, told):
            yield finding
    yield None
    if len(context.raw) > limits.MAX_BYTES:
        yield _finding(context, limits.MORE, "The message is so large that only its envelope was checked.")


def _is_told(pointer: str, told: set[str]) -> bool:
    """Tell whether a rule of ours spoke of the same place, of one around it or of one in it, and said it better."""
    if any(place.startswith(f"{pointer}/") for place in told):
        return True
    while pointer.count("/") > _ENVELOPE:
        if pointer in told:
            return True
        pointer = pointer.rpartition("/")[0]
    return False


_ENVELOPE: Final = 1
"""Slashes in `/result` and `/params`: what is said of these says nothing of their insides."""


def _checks(context: Context) -> tuple[Check, ...]:
    if context.sender is Sender.CLIENT or len(context.raw) > limits.MAX_BYTES:
        return EITHER_CHECKS
    return EITHER_CHECKS + SERVER_CHECKS


def _run(context: Context, *checks: Check) -> Findings:
    paced, revision = len(context.raw) > _SMALL, context.in_force
    for checker in checks:
        try:
            for said in checker(context):
                if said is None:
                    yield None
                elif said.rule.holds(revision):
                    yield _finding(context, said.rule, said.sentence, said.pointer)
        except Exception as error:  # a rule's own mistake must not silence the others
            name = checker.__name__.removeprefix("check_").replace("_", " ")
            yield _finding(context, limits.FAILED, f"The rules about {name} could not be checked: {error!r}.")
        if paced:
            yield None


def _finding(context: Context, rule: Rule, sentence: str, pointer: str = "") -> Finding:
    return rule.finding(sentence, revision=context.in_force, method=context.method, pointer=pointer)


def _bounded(context: Context, found: Findings, seconds: float) -> list[Finding]:
    end = time.monotonic() + seconds
    findings: list[Finding] = []
    for finding in found:
        if finding is not None:
            if len(findings) >= MAX_FINDINGS:
                sentence = f"There are more than {MAX_FINDINGS} findings; the rest is left out."
                return [*findings, _finding(context, limits.MORE, sentence)]
            findings.append(finding)
        if time.monotonic() > end:
            sentence = f"Checking took over {seconds:g} seconds and was ended; there may be more to find."
            return [*findings, _finding(context, limits.MORE, sentence)]
    return findings
