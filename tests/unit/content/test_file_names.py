"""Names of files for what a server sent."""

import pytest

from inspector.content.file_names import file_name
from inspector.content.languages import ending_of, language_of


@pytest.mark.parametrize(
    ("uri", "mime", "name"),
    [
        ("file:///garden/beds.csv", "text/csv", "beds.csv"),
        ("weather://now", "application/json", "now.json"),
        ("x://a/b/", "", "b"),
        ("x://h/..%2f..%2fetc%2fpasswd", "", "passwd"),
        ("x://h/a%00b%2Ec", "", "a_b.c"),
        ("x://h/%e2%80%aegpj.exe", "", "gpj.exe"),
        ("x://h/con.txt", "", "_con.txt"),
        ("x://h/.bashrc", "text/plain", "bashrc.txt"),
        ("x://h/-rf", "", "rf"),
        ("x://[bad", "image/png", "content.png"),
        ("", "", "content"),
        ("x://h/" + "a" * 300 + ".tar", "", "a" * 76 + ".tar"),
    ],
)
def test_a_name_is_safe_and_says_what_it_is(uri: str, mime: str, name: str) -> None:
    assert file_name(uri, mime) == name


def test_a_language_is_told_by_the_type_or_else_by_the_ending() -> None:
    assert language_of("text/x-python", "x://a.md") == "python"
    assert language_of("text/plain", "x://a/b.MD?c=d.py") == "markdown"
    assert language_of("application/atom+xml") == "xml"
    assert language_of("text/html", "x://a.py") == "html"
    assert language_of("", "x://a") == ""
    assert ending_of("x://a/.gitignore") == ""
