"""Which drawings may be drawn."""

import pytest

from inspector.content.svg_check import MOST_ELEMENTS, why_not_drawn, without_dashes

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def drawing(inside: str, before: str = "") -> bytes:
    return f"{before}{HEAD}{inside}</svg>".encode()


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="5" height="5" fill="url(#g)"/><linearGradient id="g"/>',
        "<style>rect { fill: #123456; stroke-dasharray: 4 2 }</style><text>hello</text>",
        '<g id="a"><rect/></g><use xlink:href="#a"/><use href="#a" x="5"/>',
        '<path stroke-dasharray="0.0001 5"/>',
        "<style>path { stroke-dasharray: 1e-9 }</style>",
    ],
)
def test_a_drawing_by_itself_is_drawn(inside: str) -> None:
    assert why_not_drawn(drawing(inside)) == ""
    assert why_not_drawn(drawing(inside, '<?xml version="1.0" encoding="utf-8"?><!-- by hand -->')) == ""


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>alert(1)</script>", "has scripts"),
        ('<rect onload="x()"/>', "has scripts"),
        ('<image href="file:///etc/passwd"/>', "has pictures inside"),
        ('<a xlink:href="https://example.com"/>', "points outside itself"),
        ('<rect fill="url(https://example.com/#a)"/>', "points outside itself"),
        ("<rect style=\"fill: url( 'file:///x' )\"/>", "points outside itself"),
        ("<style>@import 'x.css';</style>", "points outside itself"),
        ("<style>@im\\70ort 'x.css';</style>", "points outside itself"),
        ('<use href="other.svg#a"/>', "points outside itself"),
        ('<g xml:base="file:///"/>', "points outside itself"),
        ("<foreignObject/>", "has foreign content"),
        ('<filter id="f"/>', "has filters"),
        ('<g id="a"><use href="#b"/></g>', "copies parts of itself again and again"),
        ('<use href="#a"/>' * 200, "copies parts of itself again and again"),
        ('<path style="stroke-dash&#97;rray: 1e-9"/>', "hides what it draws"),
        ("<g>" * 100 + "</g>" * 100, "nested more than 30"),
        ("<g/>" * (MOST_ELEMENTS + 1), "more than 5,000 elements"),
    ],
)
def test_a_drawing_that_reaches_out_or_costs_too_much_is_not_drawn(inside: str, reason: str) -> None:
    assert reason in why_not_drawn(drawing(inside))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaa">]>' + drawing("&a;"), "has a document type declaration"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + drawing(""), "has a document type declaration"),
        (b'<?xml-stylesheet href="x.css"?>' + drawing(""), "names a style sheet"),
        (b"<html><svg/></html>", 'begins with "html"'),
        (drawing("<g>"), "not well-formed XML"),
        (b"", "not well-formed XML"),
        (b"\xff\xfe\x00", "not well-formed XML"),
        (b'<?xml version="1.0" encoding="no-such"?>' + drawing(""), "not well-formed XML"),
        (drawing(" " * 1_000_000), "has more than 1 MB"),
    ],
)
def test_what_is_no_plain_drawing_is_not_drawn(data: bytes, reason: str) -> None:
    assert reason in why_not_drawn(data)


def test_dashes_are_drawn_as_lines() -> None:
    dashed = drawing('<path stroke-dasharray="1" style="Stroke-DashArray: 4"/>')
    assert b"dasharray" not in without_dashes(dashed).lower()
    assert len(without_dashes(dashed)) == len(dashed)
