"""The one thing `lint` gives: a finding."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The specification says MUST, and it is not so."""

    WARNING = "warning"
    """The specification says SHOULD, or clients in the field are known to fail on it."""

    NOTE = "note"
    """Worth knowing: a deprecated feature, an unusual choice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity of one message.

    `rule` is the rule's id, `method` the method of the message (of its request, for a reply) if known,
    `pointer` a JSON pointer (RFC 6901) into the message, empty for the whole; in the head of an HTTP response the name
    of a header, or `:status`. `section` is the address of the part of the specification that is broken, in the revision
    in force.
    """

    rule: str
    severity: Severity
    message: str
    method: str | None
    pointer: str
    section: str
