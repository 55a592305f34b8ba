"""URI templates, by the published test cases of RFC 6570 among others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.protocol.uri_templates import BrokenTemplate, Variable, expand, problem_of, variables_of
from tests.conftest import TESTS, absent

PUBLISHED = TESTS / "npm/node_modules/uri-templates/test/uritemplate-test"
FILES = ("spec-examples.json", "spec-examples-by-section.json", "extended-tests.json", "negative-tests.json")


def cases(path: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for group in json.loads(path.read_text()).values():
        for template, expected in group["testcases"]:
            yield template, group["variables"], expected


@pytest.mark.parametrize("name", FILES)
def test_the_published_test_cases_pass(name: str) -> None:
    if not PUBLISHED.exists():
        absent("uri-templates")
    wrong, reasons, checked = [], list[str](), 0
    for template, variables, expected in cases(PUBLISHED / name):
        checked += 1
        try:
            made: Any = expand(template, variables)
        except BrokenTemplate as error:
            made = False
            reasons.append(str(error))
        if made != expected and not (isinstance(expected, list) and made in expected):
            wrong.append((template, made, expected))
    assert wrong == []
    assert all(reason.endswith(".") for reason in reasons)
    assert checked > 15


@pytest.mark.parametrize(
    ("template", "values", "uri"),
    [
        ("weather://{city}/forecast", {"city": "São Paulo"}, "weather://S%C3%A3o%20Paulo/forecast"),
        ("file:///{+path}", {"path": "a/b.txt"}, "file:///a/b.txt"),
        ("repo://x{/path*}", {"path": ["src", "main.py"]}, "repo://x/src/main.py"),
        ("search://{?q,limit}", {"q": "a b"}, "search://?q=a%20b"),
        ("search://{?keys*}", {"keys": {"a": 1, "b": True}}, "search://?a=1&b=true"),
        ("x://{id:3}", {"id": "abcdef"}, "x://abc"),
        ("x://{id}", {}, "x://"),
    ],
)
def test_values_make_a_uri(template: str, values: dict[str, Any], uri: str) -> None:
    assert expand(template, values) == uri


def test_variables_come_once_each_with_what_modifies_them() -> None:
    assert variables_of("x://{a}/{+b:3}{?c*,a}") == (
        Variable("a"),
        Variable("b", prefix=3, operator="+"),
        Variable("c", explode=True, operator="?"),
    )
    assert [v.is_needed for v in variables_of("{a}{+b}{/c}{?d}")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("x://{a", "does not close its last brace"),
        ("x://a}", "closes a brace that was not opened at character 6"),
        ("x://{a{b}}", "opens a brace inside another at character 7"),
        ("x://{file-name}", 'no expression of RFC 6570: "file-name" is no name of a variable'),
        ("x://{a:0}", '"a:0" is no name of a variable'),
        ("x://{a}" + "y" * 20_000, "has 20,007 characters"),
    ],
)
def test_a_broken_template_says_why(template: str, reason: str) -> None:
    assert reason in problem_of(template)


def test_a_prefix_of_a_list_is_refused_with_the_reason() -> None:
    with pytest.raises(BrokenTemplate, match="takes a prefix, which only a text has"):
        expand("x://{a:3}", {"a": ["b", "c"]})


def test_nested_values_are_refused_with_the_reason() -> None:
    with pytest.raises(BrokenTemplate, match='The value of "a" is nested'):
        expand("x://{a}", {"a": [["b"]]})
