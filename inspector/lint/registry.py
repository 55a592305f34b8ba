"""All rules, in the order in which the documentation lists them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from inspector.lint import limits, schema_shape, situations
from inspector.lint.rule import Check, Rule
from inspector.lint.rules import (
    content,
    errors,
    events,
    http,
    icons,
    ids,
    lifecycle,
    members,
    messages,
    metadata,
    methods,
    modern,
    notifications,
    prompts,
    questions,
    resources,
    results,
    schemas,
    tools,
)


class Topic(Protocol):
    """A module of `inspector.lint.rules`."""

    @property
    def RULES(self) -> tuple[Rule, ...]:  # noqa: N802 - a module's constant
        """Its rules."""

    @property
    def CHECKS(self) -> tuple[Check, ...]:  # noqa: N802 - a module's constant
        """Its checks."""


_EITHER: Final[tuple[Topic, ...]] = (messages, ids, errors, metadata)
_SERVER: Final[tuple[Topic, ...]] = (
    methods, lifecycle, tools, schemas, results, content, resources, prompts, notifications, questions, modern, icons,
    members, http, events,
)  # fmt: skip

EITHER_CHECKS: Final[tuple[Check, ...]] = tuple(check for topic in _EITHER for check in topic.CHECKS)
"""What holds for a message of either side."""

SERVER_CHECKS: Final[tuple[Check, ...]] = tuple(check for topic in _SERVER for check in topic.CHECKS)
"""What holds for a message of a server."""

HEAD_CHECKS: Final[tuple[Check, ...]] = http.HEAD_CHECKS
"""What holds for the head of an HTTP response."""

EVENT_CHECKS: Final[tuple[Check, ...]] = events.EVENT_CHECKS
"""What holds for a block of an event stream."""

CONTENT_RULES: Final[tuple[Rule, ...]] = (
    tuple(rule for topic in (*_EITHER, *_SERVER) for rule in topic.RULES) + schema_shape.RULES
)
"""What can be found out from a message itself, from the head it came with, or the block it came in."""

SITUATION_RULES: Final[tuple[Rule, ...]] = situations.RULES
"""What the engine reports, because only it knows what happened around a message."""

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.id: rule for rule in (*CONTENT_RULES, *SITUATION_RULES, *limits.RULES)}
)


def all_rules() -> tuple[Rule, ...]:
    """Give every rule, for documentation and for settings."""
    return tuple(RULES.values())
