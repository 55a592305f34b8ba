"""What a rule is, and what a check says when one is broken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from inspector.lint.finding import Finding, Severity
from inspector.lint.section import Section
from inspector.protocol.revisions import LATEST_LEGACY, LATEST_MODERN, REVISIONS, Era, era_of

if TYPE_CHECKING:
    from inspector.lint.context import Context

MAX_SENTENCE: Final = 500
"""Characters of a finding's sentence; what a server sent may be quoted in it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `title` says what is wrong when it is broken; `revisions` are those it holds for."""

    id: str
    severity: Severity
    title: str
    section: Section
    revisions: tuple[str, ...] = REVISIONS

    def holds(self, revision: str | None) -> bool:
        """Tell whether the rule holds in a revision; while none is known, only what holds in all of them does."""
        if revision is None:
            return self.revisions == REVISIONS
        return nearest(revision) in self.revisions

    def address(self, revision: str | None) -> str:
        """Give the section's address in a revision; in the newest the rule holds for where that is not known."""
        known = nearest(revision) if revision is not None else self.revisions[-1]
        return self.section.address(known if known in self.revisions else self.revisions[-1])

    def finding(self, sentence: str, *, revision: str | None, method: str | None, pointer: str = "") -> Finding:
        """Make the finding that this rule is broken."""
        text = sentence if len(sentence) <= MAX_SENTENCE else sentence[: MAX_SENTENCE - 1] + "…"
        return Finding(self.id, self.severity, text, method, pointer, self.address(revision))


def nearest(revision: str) -> str:
    """Give the revision whose rules are used for one that is not known: the newest of its era."""
    if revision in REVISIONS:
        return revision
    return LATEST_MODERN if era_of(revision) is Era.MODERN else LATEST_LEGACY


class Said(NamedTuple):
    """That a rule is broken: how, and where (RFC 6901; in the head of an HTTP response, the name of a header).

    The pointer of a member that is missing names the place where it should be.
    """

    rule: Rule
    sentence: str
    pointer: str = ""


Steps = Iterator[Said | None]
"""What a check gives. None says nothing; it marks a place where a long check may be put aside."""

Check = Callable[["Context"], Steps]
