"""All rules: id, severity, what it says, the revisions it holds for, and the section of the specification."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inspector.lint.finding import Finding, Severity
from inspector.protocol.revisions import LATEST_MODERN, MODERN_REVISIONS, REVISIONS

_SPECIFICATION: Final = "https://modelcontextprotocol.io/specification"
_JSONRPC: Final = "https://www.jsonrpc.org/specification"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `section` is a path below the revision's specification, or a whole address."""

    id: str
    severity: Severity
    title: str
    section: str
    revisions: tuple[str, ...] = REVISIONS
    modern_section: str = ""
    """Where the section is called otherwise in the stateless revisions."""

    def address(self, revision: str | None) -> str:
        """Give the section's address in a revision; the newest of the rule where that is not known."""
        if self.section.startswith("http"):
            return self.section
        known = revision if revision in self.revisions else self.revisions[-1]
        section = self.modern_section if self.modern_section and known in MODERN_REVISIONS else self.section
        return f"{_SPECIFICATION}/{known}/{section}"


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_FROM_2025_03: Final = REVISIONS[1:]
_FROM_2025_06: Final = REVISIONS[2:]

_TRANSPORT: Final = "basic/transports#stdio"
_TRANSPORT_MODERN: Final = "basic/transports/stdio"
_MESSAGES: Final = "basic/index#messages"

_ALL: Final = (
    Rule("not-json", _ERROR, "What is not JSON was received as a message.", _TRANSPORT,
         modern_section=_TRANSPORT_MODERN),
    Rule("not-utf8", _ERROR, "A message is not valid UTF-8.", _TRANSPORT, modern_section=_TRANSPORT_MODERN),
    Rule("byte-order-mark", _WARNING, "A message begins with a byte order mark.",
         "https://www.rfc-editor.org/rfc/rfc8259#section-8.1"),
    Rule("not-a-message", _ERROR, "JSON that is no JSON-RPC message was received.", _MESSAGES),
    Rule("jsonrpc-version", _ERROR, 'The member "jsonrpc" is not "2.0".', f"{_JSONRPC}#request_object"),
    Rule("result-and-error", _ERROR, "A reply has both a result and an error.", f"{_JSONRPC}#response_object"),
    Rule("id-null", _ERROR, "A request has the id null.", _MESSAGES),
    Rule("id-type", _ERROR, "An id is neither a text nor a whole number.", _MESSAGES),
    Rule("error-shape", _ERROR, "An error lacks an integer code or a message.", f"{_JSONRPC}#error_object"),
    Rule("result-shape", _ERROR, "A result is not an object.", _MESSAGES),
    Rule("params-shape", _ERROR, "The params are not an object.", _MESSAGES),
    Rule("batch", _ERROR, "A batch was sent in a revision that has none.", _MESSAGES,
         tuple(r for r in REVISIONS if r != "2025-03-26")),
    Rule("reply-unknown-id", _ERROR, "A reply answers no request that was sent.", f"{_JSONRPC}#response_object"),
    Rule("reply-late", _WARNING, "A reply came after its request had been given up or answered.",
         f"{_JSONRPC}#response_object"),
    Rule("request-from-server", _ERROR, "A server sent a request, which this revision forbids.",
         "basic/patterns/index", MODERN_REVISIONS),
    Rule("result-type-missing", _ERROR, 'A result lacks "resultType".', "basic/index#resulttype", MODERN_REVISIONS),
    Rule("server-info-missing", _ERROR, "The server does not say its name and version.",
         "basic/lifecycle#initialization",
         REVISIONS[:-1]),
    Rule("version-unknown", _WARNING, "The server answered with a revision that is not known.",
         "basic/lifecycle#version-negotiation", REVISIONS[:-1]),
    Rule("capability-shape", _ERROR, "A capability is not an object.",
         "basic/lifecycle#capability-negotiation", REVISIONS[:-1]),
    Rule("list-shape", _ERROR, "A list result lacks its list.", "server/utilities/pagination"),
    Rule("list-endless", _ERROR, "A paginator did not come to an end.", "server/utilities/pagination"),
    Rule("cursor-type", _ERROR, "A cursor is not a text.", "server/utilities/pagination"),
    Rule("tool-shape", _ERROR, "A tool is not an object.", "server/tools"),
    Rule("tool-name-missing", _ERROR, "A tool has no name.", "server/tools"),
    Rule("tool-name-twice", _WARNING, "Two tools have the same name.", "server/tools"),
    Rule("tool-name-characters", _WARNING, "A tool's name has characters other clients do not take.",
         "server/tools#tool-names", REVISIONS[3:]),
    Rule("tool-schema-missing", _ERROR, "A tool has no inputSchema.", "server/tools"),
    Rule("tool-schema-type", _ERROR, 'An inputSchema is not of the type "object".', "server/tools"),
    Rule("schema-remote-reference", _WARNING, "A schema refers to the network; it is not followed.",
         "https://modelcontextprotocol.io/specification/2026-07-28/basic/index#ref-resolution"),
    Rule("resource-uri-missing", _ERROR, "A resource has no URI.", "server/resources"),
    Rule("resource-name-missing", _ERROR, "A resource has no name.", "server/resources"),
    Rule("resource-uri-twice", _WARNING, "Two resources have the same URI.", "server/resources"),
    Rule("resource-uri-relative", _WARNING, "A URI has no scheme.", "server/resources"),
    Rule("prompt-name-missing", _ERROR, "A prompt has no name.", "server/prompts"),
    Rule("content-shape", _ERROR, "Content is not a list of objects.", "server/tools#tool-result"),
    Rule("content-type", _ERROR, "The type of a content item is not known.", "server/tools#tool-result"),
    Rule("base64", _ERROR, "Data is not valid Base64.", "server/tools#tool-result"),
    Rule("contents-shape", _ERROR, 'A resource result lacks the list "contents".', "server/resources"),
    Rule("contents-payload", _ERROR, 'A resource has neither "text" nor "blob".', "server/resources"),
    Rule("messages-shape", _ERROR, 'A prompt result lacks the list "messages".', "server/prompts"),
    Rule("message-role", _ERROR, 'A message has a role other than "user" and "assistant".', "server/prompts"),
    Rule("lint-failed", _NOTE, "A rule could not be checked.", "basic/index"),
)  # fmt: skip

RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.id: rule for rule in _ALL})


def report(
    rule: str, message: str, *, revision: str | None = None, method: str | None = None, pointer: str = ""
) -> Finding:
    """Make a finding of a rule; severity and section are the rule's."""
    found = RULES[rule]
    return Finding(rule, found.severity, message, method, pointer, found.address(revision or LATEST_MODERN))


def holds(rule: str, revision: str | None) -> bool:
    """Tell whether a rule holds in a revision; all hold while the revision is not known."""
    return revision is None or revision not in REVISIONS or revision in RULES[rule].revisions
