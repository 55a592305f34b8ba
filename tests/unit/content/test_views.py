import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.content.base64_text import decode
from inspector.content.views import (
    READERS,
    AudioView,
    BinaryView,
    ImageView,
    LinkView,
    RawView,
    Reader,
    TextView,
    View,
    mime_of,
    view_of_content,
    view_of_resource,
)

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"type": "text", "text": "hello"}, TextView),
        ("bare", TextView),
        ({"type": "image", "data": PNG, "mimeType": "image/png"}, ImageView),
        ({"type": "audio", "data": "AAAA", "mimeType": "audio/wav"}, AudioView),
        ({"type": "resource_link", "uri": "a://b"}, LinkView),
        ({"type": "resource", "resource": {"uri": "a://b", "text": "x"}}, TextView),
        ({"type": "hologram"}, RawView),
        (None, RawView),
    ],
)
def test_each_kind_of_content_has_its_view(item: Any, kind: type[View]) -> None:
    assert type(view_of_content(item)) is kind


def test_json_in_a_text_is_recognised() -> None:
    view = view_of_content({"type": "text", "text": '{"a": 1}'})
    assert isinstance(view, TextView)
    assert view.is_json


def test_a_mime_type_that_lies_is_noted_and_the_picture_shown() -> None:
    view = view_of_content({"type": "image", "data": PNG, "mimeType": "image/gif"})
    assert isinstance(view, ImageView)
    assert "those of" in view.notes[0]


def test_broken_base64_is_shown_as_far_as_it_goes() -> None:
    view = view_of_resource({"uri": "a://b", "blob": "QUJD*REVG", "mimeType": "application/x"})
    assert isinstance(view, BinaryView)
    assert view.data == b"ABCDEF"
    assert "not valid Base64" in view.notes[0]


@given(
    st.dictionaries(
        st.sampled_from(["type", "text", "data", "uri", "blob", "resource", "mimeType"]),
        st.none() | st.text("aQ=*/é{", max_size=9) | st.integers(),
    )
)
def test_no_content_makes_a_view_raise(item: dict[str, Any]) -> None:
    view_of_content(item)
    view_of_resource(item)


def test_sound_is_told_from_other_bytes_by_its_type_or_its_beginning() -> None:
    wave = base64.b64encode(b"RIFF\0\0\0\0WAVEfmt ").decode()
    assert isinstance(view_of_resource({"uri": "a://b", "blob": wave}), AudioView)
    assert view_of_content({"type": "audio", "data": wave, "mimeType": "audio/x-wav"}).notes == ()


@pytest.mark.parametrize(
    ("encoded", "data", "words"),
    [
        ("QUJDRA==", b"ABCD", ""),
        ("QUJDRA", b"ABCD", "not valid Base64"),
        ("QUJD\nRA==", b"ABCD", "not valid Base64"),
        ("-_-_", b"\xfb\xff\xbf", "for URLs"),
        ("data:image/png;base64,QUJDRA==", b"ABCD", "data: URI"),
        ("é*", b"", "not valid Base64"),
        ("", b"", ""),
    ],
)
def test_base64_is_read_as_far_as_it_can_be(encoded: str, data: bytes, words: str) -> None:
    decoded = decode(encoded)
    assert decoded.data == data
    assert words in decoded.note
    assert bool(words) == bool(decoded.note)


@given(st.text())
def test_no_text_makes_base64_raise(encoded: str) -> None:
    decode(encoded)


@given(st.binary(max_size=200))
def test_base64_gives_back_what_was_put_in(data: bytes) -> None:
    assert decode(base64.b64encode(data).decode()).data == data


def test_text_that_says_it_is_json_and_is_not_has_a_note() -> None:
    view = view_of_resource({"uri": "a://b", "text": "{", "mimeType": "application/json; charset=utf-8"})
    assert isinstance(view, TextView)
    (note,) = view.notes
    assert note.startswith('The MIME type says "application/json", but the text is not JSON: expecting')
    assert note.endswith("at line 1, column 2.")


@pytest.mark.parametrize("text", ["42", '"a text"', "null", "true", " -1.5e3\n"])
def test_json_that_is_one_value_is_json_as_any_other(text: str) -> None:
    view = view_of_resource({"uri": "a://b", "text": text, "mimeType": "application/json"})
    assert isinstance(view, TextView)
    assert (view.notes, view.language) == ((), "json")


def test_json_that_is_odd_is_not_called_something_else() -> None:
    marked = view_of_resource({"uri": "a://b", "text": '\ufeff{"a": 1}', "mimeType": "application/json"})
    assert isinstance(marked, TextView)
    assert marked.is_json
    assert "byte order mark" in marked.notes[0]
    deep = view_of_resource({"uri": "a://b", "text": "[" * 90_000 + "]" * 90_000, "mimeType": "application/json"})
    assert deep.notes == ("The JSON is nested too deeply to be shown as a tree.",)


def blob(data: bytes, mime: str, uri: str = "x://a") -> dict[str, str]:
    return {"uri": uri, "mimeType": mime, "blob": base64.b64encode(data).decode()}


@pytest.mark.parametrize(
    ("data", "mime", "text", "note"),
    [
        (b"a,b\n1,2\n", "text/csv", "a,b\n1,2\n", ""),
        (b'{"a": 1}', "application/json", '{"a": 1}', ""),
        (b"\xef\xbb\xbf# Head", "text/markdown", "# Head", ""),
        ("grün".encode("utf-16"), "text/plain", "grün", "The bytes are UTF-16, as their mark says."),
        ("grün".encode("latin-1"), "text/plain", "grün", "The bytes are not UTF-8, so they are read as ISO 8859-1."),
        ("жук".encode("koi8-r"), "text/plain; charset=koi8-r", "жук", 'The bytes are read as "koi8-r".'),
        (b"a", "text/plain; charset=rot13", "a", ""),
    ],
)
def test_bytes_that_are_said_to_be_text_are_shown_as_text(data: bytes, mime: str, text: str, note: str) -> None:
    view = view_of_resource(blob(data, mime))
    assert isinstance(view, TextView)
    assert (view.text, view.notes) == (text, (note,) if note else ())
    assert view.data == data


@pytest.mark.parametrize(
    ("data", "mime"), [(b"a\0b", "text/plain"), (b"text", "application/octet-stream"), (b"\xff\xfe\x00", "text/plain")]
)
def test_bytes_that_are_no_text_or_not_said_to_be_stay_bytes(data: bytes, mime: str) -> None:
    assert type(view_of_resource(blob(data, mime))) is BinaryView


def test_markdown_is_named_and_stays_text() -> None:
    view = view_of_resource({"uri": "a://b", "text": "# <img src=x>", "mimeType": "text/markdown"})
    assert isinstance(view, TextView)
    assert (view.language, view.text) == ("markdown", "# <img src=x>")


def test_a_resource_with_text_and_blob_shows_the_text_and_says_so() -> None:
    view = view_of_resource({"uri": "a://b", "text": "x", "blob": "QUJD"})
    assert isinstance(view, TextView)
    assert 'both "text" and "blob"' in view.notes[0]


def test_content_nested_beyond_the_stack_is_shown_as_far_as_it_goes() -> None:
    deep: Any = []
    for _ in range(2_000):
        deep = [deep]
    view = view_of_content({"type": "deep", "x": deep})
    assert "nested too deeply" in view.notes[0]


def test_readers_are_asked_by_priority_and_may_pass() -> None:
    special = Reader("special", 99, lambda item: RawView(label="special", text="") if "x" in item else None)
    readers = (*READERS, special)
    assert view_of_content({"type": "text", "text": "a", "x": 1}, readers).label == "special"
    assert view_of_content({"type": "text", "text": "a"}, readers).label == "text"


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"GIF8 my day", ""),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "image/bmp"),
        (b"BMW is a car maker", ""),
        (b"ID3\x04\0\0\0\0\0\0\0", "audio/mpeg"),
        (b"ID3 is a tag", ""),
        (b'<?xml version="1.0"?>\n<!-- <html> --><svg xmlns=""/>', "image/svg+xml"),
        (b"<svg/>", "image/svg+xml"),
        (b"<!doctype html><p><svg/></p>", ""),
        (b"# Title\n<svg/>", ""),
        (b"<!--a-->" * 120 + b"x", ""),
    ],
)
def test_bytes_are_told_by_how_they_begin(data: bytes, mime: str) -> None:
    assert mime_of(data) == mime


def test_content_of_an_unknown_type_is_json_as_it_was_sent() -> None:
    view = view_of_content({"type": "odd", "parts": ["é", 1.5]})
    assert isinstance(view, RawView)
    assert json.loads(view.text) == {"type": "odd", "parts": ["é", 1.5]}
