import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.content.views import (
    BinaryView,
    ImageView,
    LinkView,
    RawView,
    TextView,
    View,
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
        ({"type": "audio", "data": "AAAA", "mimeType": "audio/wav"}, BinaryView),
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
