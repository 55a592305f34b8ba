"""Findings of what the engine saw."""

from inspector.lint.finding import Finding
from inspector.lint.registry import RULES


def report(
    rule: str, message: str, *, revision: str | None = None, method: str | None = None, pointer: str = ""
) -> Finding:
    """Make a finding of a rule, a `Situation` as a rule; severity and section are the rule's.

    Raises KeyError for an id that is no rule's.
    """
    return RULES[rule].finding(message, revision=revision, method=method, pointer=pointer)


def holds(rule: str, revision: str | None) -> bool:
    """Tell whether a rule holds in a revision, so that what it says is worth reporting."""
    return RULES[rule].holds(revision)
