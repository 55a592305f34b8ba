"""Lines with colours, as terminals understand them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.content.ansi import PLAIN, Colour, Span, Style, rgb_of, styled, without_sequences


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", [Span("plain", PLAIN)]),
        ("a\x1b[31mb\x1b[0mc", [Span("a", PLAIN), Span("b", Style(foreground=1)), Span("c", PLAIN)]),
        ("\x1b[1;4;92mx", [Span("x", Style(foreground=10, bold=True, underline=True))]),
        ("\x1b[1m\x1b[22mx", [Span("x", PLAIN)]),
        ("\x1b[38;5;208mx", [Span("x", Style(foreground=208))]),
        ("\x1b[38;2;1;2;3;1mx", [Span("x", Style(foreground=(1, 2, 3), bold=True))]),
        ("\x1b[38:2::1:2:3mx", [Span("x", Style(foreground=(1, 2, 3)))]),
        ("\x1b[48;5;9;31mx", [Span("x", Style(foreground=1, background=9))]),
        ("\x1b[31m\x1b[39mx", [Span("x", PLAIN)]),
        ("\x1b[7mx\x1b[m", [Span("x", Style(inverse=True))]),
        ("\x1b[2K\x1b[1Gx\x1b[?25l", [Span("x", PLAIN)]),
        ("\x1b]0;a title\x07x\x1b]8;;https://x\x1b\\y", [Span("x", PLAIN), Span("y", PLAIN)]),
        ("\x1b(Bx\x1b=", [Span("x", PLAIN)]),
        ("\x1b[>4;1mx", [Span("x", PLAIN)]),
        ("\x1b[38;5mx", [Span("x", Style(foreground=0))]),
        ("end\x1b", [Span("end\x1b", PLAIN)]),
        ("\x1b[999999999999mx", [Span("x", PLAIN)]),
    ],
)
def test_a_line_is_taken_apart(text: str, spans: list[Span]) -> None:
    assert styled(text)[0] == spans


def test_a_style_lasts_until_the_line_that_ends_it() -> None:
    _, style = styled("\x1b[33mbegins")
    spans, after = styled("goes on\x1b[0m", style)
    assert spans == [Span("goes on", Style(foreground=3))]
    assert after == PLAIN


@pytest.mark.parametrize(
    ("index", "rgb"), [(16, (0, 0, 0)), (231, (255, 255, 255)), (208, (255, 135, 0)), (232, (8,) * 3)]
)
def test_colours_of_the_cube_and_greys_have_their_values(index: int, rgb: Colour) -> None:
    assert rgb_of(index) == rgb


@given(st.lists(st.sampled_from(["\x1b", "[", "]", "3", "8", ";", ":", "m", "K", "a", "\x07", "\\", "é"]), max_size=40))
def test_no_text_is_lost_or_made_up(pieces: list[str]) -> None:
    text = "".join(pieces)
    spans, _ = styled(text)
    assert "".join(span.text for span in spans) == without_sequences(text)
