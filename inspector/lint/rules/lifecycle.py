"""What a server says of itself: revision, name, capabilities."""

import re
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, shown, step
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import meta, methods
from inspector.protocol.revisions import LATEST_MODERN, LEGACY_REVISIONS, MODERN_REVISIONS, REVISIONS

VERSION_MISSING = Rule(
    "version-missing", Severity.ERROR, "The server does not say which revision it speaks.", section.VERSION,
    LEGACY_REVISIONS,
)  # fmt: skip
VERSION_UNKNOWN = Rule(
    "version-unknown", Severity.WARNING, "The server answered with a revision that is not known.", section.VERSION
)
VERSION_DIFFERS = Rule(
    "version-differs", Severity.NOTE, "The server speaks another revision than was asked for.", section.VERSION,
    LEGACY_REVISIONS,
)  # fmt: skip
VERSION_STATELESS = Rule(
    "version-stateless", Severity.ERROR, "The handshake was answered with a revision that has none.", section.VERSION
)
SERVER_INFO = Rule(
    "server-info-missing", Severity.ERROR, "The server does not say its name and version.", section.INITIALIZATION,
    LEGACY_REVISIONS,
)  # fmt: skip
SERVER_INFO_EMPTY = Rule(
    "server-info-empty", Severity.WARNING, "The name or the version of the server is empty.", section.INITIALIZATION
)
SERVER_INFO_MODERN = Rule(
    "server-info-unsaid", Severity.WARNING, "The server does not say in _meta what it is.", section.META,
    MODERN_REVISIONS,
)  # fmt: skip
CAPABILITIES = Rule(
    "capabilities-missing", Severity.ERROR, "The server declares no capabilities.", section.CAPABILITIES
)
CAPABILITY_SHAPE = Rule("capability-shape", Severity.ERROR, "A capability is not an object.", section.CAPABILITIES)
CAPABILITY_OPTION = Rule(
    "capability-option", Severity.ERROR, "An option of a capability is not true or false.", section.CAPABILITIES
)
CAPABILITY_UNKNOWN = Rule(
    "capability-unknown", Severity.NOTE, "A capability is not one of this revision.", section.CAPABILITIES
)
CLIENT_CAPABILITY = Rule(
    "capability-of-clients", Severity.WARNING, "A server declares a capability that only clients have.",
    section.CAPABILITIES,
)  # fmt: skip
EXTENSION_NAME = Rule(
    "extension-name", Severity.ERROR, "The name of an extension has no prefix.", section.EXTENSIONS, MODERN_REVISIONS
)
SUPPORTED_VERSIONS = Rule(
    "supported-versions", Severity.ERROR, "The server does not list the revisions it supports.", section.DISCOVER,
    MODERN_REVISIONS,
)  # fmt: skip
SUPPORTED_UNKNOWN = Rule(
    "supported-versions-unknown", Severity.NOTE, "The server lists a revision that is not known.", section.DISCOVER,
    MODERN_REVISIONS,
)  # fmt: skip
SUPPORTED_CURRENT = Rule(
    "supported-versions-current", Severity.WARNING, "The server answers in a revision it does not list.",
    section.DISCOVER, MODERN_REVISIONS,
)  # fmt: skip

_SINCE: Final = {
    "experimental": REVISIONS[0],
    "logging": REVISIONS[0],
    "prompts": REVISIONS[0],
    "resources": REVISIONS[0],
    "tools": REVISIONS[0],
    "completions": "2025-03-26",
    "tasks": "2025-11-25",
    "extensions": "2026-07-28",
}
_UNTIL: Final = {"tasks": "2025-11-25"}
_OF_CLIENTS: Final = ("roots", "sampling", "elicitation")
_OPTIONS: Final = (
    ("prompts", "listChanged"),
    ("resources", "listChanged"),
    ("resources", "subscribe"),
    ("tools", "listChanged"),
)
_EXTENSION: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*/")


def check_initialize(context: Context) -> Steps:
    """Check the answer to `initialize`."""
    result = context.result
    if context.method != methods.INITIALIZE or result is None:
        return
    yield from _version(result.get("protocolVersion"), context.asked.get("protocolVersion"))
    info = result.get("serverInfo")
    if not isinstance(info, dict):
        said = "is missing" if info is None else f"is {shown(info)}"
        yield Said(SERVER_INFO, f"serverInfo {said}; it needs a name and a version.", "/result/serverInfo")
    else:
        yield from _info(info, "/result/serverInfo")
    yield from _capabilities(context, result, "/result/capabilities")


def _version(answered: Any, asked: Any) -> Steps:
    pointer = "/result/protocolVersion"
    if not is_text(answered):
        yield Said(VERSION_MISSING, f"protocolVersion is {shown(answered)} and not a text.", pointer)
    elif answered in MODERN_REVISIONS:
        yield Said(VERSION_STATELESS, f'The revision "{answered}" has no handshake.', pointer)
    elif answered not in REVISIONS:
        yield Said(VERSION_UNKNOWN, f"The revision {shown(answered)} is not known.", pointer)
    elif isinstance(asked, str) and answered != asked:
        yield Said(VERSION_DIFFERS, f"{shown(asked)} was asked for, {shown(answered)} was answered.", pointer)


def _info(info: dict[str, Any], pointer: str) -> Steps:
    for member in ("name", "version"):
        value = info.get(member, MISSING)
        if not isinstance(value, str):
            said = "is missing" if value is MISSING else f"is {shown(value)}"
            yield Said(SERVER_INFO, f"The {member} of the server {said}; it has to be a text.", f"{pointer}/{member}")
        elif not value.strip():
            yield Said(SERVER_INFO_EMPTY, f"The {member} of the server is empty.", f"{pointer}/{member}")


def _capabilities(context: Context, result: dict[str, Any], pointer: str) -> Steps:
    declared = result.get("capabilities", MISSING)
    if not isinstance(declared, dict):
        said = "are missing" if declared is MISSING else f"are {shown(declared)}"
        yield Said(CAPABILITIES, f"The capabilities {said}; they have to be an object.", pointer)
        return
    for name, value in list(declared.items())[:100]:
        yield from _capability(name, value, context.in_force or LATEST_MODERN, pointer + step(name))
    for name, option in _OPTIONS:
        held = declared.get(name)
        value = held.get(option, MISSING) if isinstance(held, dict) else MISSING
        if value is not MISSING and not isinstance(value, bool):
            yield Said(
                CAPABILITY_OPTION, f"{option} is {shown(value)} and not true or false.", f"{pointer}/{name}/{option}"
            )
    extensions = declared.get("extensions")
    for name in list(extensions)[:100] if isinstance(extensions, dict) else ():
        if not _EXTENSION.match(name[:500]):
            yield Said(EXTENSION_NAME, f"{shown(name)} has no prefix.", f"{pointer}/extensions{step(name)}")


def _capability(name: str, value: Any, revision: str, pointer: str) -> Steps:
    if not isinstance(value, dict):
        sentence = f"The capability {shown(name)} is {shown(value)} and not an object."
        yield Said(CAPABILITY_SHAPE, sentence, pointer)
    if name in _OF_CLIENTS:
        yield Said(CLIENT_CAPABILITY, f"{shown(name)} is a capability of clients; it means nothing here.", pointer)
    elif name not in _SINCE:
        yield Said(CAPABILITY_UNKNOWN, f'{shown(name)} is no known capability; "experimental" is for those.', pointer)
    elif revision < _SINCE[name] or revision > _UNTIL.get(name, revision):
        yield Said(CAPABILITY_UNKNOWN, f"{shown(name)} is no capability of the revision {revision}.", pointer)


def check_discover(context: Context) -> Steps:
    """Check the answer to `server/discover`."""
    result = context.result
    if context.method != methods.DISCOVER or result is None or context.needs_input:
        return
    if not context.is_modern and "supportedVersions" not in result:
        return  # a server of the handshake that answers whatever it is asked did not mean to greet
    yield from _supported(context, result.get("supportedVersions"))
    yield from _capabilities(context, result, "/result/capabilities")
    info = meta.server_info_of(result)
    pointer = f"/result/_meta{step(meta.SERVER_INFO)}"
    if info is None:
        yield Said(SERVER_INFO_MODERN, "The server says neither its name nor its version.", pointer)
    else:
        yield from _info_modern(info, pointer)


def _info_modern(info: dict[str, Any], pointer: str) -> Steps:
    for member in ("name", "version"):
        if not is_text(info.get(member)):
            yield Said(
                SERVER_INFO_EMPTY, f"The {member} of the server is {shown(info.get(member))}.", f"{pointer}/{member}"
            )


def _supported(context: Context, listed: Any) -> Steps:
    pointer = "/result/supportedVersions"
    if not isinstance(listed, list) or not listed or not all(isinstance(version, str) for version in listed):
        yield Said(SUPPORTED_VERSIONS, "supportedVersions has to be a list of texts, with one at least.", pointer)
        return
    for number, version in enumerate(listed[:100]):
        if version not in REVISIONS:
            yield Said(SUPPORTED_UNKNOWN, f"The revision {shown(version)} is not known.", f"{pointer}/{number}")
    if context.revision in MODERN_REVISIONS and context.revision not in listed:
        yield Said(SUPPORTED_CURRENT, f'The answer is in "{context.revision}", which is not listed.', pointer)


RULES: Final = (
    VERSION_MISSING, VERSION_UNKNOWN, VERSION_DIFFERS, VERSION_STATELESS, SERVER_INFO, SERVER_INFO_EMPTY,
    SERVER_INFO_MODERN, CAPABILITIES, CAPABILITY_SHAPE, CAPABILITY_OPTION, CAPABILITY_UNKNOWN, CLIENT_CAPABILITY,
    EXTENSION_NAME, SUPPORTED_VERSIONS, SUPPORTED_UNKNOWN, SUPPORTED_CURRENT,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_initialize, check_discover)
