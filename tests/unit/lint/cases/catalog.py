"""Content, resources, prompts, notifications, questions."""

import base64
from typing import Any

from inspector.lint.context import Context
from tests.unit.lint.build import LEGACY, MODERN, Cases, answer, asked, refusal, told

_PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()
_JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + b"\0" * 44).decode()
_IMAGE = {"type": "image", "data": _PNG, "mimeType": "image/png"}
_FILE = {"uri": "file:///a.txt", "mimeType": "text/plain", "text": "a"}


def holding(item: Any, revision: str = LEGACY) -> Context:
    return answer("tools/call", {"content": [item]}, revision)


def image(**members: Any) -> Context:
    return holding(_IMAGE | members)


def noted(**annotations: Any) -> Context:
    return holding({"type": "text", "text": "a", "annotations": annotations})


_TEXT = holding({"type": "text", "text": "a"})
CONTENT: Cases = {
    "content-shape": (holding("done"), _TEXT),
    "content-type": (holding({"type": "video"}), _TEXT),
    "content-type-revision": (
        holding({"type": "audio", "data": "AAAA", "mimeType": "audio/wav"}, "2024-11-05"),
        holding({"type": "audio", "data": "AAAA", "mimeType": "audio/wav"}, "2025-03-26"),
    ),
    "content-text": (holding({"type": "text", "content": "a"}), _TEXT),
    "content-data": (holding({"type": "image", "mimeType": "image/png"}), image()),
    "base64": (image(data="not Base64!"), image()),
    "base64-empty": (image(data=""), image()),
    "base64-data-url": (image(data=f"data:image/png;base64,{_PNG}"), image()),
    "mime-missing": (holding({"type": "image", "data": _PNG}), image()),
    "mime-syntax": (
        answer("resources/read", {"contents": [_FILE | {"mimeType": "text"}]}),
        answer("resources/read", {"contents": [_FILE | {"mimeType": "text/plain; charset=utf-8"}]}),
    ),
    "mime-kind": (image(mimeType="text/plain"), image()),
    "mime-differs": (image(data=_JPEG), image(data=_JPEG, mimeType="image/jpg")),
    "embedded-resource": (
        holding({"type": "resource", "resource": {"uri": "file:///a"}}),
        holding({"type": "resource", "resource": _FILE}),
    ),
    "resource-link": (
        holding({"type": "resource_link", "uri": "file:///a"}),
        holding({"type": "resource_link", "uri": "file:///a", "name": "a"}),
    ),
    "annotation-priority": (noted(priority=2), noted(priority=0.5)),
    "annotation-audience": (noted(audience=["model"]), noted(audience=["user", "assistant"])),
    "annotation-last-modified": (noted(lastModified="yesterday"), noted(lastModified="2025-01-12T15:00:58Z")),
}


def listed(**members: Any) -> Context:
    return answer("resources/list", {"resources": [{"uri": "file:///a", "name": "a"} | members]})


def template(**members: Any) -> Context:
    return answer(
        "resources/templates/list", {"resourceTemplates": [{"uriTemplate": "file:///{+path}", "name": "a"} | members]}
    )


def read(*contents: Any, uri: str = "file:///a.txt") -> Context:
    return answer("resources/read", {"contents": list(contents)}, params={"uri": uri})


_READ = read(_FILE)
_TWICE = {"uri": "file:///a", "name": "a"}
_TEMPLATE = {"uriTemplate": "file:///{a}", "name": "a"}
_NO_PAYLOAD = {"uri": "file:///a.txt"}
RESOURCES: Cases = {
    "resource-shape": (answer("resources/list", {"resources": ["file:///a"]}), listed()),
    "resource-uri-missing": (listed(uri=None), listed()),
    "resource-uri-relative": (listed(uri="notes/a"), listed()),
    "resource-uri-syntax": (listed(uri="file:///a b"), listed(uri="file:///a%20b")),
    "resource-uri-twice": (answer("resources/list", {"resources": [_TWICE, _TWICE]}), listed()),
    "resource-name-missing": (listed(name=None), listed()),
    "resource-size": (listed(size=-1), listed(size=0)),
    "template-missing": (template(uriTemplate=None), template()),
    "template-syntax": (template(uriTemplate="file:///{path"), template(uriTemplate="http://a/{b}{?c,d*}")),
    "template-plain": (template(uriTemplate="file:///a"), template()),
    "template-twice": (answer("resources/templates/list", {"resourceTemplates": [_TEMPLATE, _TEMPLATE]}), template()),
    "contents-shape": (answer("resources/read", {"contents": "a"}), _READ),
    "contents-empty": (read(), _READ),
    "contents-uri": (read({"text": "a"}), _READ),
    "contents-uri-differs": (read(_FILE, uri="file:///b.txt"), _READ),
    "contents-payload": (read(_NO_PAYLOAD), _READ),
    "contents-both": (read(_FILE | {"blob": "AAAA"}), _READ),
    "resource-not-found-code": (
        refusal({"code": -32603, "message": "Resource not found"}, method="resources/read"),
        refusal({"code": -32002, "message": "Resource not found"}, method="resources/read"),
    ),
}

_PROMPT = {"name": "review", "arguments": [{"name": "code", "required": True}]}


def prompt(**members: Any) -> Context:
    return answer("prompts/list", {"prompts": [_PROMPT | members]})


def got(*messages: Any) -> Context:
    return answer("prompts/get", {"messages": list(messages)})


_SAID = {"role": "user", "content": {"type": "text", "text": "a"}}
PROMPTS: Cases = {
    "prompt-shape": (answer("prompts/list", {"prompts": ["review"]}), prompt()),
    "prompt-name-missing": (prompt(name=""), prompt()),
    "prompt-name-twice": (answer("prompts/list", {"prompts": [_PROMPT, _PROMPT]}), prompt()),
    "prompt-arguments": (prompt(arguments={"code": "string"}), prompt()),
    "prompt-argument-name": (prompt(arguments=[{"required": True}]), prompt()),
    "prompt-argument-twice": (prompt(arguments=[{"name": "a"}, {"name": "a"}]), prompt()),
    "messages-shape": (answer("prompts/get", {"messages": "a"}), got(_SAID)),
    "messages-empty": (got(), got(_SAID)),
    "message-role": (got(_SAID | {"role": "system"}), got(_SAID)),
    "message-content": (got({"role": "user", "content": "a"}), got(_SAID)),
}


def log(revision: str = LEGACY, capabilities: Any = None, **members: Any) -> Context:
    known = {"server_capabilities": capabilities} if capabilities is not None else {}
    return told("notifications/message", {"level": "info", "data": "a"} | members, revision, **known)


def progress(**members: Any) -> Context:
    return told("notifications/progress", {"progressToken": 1, "progress": 1} | members)


_ID = {"_meta": {"io.modelcontextprotocol/subscriptionId": 1}}
_CHANGED = "notifications/tools/list_changed"
_UPDATED = "notifications/resources/updated"
_ACKNOWLEDGED = "notifications/subscriptions/acknowledged"
_COMPLETE = "notifications/elicitation/complete"
NOTIFICATIONS: Cases = {
    "log-level": (log(level="warn"), log()),
    "log-data": (told("notifications/message", {"level": "info", "message": "a"}), log()),
    "log-undeclared": (log(capabilities={"tools": {}}), log(capabilities={"logging": {}})),
    "progress-token": (progress(progressToken=None), progress()),
    "progress-value": (progress(progress="50%"), progress(progress=0.5)),
    "progress-total": (progress(progress=3, total=2), progress(progress=2, total=2)),
    "changed-undeclared": (
        told(_CHANGED, {}, server_capabilities={"tools": {}}),
        told(_CHANGED, {}, server_capabilities={"tools": {"listChanged": True}}),
    ),
    "updated-undeclared": (
        told(_UPDATED, {"uri": "file:///a"}, server_capabilities={"resources": {}}),
        told(_UPDATED, {"uri": "file:///a"}, server_capabilities={"resources": {"subscribe": True}}),
    ),
    "updated-uri": (told(_UPDATED, {}), told(_UPDATED, {"uri": "file:///a"})),
    "cancelled-id": (told("notifications/cancelled", {}), told("notifications/cancelled", {"requestId": 1})),
    "subscription-id": (told(_CHANGED, {}, MODERN), told(_CHANGED, _ID, MODERN)),
    "subscription-id-misplaced": (log(MODERN, **_ID), log(MODERN)),
    "acknowledged-filter": (told(_ACKNOWLEDGED, _ID, MODERN), told(_ACKNOWLEDGED, _ID | {"notifications": {}}, MODERN)),
    "elicitation-complete-id": (told(_COMPLETE, {}), told(_COMPLETE, {"elicitationId": "e"})),
}


def sampling(declared: Any = None, **members: Any) -> Context:
    known = {"client_capabilities": declared} if declared is not None else {}
    return asked("sampling/createMessage", {"messages": [_SAID], "maxTokens": 9} | members, **known)


def form(revision: str = LEGACY, schema: Any = None, **members: Any) -> Context:
    requested = schema or {"type": "object", "properties": {"name": {"type": "string"}}}
    return asked("elicitation/create", {"message": "Who", "requestedSchema": requested} | members, revision)


def fields(**properties: Any) -> Context:
    return form(schema={"type": "object", "properties": properties})


def link(**members: Any) -> Context:
    params = {"mode": "url", "message": "Sign in", "url": "https://example.com/", "elicitationId": "e"}
    return asked("elicitation/create", params | members)


_SEVERAL = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
QUESTIONS: Cases = {
    "question-undeclared": (sampling({"roots": {}}), sampling({"sampling": {}})),
    "sampling-max-tokens": (sampling(maxTokens=None), sampling()),
    "sampling-messages": (sampling(messages=[]), sampling()),
    "sampling-context": (sampling(includeContext="thisServer"), sampling(includeContext="none")),
    "sampling-preference": (
        sampling(modelPreferences={"costPriority": 5}),
        sampling(modelPreferences={"costPriority": 0.5}),
    ),
    "elicitation-message": (form(message=""), form()),
    "elicitation-mode": (form(mode="dialog"), form(mode="form")),
    "elicitation-schema": (form(schema={"type": "string"}), form()),
    "elicitation-nested": (fields(a={"type": "object", "properties": {}}), fields(a=_SEVERAL)),
    "elicitation-secret": (fields(password={"type": "string"}), form()),
    "elicitation-url": (link(url="example"), link()),
    "elicitation-url-insecure": (link(url="http://example.com/"), link()),
    "elicitation-id": (link(elicitationId=None), link()),
}

CASES: Cases = CONTENT | RESOURCES | PROMPTS | NOTIFICATIONS | QUESTIONS
