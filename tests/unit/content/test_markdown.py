"""Markdown as lines with styles."""

import pytest

from inspector.content.markdown import MOST_LINES, Kind, Line, Style, read_markdown

PLAIN, CODE, ASIDE = Style.PLAIN, Style.CODE, Style.ASIDE


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Beds ##", Line(Kind.HEADING, (("Beds", PLAIN),), 2)),
        ("#nothing", Line(Kind.TEXT, (("#nothing", PLAIN),))),
        ("  * beans", Line(Kind.ITEM, (("• ", PLAIN), ("beans", PLAIN)), 1)),
        ("3. beans", Line(Kind.ITEM, (("3. ", PLAIN), ("beans", PLAIN)), 0)),
        ("> said", Line(Kind.QUOTE, (("said", PLAIN),))),
        ("* * *", Line(Kind.RULE, ())),
        (
            "a **b** *c* `d*`",
            Line(
                Kind.TEXT,
                (("a ", PLAIN), ("b", Style.STRONG), (" ", PLAIN), ("c", Style.EMPHASIS), (" ", PLAIN), ("d*", CODE)),
            ),
        ),
        ("[x](https://e.org)", Line(Kind.TEXT, (("x", PLAIN), (" (https://e.org)", ASIDE)))),
        ("![x](file:///p.png)", Line(Kind.TEXT, (("[picture: x]", ASIDE),))),
        ("<img src=x> <b>no</b>", Line(Kind.TEXT, (("<img src=x> <b>no</b>", PLAIN),))),
    ],
)
def test_a_line_is_what_it_says(text: str, line: Line) -> None:
    assert list(read_markdown(text)) == [line]


def test_code_in_fences_is_left_alone() -> None:
    lines = list(read_markdown("```py\n# no *heading*\n~~~\n```\nafter"))
    assert [line.kind for line in lines] == [Kind.CODE, Kind.CODE, Kind.TEXT]
    assert lines[0].spans == (("# no *heading*", CODE),)


@pytest.mark.parametrize("part", ["a`", "*", "[", "![", "# ", " ", "**a", "> ", "*a"])
def test_nothing_makes_it_slow_or_endless(part: str) -> None:
    lines = list(read_markdown((part * 2_000 + "\n") * 50))
    assert len(lines) == 51
    assert all(sum(len(text) for text, _ in line.spans) <= 2_100 for line in lines)


def test_the_rest_of_a_long_text_is_told() -> None:
    lines = list(read_markdown("a\n" * (2 * MOST_LINES)))
    assert len(lines) == MOST_LINES + 1
    assert "The first 5,000 lines." in lines[-1].spans[0][0]
