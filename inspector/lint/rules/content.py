"""Content: what tool results, prompt messages and sampling messages are made of."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import everywhere, is_number, is_text, items, paced, shown
from inspector.lint.media import is_media_type, kind_of, sniff
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods
from inspector.protocol.revisions import REVISIONS

ITEM_SHAPE = Rule("content-shape", Severity.ERROR, "A content item is not an object.", section.TOOL_RESULT)
TYPE = Rule("content-type", Severity.ERROR, "The type of a content item is not known.", section.TOOL_RESULT)
TYPE_TOO_NEW = Rule(
    "content-type-revision",
    Severity.ERROR,
    "The type of a content item is not one of this revision.",
    section.TOOL_RESULT,
    tuple(revision for revision in REVISIONS if revision < "2025-06-18"),
)
TEXT = Rule("content-text", Severity.ERROR, "A text content has no text.", section.TOOL_RESULT)
DATA = Rule("content-data", Severity.ERROR, "An image or audio content has no data.", section.TOOL_RESULT)
BASE64 = Rule("base64", Severity.ERROR, "Data is not valid Base64.", section.IMAGES)
BASE64_EMPTY = Rule("base64-empty", Severity.WARNING, "Data is empty.", section.IMAGES)
DATA_URL = Rule("base64-data-url", Severity.ERROR, "Data is a data URL and not Base64.", section.IMAGES)
MIME_MISSING = Rule("mime-missing", Severity.ERROR, "An image or audio content has no MIME type.", section.IMAGES)
MIME_SYNTAX = Rule("mime-syntax", Severity.WARNING, "A MIME type is malformed.", section.MEDIA_TYPE)
MIME_KIND = Rule("mime-kind", Severity.WARNING, "A MIME type is not one of its kind of content.", section.IMAGES)
MIME_DIFFERS = Rule("mime-differs", Severity.WARNING, "Data is not what its MIME type says.", section.IMAGES)
EMBEDDED = Rule("embedded-resource", Severity.ERROR, "An embedded resource is incomplete.", section.TOOL_RESULT)
LINK = Rule(
    "resource-link", Severity.ERROR, "A resource link has no URI or no name.", section.TOOL_RESULT,
    REVISIONS[2:],
)  # fmt: skip
PRIORITY = Rule("annotation-priority", Severity.ERROR, "A priority is not between 0 and 1.", section.ANNOTATIONS)
AUDIENCE = Rule("annotation-audience", Severity.ERROR, "An audience has an unknown value.", section.ANNOTATIONS)
LAST_MODIFIED = Rule(
    "annotation-last-modified", Severity.WARNING, "A time of last change is not ISO 8601.", section.ANNOTATIONS,
    REVISIONS[2:],
)  # fmt: skip

TYPES: Final = {
    "text": REVISIONS[0],
    "image": REVISIONS[0],
    "resource": REVISIONS[0],
    "audio": "2025-03-26",
    "resource_link": "2025-06-18",
}
"""The types of content, and the revisions that brought them."""

SAMPLING_TYPES: Final = {"text": "", "image": "", "audio": "", "tool_use": "", "tool_result": ""}
_BLOCK: Final = 500_000
_NO_BASE64: Final = re.compile(r"[^A-Za-z0-9+/=]")


def check_content(context: Context) -> Steps:
    """Check the content of tool results and prompt messages."""
    result = context.result
    if result is None or context.needs_input or context.is_task:
        return
    if context.method == methods.CALL_TOOL:
        for pointer, item in items(result.get("content"), "/result/content"):
            yield None
            yield from content_problems(item, pointer, context)
    elif context.method == methods.GET_PROMPT:
        for pointer, message in items(result.get("messages"), "/result/messages"):
            yield None
            content = message.get("content", MISSING) if isinstance(message, dict) else MISSING
            if isinstance(content, dict):
                yield from content_problems(content, f"{pointer}/content", context)


def content_problems(item: Any, pointer: str, context: Context, types: dict[str, str] = TYPES) -> Steps:
    """Say what is wrong with a content item."""
    if not isinstance(item, dict):
        sentence = f'The content is {shown(item)} and not an object; a text is {{"type": "text", "text": …}}.'
        yield Said(ITEM_SHAPE, sentence, pointer)
        return
    kind = item.get("type", MISSING)
    if not isinstance(kind, str) or kind not in types:
        said = "is missing" if kind is MISSING else f"{shown(kind)} is not known"
        yield Said(TYPE, f"The type {said}.", f"{pointer}/type")
    elif (context.in_force or REVISIONS[-1]) < types[kind]:
        sentence = f"Content of the type {shown(kind)} came with the revision {types[kind]}."
        yield Said(TYPE_TOO_NEW, sentence, f"{pointer}/type")
    if kind == "text" and not isinstance(item.get("text"), str):
        yield Said(TEXT, "A content of the type text needs a text.", f"{pointer}/text")
    elif kind in ("image", "audio"):
        yield from _media(item, kind, pointer)
    elif kind == "resource":
        yield from _embedded(item.get("resource"), f"{pointer}/resource")
    elif kind == "resource_link":
        for member in ("uri", "name"):
            if not is_text(item.get(member)):
                yield Said(LINK, f"A resource link needs a {member}.", f"{pointer}/{member}")


def _media(item: dict[str, Any], kind: str, pointer: str) -> Steps:
    data, mime = item.get("data", MISSING), item.get("mimeType", MISSING)
    if not isinstance(mime, str) or not mime:
        yield Said(MIME_MISSING, f"The {kind} has no mimeType, so nothing says how to show it.", f"{pointer}/mimeType")
    elif is_media_type(mime) and kind_of(mime) not in (kind, "application"):
        yield Said(MIME_KIND, f"{shown(mime)} is not the MIME type of an {kind}.", f"{pointer}/mimeType")
    if not isinstance(data, str):
        yield Said(DATA, f"The {kind} has no data.", f"{pointer}/data")
    else:
        yield from blob_problems(data, mime, f"{pointer}/data")


def blob_problems(data: str, mime: Any, pointer: str) -> Steps:
    """Say what is wrong with Base64 data, and whether it is what its MIME type says."""
    if data.startswith("data:"):
        yield Said(DATA_URL, 'It begins with "data:"; only the Base64 itself belongs here.', pointer)
        return
    if not data:
        yield Said(BASE64_EMPTY, "The data is empty.", pointer)
        return
    for start in range(0, len(data), _BLOCK):
        strange = _NO_BASE64.search(data, start, start + _BLOCK)
        if strange:
            yield Said(BASE64, f"The data is not valid Base64: {_strange(strange)}.", pointer)
            return
        yield None
    problem = _wrong_end(data)
    if problem:
        yield Said(BASE64, f"The data is not valid Base64: {problem}.", pointer)
        return
    found = sniff(base64.b64decode(data[:64]))
    if isinstance(mime, str) and found and not found.matches(mime):
        yield Said(MIME_DIFFERS, f"The MIME type is {shown(mime)}, the data begins like {found.mime}.", pointer)


def _strange(found: re.Match[str]) -> str:
    char = found.group()
    if char in "\r\n":
        return "it has line ends"
    said = " of the URL-safe alphabet" if char in "-_" else ""
    return f"character {found.start()} is {shown(char)}{said}"


def _wrong_end(data: str) -> str:
    """Say what is wrong with length or padding (RFC 4648, section 4)."""
    if len(data) % 4:
        return f"its length {len(data)} is not a multiple of 4"
    at = data.find("=")
    if at >= 0 and (len(data) - at > 2 or data.rstrip("=") != data[:at]):
        return f"the padding begins at character {at}"
    return ""


def _embedded(resource: Any, pointer: str) -> Steps:
    if not isinstance(resource, dict):
        yield Said(EMBEDDED, f"The resource is {'missing' if resource is None else shown(resource)}.", pointer)
        return
    if not is_text(resource.get("uri")):
        yield Said(EMBEDDED, "The resource has no URI.", f"{pointer}/uri")
    if not isinstance(resource.get("text"), str) and not isinstance(resource.get("blob"), str):
        yield Said(EMBEDDED, 'The resource has neither "text" nor "blob".', pointer)
    if isinstance(resource.get("blob"), str):
        yield from blob_problems(resource["blob"], resource.get("mimeType"), f"{pointer}/blob")


def check_annotations(context: Context) -> Steps:
    """Check annotations and MIME types wherever a result has them."""
    result = context.result
    if result is None or context.method in (methods.INITIALIZE, methods.DISCOVER):
        return
    for found in _places(result):
        if found is None:
            yield None
            continue
        pointer, value = found
        if isinstance(value.get("annotations"), dict):
            yield from _annotations(value["annotations"], f"{pointer}/annotations")
        mime = value.get("mimeType")
        if isinstance(mime, str) and not is_media_type(mime):
            yield Said(MIME_SYNTAX, f"{shown(mime)} is not a MIME type.", f"{pointer}/mimeType")


def _places(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]] | None]:
    """Give the objects that may have annotations; not the insides of schemas, nor of structured content.

    None is a pause.
    """
    for member in ("content", "messages", "resources", "resourceTemplates", "contents"):
        for found in paced(everywhere(result.get(member), f"/result/{member}")):
            if found is None:
                yield None
            elif isinstance(found[1], dict) and "/_meta" not in found[0]:
                yield found


def _annotations(hints: dict[str, Any], pointer: str) -> Steps:
    priority, audience = hints.get("priority", 0), hints.get("audience", [])
    if not is_number(priority) or not 0 <= priority <= 1:
        yield Said(PRIORITY, f"The priority is {shown(priority)}; it has to be from 0 to 1.", f"{pointer}/priority")
    known = isinstance(audience, list) and all(who in ("user", "assistant") for who in audience)
    if not known:
        yield Said(AUDIENCE, 'The audience has to be a list of "user" and "assistant".', f"{pointer}/audience")
    changed = hints.get("lastModified", MISSING)
    if changed is not MISSING and not _is_time(changed):
        yield Said(LAST_MODIFIED, f"{shown(changed)} is not a time as ISO 8601 writes it.", f"{pointer}/lastModified")


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


RULES: Final = (
    ITEM_SHAPE, TYPE, TYPE_TOO_NEW, TEXT, DATA, BASE64, BASE64_EMPTY, DATA_URL, MIME_MISSING, MIME_SYNTAX, MIME_KIND,
    MIME_DIFFERS, EMBEDDED, LINK, PRIORITY, AUDIENCE, LAST_MODIFIED,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_content, check_annotations)
