"""Checking as a whole: bounded, harmless, and quiet about what is right."""

import dataclasses
import json
import random
import subprocess
import sys
from typing import Any

import pytest

from inspector.jsonrpc.message import classify, parse
from inspector.lint import limits
from inspector.lint.check import check, check_event, check_head, steps
from inspector.lint.context import Context, Sender
from inspector.lint.registry import EITHER_CHECKS
from inspector.lint.rule import Said, Steps
from inspector.protocol.revisions import LEGACY_REVISIONS, REVISIONS
from tests.unit.lint.build import LEGACY, MODERN, answer, asked, received, refusal, told
from tests.unit.lint.cases import catalog, server, wire

_ALL = [context for pair in (wire.CASES | server.CASES | catalog.CASES).values() for context in pair]
_TOOL = {"name": "add", "description": "Adds.", "inputSchema": {"type": "object"}}


def _rules(context: Context) -> list[str]:
    return [finding.rule for finding in check(context)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_good_results_have_no_findings_in_any_revision(revision: str) -> None:
    text = {"type": "text", "text": "3"}
    file = {"uri": "file:///a", "mimeType": "text/plain", "text": "a"}
    good = [
        ("ping", {}),
        ("tools/list", {"tools": [_TOOL]}),
        ("tools/call", {"content": [text], "isError": False}),
        ("resources/list", {"resources": [{"uri": "file:///a", "name": "a"}]}),
        ("resources/templates/list", {"resourceTemplates": [{"uriTemplate": "file:///{a}", "name": "a"}]}),
        ("resources/read", {"contents": [file]}),
        ("prompts/list", {"prompts": [{"name": "a", "arguments": [{"name": "b"}]}]}),
        ("prompts/get", {"messages": [{"role": "user", "content": text}]}),
        ("completion/complete", {"completion": {"values": ["a"], "total": 1, "hasMore": False}}),
    ]
    for method, result in good:
        params = {"uri": "file:///a"} if method == "resources/read" else {}
        assert check(answer(method, result, revision, params=params)) == []


@pytest.mark.parametrize("revision", LEGACY_REVISIONS)
def test_a_good_handshake_has_no_findings(revision: str) -> None:
    hello = {"protocolVersion": revision, "capabilities": {"tools": {}}, "serverInfo": {"name": "a", "version": "1"}}
    assert check(answer("initialize", hello, revision, params={"protocolVersion": revision})) == []
    assert check(answer("initialize", hello, None, params={"protocolVersion": revision})) == []


def test_a_sloppy_server_gets_a_finding_for_each_oddity() -> None:
    hello = {"protocolVersion": LEGACY, "capabilities": {"tools": True}, "serverInfo": {"name": "a", "version": "1"}}
    reply = {"jsonrpc": "2.0", "id": 1, "result": {"content": "done"}, "error": None}
    call = answer("tools/call", {}).call
    assert "capability-shape" in _rules(answer("initialize", hello))
    assert _rules(received(reply, call=call)) == ["error-null", "content-list"]


def test_the_shape_is_not_told_again_where_a_rule_of_ours_told_it() -> None:
    findings = check(answer("tools/list", {"tools": [{"name": 3, "inputSchema": {"type": "object"}, "title": 5}]}))
    assert {(f.rule, f.pointer) for f in findings if f.severity == "error"} == {
        ("tool-name-missing", "/result/tools/0/name"),
        ("schema-shape", "/result/tools/0/title"),
    }


def test_of_a_union_only_the_branch_that_was_meant_is_spoken_of() -> None:
    item = {"type": "image", "data": "AAAA", "mimeType": "image/png", "annotations": {"lastModified": 5}}
    for revision in (LEGACY, MODERN):
        shape = [f for f in check(answer("tools/call", {"content": [item]}, revision)) if f.rule == "schema-shape"]
        assert all("/content/0/annotations" in finding.pointer for finding in shape)


def test_a_pointer_escapes_what_a_member_is_called() -> None:
    findings = check(answer("ping", {"_meta": {"a b/c~d": 1}}))
    assert [finding.pointer for finding in findings] == ["/result/_meta/a b~1c~0d"]


def test_the_findings_of_one_message_are_limited_and_the_last_says_so() -> None:
    findings = check(answer("tools/list", {"tools": ["x"] * 500}))
    assert len(findings) == limits.MAX_FINDINGS + 1
    assert findings[-1].rule == "lint-limit"


def test_the_time_for_one_message_is_limited_and_the_last_finding_says_so() -> None:
    findings = check(answer("tools/list", {"tools": [_TOOL] * 50}), seconds=0)
    assert findings[-1].rule == "lint-limit"


def test_of_a_huge_message_only_the_envelope_is_checked() -> None:
    raw = json.dumps({"id": 1, "result": {"content": [{"type": "text", "text": "a" * limits.MAX_BYTES}]}}).encode()
    assert _rules(Context(parse(raw), raw, LEGACY)) == ["jsonrpc-version", "lint-limit"]


def test_a_rule_that_fails_is_a_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_nothing(context: Context) -> Steps:
        yield Said(limits.MORE, "Before.")
        raise ZeroDivisionError("by us")

    monkeypatch.setattr("inspector.lint.check.EITHER_CHECKS", (check_nothing, *EITHER_CHECKS))
    findings = check(received({"id": 1, "result": {}}))
    assert [finding.rule for finding in findings][:3] == ["lint-limit", "lint-failed", "jsonrpc-version"]
    assert "nothing" in findings[1].message
    assert "by us" in findings[1].message


def test_checking_changes_nothing() -> None:
    for context in _ALL:
        before = repr(context.message)
        check(context)
        assert repr(context.message) == before


def test_a_long_check_can_be_put_aside_between_items() -> None:
    pauses = sum(step is None for step in steps(answer("tools/list", {"tools": [_TOOL] * 100})))
    assert pauses > 100


def test_what_the_client_sent_is_checked_for_its_envelope_only() -> None:
    context = dataclasses.replace(asked("tools/list", {}), sender=Sender.CLIENT)
    assert check(context) == []
    assert "jsonrpc-version" in _rules(dataclasses.replace(received({"id": 1, "method": "ping"}), sender=Sender.CLIENT))


def test_a_malformed_request_of_the_client_is_told_by_its_schema() -> None:
    context = dataclasses.replace(asked("tools/call", {"name": 5}), sender=Sender.CLIENT)
    assert [(f.rule, f.pointer) for f in check(context)] == [("schema-shape", "/params/name")]


def test_without_a_revision_only_what_holds_in_all_of_them_is_said() -> None:
    context = received({"jsonrpc": "2.0", "id": 1, "result": {}}, None)
    assert check(context) == []


def test_a_result_of_the_handshake_is_judged_by_the_revision_it_names() -> None:
    hello = {
        "protocolVersion": "2024-11-05",
        "capabilities": {"completions": {}},
        "serverInfo": {"name": "a", "version": "1"},
    }
    findings = check(answer("initialize", hello, None))
    assert [f.rule for f in findings] == ["capability-unknown"]
    assert "/2024-11-05/" in findings[0].section


@pytest.mark.parametrize(("revision", "expected"), [("2027-01-01", MODERN), ("2025-12-01", LEGACY)])
def test_a_revision_that_is_not_known_is_judged_by_the_newest_of_its_era(revision: str, expected: str) -> None:
    assert f"/{expected}/" in check(answer("tools/list", {"tools": 5}, revision))[-1].section


def test_a_choice_of_several_is_no_field_of_a_form_before_2025_11_25() -> None:
    several = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    params = {"message": "Which", "requestedSchema": {"type": "object", "properties": {"a": several}}}
    assert "elicitation-nested" in _rules(asked("elicitation/create", params, "2025-06-18"))
    assert check(asked("elicitation/create", params, LEGACY)) == []


def test_a_key_of_meta_is_reserved_by_other_labels_in_2025_06_18() -> None:
    old, new = {"tools.mcp.com/a": 1}, {"com.mcp.tools/a": 1}
    assert _rules(answer("ping", {"_meta": {"mcp.dev/a": 1}}, "2025-06-18")) == ["meta-reserved"]
    assert _rules(answer("ping", {"_meta": {"mcp.dev/a": 1}}, LEGACY)) == []
    assert [_rules(answer("ping", {"_meta": old | new}, LEGACY))] == [["meta-reserved"] * 2]


def test_importing_the_rules_loads_neither_schemas_nor_types() -> None:
    code = "import sys, inspector.lint.check as c; print({'mcp_types', 'pydantic', 'jsonschema_rs'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_schema_that_takes_too_long_is_not_used_and_the_findings_say_so() -> None:
    parts = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}, {"$ref": f"#/$defs/a{n + 1}"}]} for n in range(40)}
    schema = {"type": "object", "$ref": "#/$defs/a0", "$defs": parts | {"a40": {"type": "array"}}}
    context = answer("tools/call", {"content": [], "structuredContent": {}}, output_schema=schema)
    assert _rules(context) == ["structured-text", "lint-limit"]


def test_where_structured_content_breaks_its_schema_is_said() -> None:
    schema = {"type": "object", "properties": {"a/b": {"type": "array", "items": {"type": "integer"}}}}
    content = {"a/b": [1, "2"]}
    text = {"type": "text", "text": json.dumps(content)}
    context = answer("tools/call", {"content": [text], "structuredContent": content}, output_schema=schema)
    assert [f.pointer for f in check(context)] == ["/result/structuredContent/a~1b/1"]


def test_noise_is_quoted() -> None:
    assert '"Server running"' in check(received(b"Server running\n"))[0].message


def test_the_method_of_a_reply_is_that_of_its_request() -> None:
    assert {finding.method for finding in check(refusal("no", method="prompts/get"))} == {"prompts/get"}


def test_a_legacy_error_to_the_probe_is_not_held_to_the_rules_of_the_modern_era() -> None:
    assert check(refusal({"code": -32001, "message": "x"}, None, method="server/discover")) == []


@pytest.mark.parametrize("revision", [None, LEGACY])
def test_a_legacy_result_to_the_probe_is_no_greeting(revision: str | None) -> None:
    assert check(answer("server/discover", {}, revision)) == []


def test_a_quoted_value_is_cut_and_shows_its_control_characters() -> None:
    finding = check(told("notifications/message", {"level": "\x1b[2J" + "a" * 5_000, "data": 1}))[0]
    assert len(finding.message) < 300
    assert "\x1b" not in finding.message
    assert "\\u001b" in finding.message


_ODD: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "a", "\ud800", [], {}, [None], {"a": {}}, [[[[]]]], {"": ""}]


def _mutated(value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.12:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        return {name: _mutated(part, chance) for name, part in value.items() if chance.random() > 0.05}
    if isinstance(value, list):
        return [_mutated(part, chance) for part in value]
    return value


@pytest.mark.parametrize("seed", range(8))
def test_no_shape_of_a_message_makes_a_rule_fail(seed: int) -> None:
    chance = random.Random(seed)
    for context in _ALL:
        value = _mutated(context.message.value, chance) if context.raw else {}
        raw = json.dumps(value, default=str).encode()
        changed = dataclasses.replace(
            context, message=classify(value), raw=raw, server_capabilities=chance.choice(_ODD)
        )
        findings = [*check(changed), *check_head(changed), *check_event(changed)]
        assert [finding.message for finding in findings if finding.rule == "lint-failed"] == []


def test_no_bytes_make_a_rule_fail() -> None:
    chance = random.Random(1)
    for context in _ALL:
        raw = bytearray(context.raw)
        for _ in range(3 if raw else 0):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        changed = dataclasses.replace(context, message=parse(bytes(raw)), raw=bytes(raw))
        assert "lint-failed" not in _rules(changed)


def test_a_deeply_nested_message_is_checked_without_harm() -> None:
    raw = b'{"jsonrpc":"2.0","id":1,"result":{"content":' + b"[" * 900 + b"]" * 900 + b"}}"
    call = answer("tools/call", {}).call
    assert "lint-failed" not in _rules(Context(parse(raw), raw, LEGACY, call))


def test_a_resource_without_a_uri_is_not_said_to_be_unreadable() -> None:
    """Some servers read it by its name, which is odd and works."""
    (finding,) = check(answer("resources/list", {"resources": [{"name": "a"}]}))
    assert (finding.rule, finding.message) == (
        "resource-uri-missing",
        "It has no URI, and resources are read by their URI.",
    )
