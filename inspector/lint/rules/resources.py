"""Resources: listed, as templates, and read."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, is_whole, items, shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.rules.content import blob_problems
from inspector.lint.uris import has_scheme, has_variables, same, why_no_template, why_no_uri
from inspector.protocol import methods
from inspector.protocol.revisions import MODERN_REVISIONS

SHAPE = Rule("resource-shape", Severity.ERROR, "A resource is not an object.", section.RESOURCE)
URI_MISSING = Rule("resource-uri-missing", Severity.ERROR, "A resource has no URI.", section.RESOURCE)
URI_RELATIVE = Rule("resource-uri-relative", Severity.ERROR, "A resource's URI has no scheme.", section.URI_SCHEMES)
URI_SYNTAX = Rule("resource-uri-syntax", Severity.WARNING, "A resource's URI is malformed.", section.URI_SCHEMES)
URI_TWICE = Rule("resource-uri-twice", Severity.WARNING, "Two resources have the same URI.", section.RESOURCE)
NAME_MISSING = Rule("resource-name-missing", Severity.ERROR, "A resource has no name.", section.RESOURCE)
SIZE = Rule("resource-size", Severity.ERROR, "The size of a resource is no number of bytes.", section.RESOURCE)
TEMPLATE_MISSING = Rule("template-missing", Severity.ERROR, "A template has no uriTemplate.", section.TEMPLATES)
TEMPLATE_SYNTAX = Rule("template-syntax", Severity.ERROR, "A URI template is malformed.", section.URI_TEMPLATE)
TEMPLATE_PLAIN = Rule("template-plain", Severity.WARNING, "A URI template has no variable.", section.TEMPLATES)
TEMPLATE_TWICE = Rule("template-twice", Severity.WARNING, "Two templates are the same.", section.TEMPLATES)
CONTENTS_SHAPE = Rule("contents-shape", Severity.ERROR, "What was read is no list of objects.", section.RESOURCE_READ)
CONTENTS_EMPTY = Rule(
    "contents-empty", Severity.WARNING, "Nothing was read, and no error says why.", section.RESOURCE_ERRORS
)
CONTENTS_URI = Rule("contents-uri", Severity.ERROR, "What was read has no URI.", section.RESOURCE_CONTENTS)
CONTENTS_URI_DIFFERS = Rule(
    "contents-uri-differs", Severity.NOTE, "What was read has another URI than was asked for.", section.RESOURCE_READ
)
CONTENTS_PAYLOAD = Rule(
    "contents-payload", Severity.ERROR, 'What was read has neither "text" nor "blob".', section.RESOURCE_CONTENTS
)
CONTENTS_BOTH = Rule(
    "contents-both", Severity.WARNING, 'What was read has both "text" and "blob".', section.RESOURCE_CONTENTS
)
NOT_FOUND_CODE = Rule(
    "resource-not-found-code", Severity.WARNING, "A resource that was not found has another error code than it should.",
    section.RESOURCE_ERRORS,
)  # fmt: skip


def check_resources(context: Context) -> Steps:
    """Check the resources of a page."""
    if context.method != methods.LIST_RESOURCES or context.result is None:
        return
    seen: set[str] = set()
    for pointer, resource in items(context.result.get("resources"), "/result/resources"):
        yield None
        if not isinstance(resource, dict):
            yield Said(SHAPE, f"The resource is {shown(resource)} and not an object.", pointer)
            continue
        yield from _listed_uri(resource.get("uri"), f"{pointer}/uri", seen)
        yield from _name(resource, pointer)
        size = resource.get("size", 0)
        if not is_whole(size) or size < 0:
            yield Said(SIZE, f"The size is {shown(size)} and not a number of bytes.", f"{pointer}/size")


def _listed_uri(uri: Any, pointer: str, seen: set[str]) -> Steps:
    if not is_text(uri):
        what = "It has no URI" if uri is None else f"Its URI is {shown(uri)}"
        yield Said(URI_MISSING, f"{what}, and resources are read by their URI.", pointer)
        return
    if uri in seen:
        yield Said(URI_TWICE, f"Another resource has the URI {shown(uri)} too.", pointer)
    seen.add(uri)
    yield from uri_problems(uri, pointer)


def uri_problems(uri: str, pointer: str) -> Steps:
    """Say what is wrong with a URI."""
    problem = why_no_uri(uri)
    if problem:
        yield Said(URI_SYNTAX if has_scheme(uri) else URI_RELATIVE, f"{shown(uri)} is not a URI: {problem}.", pointer)


def _name(item: dict[str, Any], pointer: str) -> Steps:
    if not is_text(item.get("name")):
        yield Said(NAME_MISSING, "It has no name.", f"{pointer}/name")


def check_templates(context: Context) -> Steps:
    """Check the resource templates of a page."""
    if context.method != methods.LIST_TEMPLATES or context.result is None:
        return
    seen: set[str] = set()
    for pointer, template in items(context.result.get("resourceTemplates"), "/result/resourceTemplates"):
        yield None
        if not isinstance(template, dict):
            yield Said(SHAPE, f"The template is {shown(template)} and not an object.", pointer)
            continue
        yield from _template(template.get("uriTemplate"), f"{pointer}/uriTemplate", seen)
        yield from _name(template, pointer)


def _template(text: Any, pointer: str, seen: set[str]) -> Steps:
    if not is_text(text):
        yield Said(TEMPLATE_MISSING, f"The uriTemplate is {shown(text)}.", pointer)
        return
    if text in seen:
        yield Said(TEMPLATE_TWICE, f"Another template is {shown(text)} too.", pointer)
    seen.add(text)
    problem = why_no_template(text)
    if problem:
        yield Said(TEMPLATE_SYNTAX, f"{shown(text)} is not a URI template: {problem}.", pointer)
    elif not has_variables(text):
        yield Said(TEMPLATE_PLAIN, f"{shown(text)} has no variable, so it is a resource and no template.", pointer)


def check_read(context: Context) -> Steps:
    """Check what was read."""
    result = context.result
    if context.method != methods.READ_RESOURCE or result is None or context.needs_input or context.is_task:
        return
    contents = result.get("contents", MISSING)
    if not isinstance(contents, list):
        said = "is missing" if contents is MISSING else f"is {shown(contents)}"
        yield Said(CONTENTS_SHAPE, f"contents {said}; it has to be a list.", "/result/contents")
        return
    if not contents:
        yield Said(CONTENTS_EMPTY, "The list is empty; a resource that does not exist is an error.", "/result/contents")
    for pointer, item in items(contents, "/result/contents"):
        yield None
        if isinstance(item, dict):
            yield from _contents(item, pointer)
        else:
            yield Said(CONTENTS_SHAPE, f"It is {shown(item)} and not an object.", pointer)
    yield from _same_uri(context, contents)


def _contents(item: dict[str, Any], pointer: str) -> Steps:
    uri, text, blob = item.get("uri"), item.get("text", MISSING), item.get("blob", MISSING)
    if is_text(uri):
        yield from uri_problems(uri, f"{pointer}/uri")
    else:
        yield Said(CONTENTS_URI, "It has no URI.", f"{pointer}/uri")
    if isinstance(text, str) and isinstance(blob, str):
        yield Said(CONTENTS_BOTH, 'It has both "text" and "blob"; one of them is shown.', pointer)
    elif not isinstance(text, str) and not isinstance(blob, str):
        yield Said(CONTENTS_PAYLOAD, 'It has neither a text in "text" nor Base64 in "blob".', pointer)
    if isinstance(blob, str):
        yield from blob_problems(blob, item.get("mimeType"), f"{pointer}/blob")


def _same_uri(context: Context, contents: list[Any]) -> Steps:
    asked = context.asked.get("uri")
    uris = [item.get("uri") for item in contents if isinstance(item, dict)]
    if not isinstance(asked, str) or not uris or any(isinstance(uri, str) and same(uri, asked) for uri in uris):
        return
    if len(uris) == 1 and isinstance(uris[0], str):  # several may be what is in a folder
        yield Said(
            CONTENTS_URI_DIFFERS, f"{shown(asked)} was asked for, {shown(uris[0])} came.", "/result/contents/0/uri"
        )


def check_not_found(context: Context) -> Steps:
    """Check the code of the error that a resource does not exist."""
    error = context.message.error
    if context.method != methods.READ_RESOURCE or not isinstance(error, dict):
        return
    code, text, revision = error.get("code"), error.get("message"), context.in_force
    expected = -32602 if revision in MODERN_REVISIONS else -32002
    if revision is None or code in (expected, -32002) or not isinstance(text, str) or "not found" not in text.lower():
        return
    if "method" not in text.lower():  # the method, and not the resource
        yield Said(NOT_FOUND_CODE, f"The code is {shown(code)}; it should be {expected}.", "/error/code")


RULES: Final = (
    SHAPE, URI_MISSING, URI_RELATIVE, URI_SYNTAX, URI_TWICE, NAME_MISSING, SIZE, TEMPLATE_MISSING, TEMPLATE_SYNTAX,
    TEMPLATE_PLAIN, TEMPLATE_TWICE, CONTENTS_SHAPE, CONTENTS_EMPTY, CONTENTS_URI, CONTENTS_URI_DIFFERS,
    CONTENTS_PAYLOAD, CONTENTS_BOTH, NOT_FOUND_CODE,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_resources, check_templates, check_read, check_not_found)
