"""For schemas that others wrote: the form opens, and gives back just the data that was put in."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import utils as conjecture
from hypothesis_jsonschema import from_schema
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from inspector.schema.document import same, write
from inspector.schema.example import example_for
from inspector.schema.form import describe
from inspector.schema.validate import problems_with
from inspector.servers.definition import ServerDefinition
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from tests.conftest import FILESYSTEM, TESTS, node_program
from tests.interop.conftest import stdio
from tests.interop.talk import talk
from tests.schemas.collections import DRAFTS, Group, everything_in, examples, suite

ODD: tuple[Any, ...] = (
    None, True, 0, 1.0, -0.0, 10**30, 0.1, "", "text", "two\nlines", "\u2028\ud800\x00", [], [None, "a", 1.0], {},
    {"a": {"b": [1, {"": None}]}, "foo": "bar", "x": 1, "~/ ": [[]]},
)  # fmt: skip


@pytest.fixture
def many(qtbot: QtBot) -> Iterator[ArgumentsEditor]:
    """Give one editor for many schemas. It is not shown: what can be seen is made all the same."""
    editor = ArgumentsEditor()
    qtbot.addWidget(editor)
    yield editor
    editor.set_schema({})
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def comes_back(editor: ArgumentsEditor, value: Any) -> None:
    """Put a value in, look at all fields, let each write what it shows: the value has to stay the same."""
    editor.form().set_active(active=True)  # where JSON is all that is shown, too
    editor.sheet.start(write(value))
    for _ in range(2):
        for row in list(editor.form().rows()):
            row.open(True)
    editor.form().make_all()
    assert same(editor.value(), value)
    assert editor.text() == write(value)
    for row in list(editor.form().rows()):
        if row.editor is not None and row.parent() is not None:
            row.editor.edited.emit()
    assert same(editor.value(), value), editor.text()


def open_all(editor: ArgumentsEditor, groups: Iterable[Group]) -> int:
    count = 0
    for group in groups:
        editor.set_schema(group.schema)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the form before
        for value in (*group.data, *ODD[count % 8 :: 8]):
            try:
                comes_back(editor, value)
            except BaseException as error:
                error.add_note(f"{group.name}: {json.dumps(value)[:300]}")
                raise
            count += 1
    return count


@pytest.mark.parametrize("draft", DRAFTS)
def test_data_of_the_test_suite_comes_back(many: ArgumentsEditor, draft: str) -> None:
    assert open_all(many, suite(draft)) > 1_200


def test_data_of_other_form_generators_comes_back(many: ArgumentsEditor) -> None:
    assert open_all(many, examples()) > 400


def test_nearly_all_of_what_other_form_generators_show_has_a_field_here() -> None:
    forms = [describe(group.schema) for group in examples() if isinstance(group.schema, dict) and group.schema]
    assert sum(not form.problem for form in forms) / len(forms) > 0.95


def servers() -> list[list[str]]:
    """Give the commands of servers that people use, as far as they are installed, and of those that come along."""
    npm, pypi = TESTS / "npm/node_modules", TESTS / "pypi/.venv/bin"
    node = node_program() or "node"
    scripts = (
        "@modelcontextprotocol/server-everything/dist/index.js",
        "@modelcontextprotocol/server-memory/dist/index.js",
        "@modelcontextprotocol/server-sequential-thinking/dist/index.js",
        "mcp-server-commands/build/index.js",
    )
    found = [[node, str(npm / script)] for script in scripts if (npm / script).exists()]
    if FILESYSTEM.exists():
        found.append([node, str(FILESYSTEM), str(TESTS)])
    programs = (
        ["mcp-server-time"],
        ["mcp-server-fetch"],
        ["mcp-server-git"],
        ["word_mcp_server"],
        ["excel-mcp-server", "stdio"],
    )
    found += [[str(pypi / name), *rest] for name, *rest in programs if (pypi / name).exists()]
    demo = ("weather", "assistant", "files", "calculator", "tasks")
    found += [[sys.executable, "-m", "inspector.demo", name] for name in demo]
    return [*found, [sys.executable, str(TESTS / "servers/sdk_server.py"), "stdio"]]


async def tools_of(command: list[str], path: Path) -> list[dict[str, Any]]:
    async with talk(ServerDefinition("server", stdio(command)), path) as opened:
        return [tool for tool in opened.session.catalog.tools if isinstance(tool, dict)]


def test_the_tools_of_real_servers_have_forms_that_give_back_what_they_are_given(
    many: ArgumentsEditor, tmp_path: Path
) -> None:
    tools = [
        tool
        for number, command in enumerate(servers())
        for tool in anyio.run(tools_of, command, tmp_path / str(number))
    ]
    assert len(tools) > 30
    for tool in tools:
        schema = tool["inputSchema"]
        example = example_for(describe(schema))
        wrong = [problem for problem in problems_with(example, schema) if problem.keyword != "pattern"]  # cannot be met
        assert wrong == [], tool["name"]
        open_all(many, [Group(tool["name"], schema, (example, *everything_in(example)))])


def _more(elements: Any) -> bool:
    """Tell whether to draw another element, as hypothesis-jsonschema asks: hypothesis gives an iterator since."""
    if "turns" not in vars(elements):
        elements.turns = iter(elements.__enter__())
    return next(elements.turns, elements) is not elements


if not hasattr(conjecture.many, "more"):
    setattr(conjecture.many, "more", _more)  # noqa: B010 - the type has no such attribute any more

# A part of what the strategies for schemas can do: each is met in schemas of tools.
PARTS: Any = st.recursive(
    st.sampled_from(
        [
            {"type": "string"}, {"type": "integer", "minimum": -3}, {"type": "number"}, {"type": "boolean"},
            {"type": "null"}, {"enum": ["a", 1, None]}, {"const": 7}, {"type": ["string", "integer"]}, {},
        ]
    ),
    lambda inner: (
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 3}, inner)
        | st.builds(
            lambda members, required: {"type": "object", "properties": members, "required": required},
            st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            st.lists(st.sampled_from("abc"), unique=True, max_size=2),
        )
        | st.builds(lambda part: {"type": "object", "additionalProperties": part, "maxProperties": 2}, inner)
        | st.builds(lambda branches: {"anyOf": branches}, st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_data_for_any_schema_comes_back(many: ArgumentsEditor, data: st.DataObject) -> None:
    schema = data.draw(PARTS)
    many.set_schema(schema)
    comes_back(many, data.draw(from_schema(schema)))
    comes_back(many, data.draw(st.sampled_from(ODD)))
