"""Checks one message against the rules that need nothing but the message and its request."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from inspector.jsonrpc.message import MISSING, Message, Shape
from inspector.lint.finding import Finding
from inspector.lint.rules import holds, report
from inspector.protocol import methods
from inspector.protocol.revisions import REVISIONS, Era, era_of

MAX_FINDINGS: Final = 100
"""Findings of one message; a message with more is broken enough."""

_TOOL_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}\Z")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTENT_TYPES: Final = ("text", "image", "audio", "resource", "resource_link", "tool_use", "tool_result")
_REFERENCE_DEPTH: Final = 64

Said = tuple[str, str, str]
"""A rule, a sentence, and a pointer into the message."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a message of the server. `call` is the request it answers; `raw` its exact bytes."""

    message: Message
    raw: bytes
    revision: str | None = None
    call: Message | None = None


def check(context: Context) -> list[Finding]:
    """Give what there is to say about a message. Never raises, never changes it, and ends at `MAX_FINDINGS`."""
    method = context.message.method or (context.call.method if context.call is not None else None)
    findings: list[Finding] = []
    for checker in _CHECKERS:
        try:
            for rule, sentence, pointer in checker(context):
                if holds(rule, context.revision):
                    findings.append(report(rule, sentence, revision=context.revision, method=method, pointer=pointer))
                if len(findings) >= MAX_FINDINGS:
                    return findings
        except Exception as error:
            sentence = f"{checker.__name__.strip('_').replace('_', ' ')} could not be checked: {error!r}"
            findings.append(report("lint-failed", sentence, revision=context.revision, method=method))
    return findings


def _bytes(context: Context) -> Iterator[Said]:
    raw, message = context.raw, context.message
    if raw.startswith(b"\xef\xbb\xbf"):
        yield "byte-order-mark", "The message begins with a byte order mark.", ""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield "not-utf8", f"Byte {error.start} is not valid UTF-8.", ""
    if message.shape is Shape.NOT_JSON:
        yield "not-json", message.problem or "This is not JSON.", ""
    elif message.shape is Shape.OTHER_JSON:
        yield "not-a-message", "It has neither a method, nor a result, nor an error.", ""


def _envelope(context: Context) -> Iterator[Said]:
    message = context.message
    if message.shape is Shape.BATCH:
        yield "batch", f"{len(message.value)} messages came as one batch.", ""
    if not isinstance(message.value, dict):
        return
    version = message.value.get("jsonrpc", MISSING)
    if version != "2.0":
        said = "is missing" if version is MISSING else f"is {version!r}"
        yield "jsonrpc-version", f'"jsonrpc" {said}; it must be "2.0".', "/jsonrpc"
    if "result" in message.value and "error" in message.value:
        yield "result-and-error", "The reply has both a result and an error.", "/error"
    if message.params is not MISSING and not isinstance(message.params, dict):
        yield "params-shape", "The params are not an object.", "/params"
    yield from _id(message)


def _id(message: Message) -> Iterator[Said]:
    if message.shape is Shape.REQUEST and message.id is None:
        yield "id-null", "The id of a request must not be null.", "/id"
    elif message.id is not MISSING and message.id is not None:
        whole = isinstance(message.id, (int, str)) and not isinstance(message.id, bool)
        if not whole:
            yield "id-type", f"The id is {message.id!r}.", "/id"


def _reply(context: Context) -> Iterator[Said]:
    message = context.message
    if message.shape is Shape.ERROR:
        error = message.error
        code = error.get("code") if isinstance(error, dict) else None
        if not isinstance(code, int) or isinstance(code, bool) or not isinstance(error.get("message"), str):
            yield "error-shape", "An error needs an integer code and a text as message.", "/error"
    elif message.shape is Shape.RESULT and not isinstance(message.result, dict):
        yield "result-shape", "The result is not an object.", "/result"


def _modern(context: Context) -> Iterator[Said]:
    message = context.message
    if context.revision is None or era_of(context.revision) is not Era.MODERN:
        return
    if message.shape is Shape.REQUEST:
        yield "request-from-server", f'The server sent the request "{message.method}".', "/method"
    if message.shape is Shape.RESULT and isinstance(message.result, dict) and "resultType" not in message.result:
        yield "result-type-missing", 'The result has no "resultType".', "/result"


def _initialize(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    info = result.get("serverInfo")
    if not isinstance(info, dict) or not isinstance(info.get("name"), str) or not isinstance(info.get("version"), str):
        yield "server-info-missing", "serverInfo needs a name and a version, both texts.", "/result/serverInfo"
    if result.get("protocolVersion") not in REVISIONS:
        yield (
            "version-unknown",
            f"The revision {result.get('protocolVersion')!r} is not known.",
            "/result/protocolVersion",
        )
    capabilities = result.get("capabilities")
    if not isinstance(capabilities, dict):
        yield "capability-shape", "The capabilities are not an object.", "/result/capabilities"
        return
    for name, value in capabilities.items():
        if not isinstance(value, dict):
            yield (
                "capability-shape",
                f'The capability "{name}" is {value!r} and not an object.',
                f"/result/capabilities/{name}",
            )


def _tools(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    seen: set[str] = set()
    for pointer, tool in _items(result, "tools"):
        if not isinstance(tool, dict):
            yield "tool-shape", "The tool is not an object.", pointer
            continue
        name = tool.get("name")
        if not isinstance(name, str) or not name:
            yield "tool-name-missing", "The tool has no name.", pointer
        else:
            if name in seen:
                yield "tool-name-twice", f'Another tool is called "{name}" too.', f"{pointer}/name"
            seen.add(name)
            if not _TOOL_NAME.match(name):
                sentence = f'"{name[:140]}" should have 1 to 128 characters of A-Z, a-z, 0-9, "_", "-" and ".".'
                yield "tool-name-characters", sentence, f"{pointer}/name"
        yield from _tool_schema(tool, pointer)


def _tool_schema(tool: dict[str, Any], pointer: str) -> Iterator[Said]:
    schema = tool.get("inputSchema")
    if not isinstance(schema, dict):
        yield "tool-schema-missing", "The tool has no inputSchema, or one that is not an object.", pointer
    elif schema.get("type") != "object":
        yield "tool-schema-type", f"The type of the inputSchema is {schema.get('type')!r}.", f"{pointer}/inputSchema"
    for member in ("inputSchema", "outputSchema"):
        for place in _remote_references(tool.get(member), f"{pointer}/{member}"):
            yield "schema-remote-reference", "The reference leads to the network and is not followed.", place


def _remote_references(value: Any, pointer: str, depth: int = 0) -> Iterator[str]:
    if depth > _REFERENCE_DEPTH:
        return
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and _SCHEME.match(reference):
            yield f"{pointer}/$ref"
        for name, part in value.items():
            yield from _remote_references(part, f"{pointer}/{name}", depth + 1)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _remote_references(part, f"{pointer}/{number}", depth + 1)


def _resources(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    seen: set[str] = set()
    for pointer, resource in _items(result, "resources"):
        uri = resource.get("uri") if isinstance(resource, dict) else None
        if not isinstance(uri, str) or not uri:
            yield "resource-uri-missing", "The resource has no URI.", pointer
            continue
        if uri in seen:
            yield "resource-uri-twice", f'Another resource has the URI "{uri}" too.', f"{pointer}/uri"
        seen.add(uri)
        if not _SCHEME.match(uri):
            yield "resource-uri-relative", f'The URI "{uri}" has no scheme.', f"{pointer}/uri"
        if not isinstance(resource.get("name"), str):
            yield "resource-name-missing", "The resource has no name.", pointer


def _prompts(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    for pointer, prompt in _items(result, "prompts"):
        if not isinstance(prompt, dict) or not isinstance(prompt.get("name"), str) or not prompt["name"]:
            yield "prompt-name-missing", "The prompt has no name.", pointer


def _items(result: dict[str, Any], member: str) -> Iterator[tuple[str, Any]]:
    listed = result.get(member)
    if isinstance(listed, list):
        for number, item in enumerate(listed):
            yield f"/result/{member}/{number}", item


def _list(member: str) -> Callable[[Context, dict[str, Any]], Iterator[Said]]:
    """Make the check that a list result has its list and a proper cursor."""

    def shape(context: Context, result: dict[str, Any]) -> Iterator[Said]:
        if not isinstance(result.get(member), list):
            yield "list-shape", f'The result has no list "{member}".', "/result"
        cursor = result.get("nextCursor")
        if cursor is not None and not isinstance(cursor, str):
            yield "cursor-type", f"The cursor is {cursor!r}.", "/result/nextCursor"

    return shape


def _call(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    if result.get("resultType") == "input_required" or "task" in result or "taskId" in result:
        return
    content = result.get("content")
    if not isinstance(content, list):
        yield "content-shape", "The content is not a list.", "/result/content"
        return
    for number, item in enumerate(content):
        yield from _content(item, f"/result/content/{number}")


def _content(item: Any, pointer: str) -> Iterator[Said]:
    if not isinstance(item, dict):
        yield "content-shape", "The content item is not an object.", pointer
        return
    if item.get("type") not in _CONTENT_TYPES:
        yield "content-type", f"The type {item.get('type')!r} is not known.", f"{pointer}/type"
    if item.get("type") in ("image", "audio"):
        yield from _base64(item.get("data"), f"{pointer}/data")


def _base64(data: Any, pointer: str) -> Iterator[Said]:
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        yield "base64", f"The data is not valid Base64: {error}.", pointer


def _read(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    if result.get("resultType") == "input_required":
        return
    contents = result.get("contents")
    if not isinstance(contents, list):
        yield "contents-shape", 'The result has no list "contents".', "/result"
        return
    for number, item in enumerate(contents):
        pointer = f"/result/contents/{number}"
        held = item if isinstance(item, dict) else {}
        if not isinstance(held.get("text"), str) and not isinstance(held.get("blob"), str):
            yield "contents-payload", 'There is neither "text" nor "blob".', pointer
        elif isinstance(held.get("blob"), str):
            yield from _base64(held["blob"], f"{pointer}/blob")


def _prompt(context: Context, result: dict[str, Any]) -> Iterator[Said]:
    if result.get("resultType") == "input_required":
        return
    messages = result.get("messages")
    if not isinstance(messages, list):
        yield "messages-shape", 'The result has no list "messages".', "/result"
        return
    for number, message in enumerate(messages):
        pointer = f"/result/messages/{number}"
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            yield "message-role", 'The role is neither "user" nor "assistant".', pointer
        if isinstance(message, dict):
            yield from _content(message.get("content"), f"{pointer}/content")


_RESULTS: Final[dict[str, tuple[Callable[[Context, dict[str, Any]], Iterator[Said]], ...]]] = {
    methods.INITIALIZE: (_initialize,),
    methods.LIST_TOOLS: (_list("tools"), _tools),
    methods.LIST_RESOURCES: (_list("resources"), _resources),
    methods.LIST_TEMPLATES: (_list("resourceTemplates"),),
    methods.LIST_PROMPTS: (_list("prompts"), _prompts),
    methods.CALL_TOOL: (_call,),
    methods.READ_RESOURCE: (_read,),
    methods.GET_PROMPT: (_prompt,),
}


def _result(context: Context) -> Iterator[Said]:
    """Check a result by the request it answers."""
    result = context.message.result
    if context.call is None or context.message.shape is not Shape.RESULT or not isinstance(result, dict):
        return
    for checker in _RESULTS.get(context.call.method or "", ()):
        yield from checker(context, result)


_CHECKERS: Final = (_bytes, _envelope, _reply, _modern, _result)
