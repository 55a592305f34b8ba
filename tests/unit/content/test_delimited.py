"""Tables of text, read row by row."""

import pytest

from inspector.content.delimited import Delimited, delimiter_of


def rows(text: str) -> list[list[str]]:
    table = Delimited(text)
    while table.read_on(0.1):
        pass
    return [table.row(number) for number in range(table.rows)]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1\t2\n", "\t"),
        ("a;b\n1,5;2,5\n", ";"),
        ("a|b|c\n1|2|3", "|"),
        ('"a;b",c\n"d;e",f\n', ","),
        ("one column\nonly\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_told_from_the_first_lines(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ('a,b\n"x\ny",2\n3,4', [["a", "b"], ["x\ny", "2"], ["3", "4"]]),
        ('a,"say ""hi"""\n', [["a", 'say "hi"']]),
        ("a,b\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
        ('a,"never closed\n1,2\n', [["a", "never closed\n1,2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("\ufeffa,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("", []),
        ("x," + "y" * 200_000, [["x", "y" * 200_000]]),
    ],
)
def test_rows_are_what_the_format_says(text: str, expected: list[list[str]]) -> None:
    assert rows(text) == expected


def test_a_million_rows_are_found_in_slices() -> None:
    table = Delimited("a,b\n" + "1,2\n" * 1_000_000)
    slices = 1
    while table.read_on(0.01):
        slices += 1
    assert slices > 3
    assert table.rows == 1_000_001
    assert table.row(1_000_000) == ["1", "2"]


def test_rows_of_another_width_are_told() -> None:
    assert Delimited("a,b\n1,2\n1,2,3\n").note == "Row 3 has 3 cells where the first has 2."


def test_the_first_row_names_the_columns_unless_it_holds_figures() -> None:
    assert Delimited("bed,plant\n1,beans\n").has_head
    assert not Delimited("1,2\n3,4\n").has_head
    assert not Delimited("a,a\n1,2\n").has_head
    assert not Delimited("a,b\n").has_head
