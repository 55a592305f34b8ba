"""The parts rules are made of: URIs, templates, MIME types, pointers, sections."""

import base64

import pytest

from inspector.lint import effort, look, section
from inspector.lint.media import is_media_type, sniff
from inspector.lint.uris import same, why_no_template, why_no_uri


@pytest.mark.parametrize(
    "uri",
    ["file:///a", "https://a.example/b?c=d#e", "urn:x:y", "note://résumé", "git://a/b%20c", "a:b", "test://[::1]/"],
)
def test_a_uri_is_taken_as_one(uri: str) -> None:
    assert why_no_uri(uri) == ""


@pytest.mark.parametrize("text", ["", "a", "/a/b", "file:", "file:///a b", "a:%zz", "1a:b", "a:b\n", "C\\a", "a:{b}"])
def test_what_is_no_uri_is_said_to_be_none(text: str) -> None:
    assert why_no_uri(text) != ""


@pytest.mark.parametrize(
    "text", ["", "a:{b}", "{+a}/{b,c}{?d*,e:3}{&f}", "x://{a.b}/{#c}", "file:///{path}%20", "{;v}"]
)
def test_a_template_is_taken_as_one(text: str) -> None:
    assert why_no_template(text) == ""


@pytest.mark.parametrize("text", ["{", "}", "{}", "{a b}", "{a{b}}", "{!a}", "{a,}", "{a:0}", "a b", "{a:12345}"])
def test_what_is_no_template_is_said_to_be_none(text: str) -> None:
    assert why_no_template(text) != ""


def test_uris_are_the_same_but_for_a_slash_at_the_end() -> None:
    assert same("FILE:///a", "file:///a/")
    assert not same("file:///a", "file:///A")


@pytest.mark.parametrize("mime", ["text/plain", "a/b+c", "text/html;profile=mcp-app", 'a/b; c="d e"', "image/svg+xml"])
def test_a_mime_type_is_taken_as_one(mime: str) -> None:
    assert is_media_type(mime)


@pytest.mark.parametrize("mime", ["", "text", "text/", "/plain", "text plain", "a/b/c", "a/b c", "text/plain;charset"])
def test_what_is_no_mime_type_is_said_to_be_none(mime: str) -> None:
    assert not is_media_type(mime)


@pytest.mark.parametrize(
    ("data", "mime", "matches"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png", True),
        (b"\x89PNG\r\n\x1a\n", "image/jpeg", False),
        (b"\xff\xd8\xff\xe0", "image/jpg", True),
        (b"RIFF\0\0\0\0WAVE", "audio/x-wav", True),
        (b"RIFF\0\0\0\0WEBP", "image/png", False),
        (b"%PDF-1.7", "application/octet-stream", True),
        (b"%PDF-1.7", "text/plain", False),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4", True),
    ],
)
def test_first_bytes_tell_whether_a_mime_type_fits(data: bytes, mime: str, matches: bool) -> None:
    found = sniff(base64.b64decode(base64.b64encode(data)))
    assert found is not None
    assert found.matches(mime) is matches


def test_bytes_that_say_nothing_fit_any_mime_type() -> None:
    assert sniff(b"hello") is None
    assert sniff(b"") is None


def test_everything_within_a_value_is_visited_with_its_pointer() -> None:
    visited = dict(look.everywhere({"a/b": [1, {"c": 2}]}, "/x"))
    assert list(visited) == ["/x", "/x/a~1b", "/x/a~1b/0", "/x/a~1b/1", "/x/a~1b/1/c"]


def test_visiting_ends_at_its_limits() -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    assert len(list(look.everywhere(deep))) == look.MAX_DEPTH + 1
    wide = [[0] * 1_000 for _ in range(1_000)]
    assert len(list(look.everywhere(wide))) < 2 * look.MAX_NODES


@pytest.mark.parametrize(
    ("value", "text"), [(None, "null"), (True, "true"), ("a", '"a"'), ([], "a list"), ({}, "an object"), (1.5, "1.5")]
)
def test_a_value_is_shown_as_json_would_write_it(value: object, text: str) -> None:
    assert look.shown(value) == text


def test_a_section_that_moved_is_found_in_each_revision() -> None:
    assert section.REQUESTS.address("2024-11-05").endswith("/2024-11-05/basic/messages#requests")
    assert section.REQUESTS.address("2025-11-25").endswith("/2025-11-25/basic/index#requests")


def test_a_section_younger_than_the_revision_is_found_where_it_began() -> None:
    assert section.STRUCTURED.address("2024-11-05").endswith("/2025-06-18/server/tools#structured-content")


def _doubling(times: int) -> dict[str, object]:
    parts: dict[str, object] = {f"a{times}": {"type": "object"}}
    for number in range(times):
        reference = {"$ref": f"#/$defs/a{number + 1}"}
        parts[f"a{number}"] = {"allOf": [reference, dict(reference)]}
    return {"$defs": parts, "$ref": "#/$defs/a0"}


def test_references_that_double_are_known_to_take_long() -> None:
    assert effort.steps(_doubling(3), {}) < effort.MAX_STEPS
    assert effort.steps(_doubling(28), {}) > effort.MAX_STEPS


def test_references_that_return_twice_take_long_where_the_value_is_deep() -> None:
    branch = {"properties": {"a": {"$ref": "#"}}}
    schema = {"anyOf": [branch, {"properties": {"a": {"$ref": "#"}}}]}
    deep: dict[str, object] = {}
    for _ in range(40):
        deep = {"a": deep}
    assert effort.steps(schema, {"a": {}}) < effort.MAX_STEPS
    assert effort.steps(schema, deep) == effort.ENDLESS


def test_the_effort_of_a_long_chain_of_references_is_found_without_harm() -> None:
    parts = {f"a{number}": {"$ref": f"#/$defs/a{number + 1}"} for number in range(5_000)}
    assert effort.steps({"$defs": parts, "$ref": "#/$defs/a0"}, {}) > effort.MAX_STEPS


def test_a_reference_within_a_schema_is_followed() -> None:
    root = {"a/b": [{"c": 1}], "d~e": 2}
    assert effort.resolve(root, "#") is root
    assert effort.resolve(root, "#/a~1b/0/c") == 1
    assert effort.resolve(root, "#/d~0e") == 2
    assert effort.resolve(root, "#/a~1b/1") is None
    assert effort.resolve(root, "other") is None
