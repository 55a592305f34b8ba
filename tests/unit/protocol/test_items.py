from typing import Any

import pytest

from inspector.protocol import items


@pytest.mark.parametrize("read", [items.tool, items.resource, items.template, items.prompt])
@pytest.mark.parametrize("raw", [None, 7, "bare", [], {}, {"name": 7}, {"uri": None}])
def test_whatever_a_server_sends_has_a_name_and_a_reason(read: Any, raw: Any) -> None:
    item = read(raw)
    assert item.name
    assert item.problem


def test_a_tool_says_what_it_may_do() -> None:
    item = items.tool({"name": "a", "inputSchema": {}, "annotations": {"destructiveHint": True, "title": "A"}})
    assert item.badges == ("destructive",)
    assert item.title == "A"
    assert items.is_destructive(item)


def test_a_read_only_tool_is_not_destructive_whatever_else_it_says() -> None:
    hints = {"destructiveHint": True, "readOnlyHint": True}
    assert not items.is_destructive(items.tool({"name": "a", "inputSchema": {}, "annotations": hints}))


def test_a_prompt_s_arguments_are_a_schema() -> None:
    schema = items.prompt_schema(
        items.prompt({"name": "p", "arguments": [{"name": "a", "required": True}, {"name": "b"}, 7]})
    )
    assert list(schema["properties"]) == ["a", "b"]
    assert schema["required"] == ["a"]


def test_a_tool_whose_header_annotation_breaks_the_rules_says_so() -> None:
    parameter = {"type": "number", "x-mcp-header": "Limit"}
    item = items.tool({"name": "a", "inputSchema": {"type": "object", "properties": {"limit": parameter}}})
    assert item.problem.startswith("Since 2026-07-28 it may not be called over HTTP.")
    assert '"limit" needs the type string, integer or boolean' in item.problem
