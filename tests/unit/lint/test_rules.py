"""Each rule finds the message that breaks it, in the revisions it holds for, and lets the other pass."""

import dataclasses
from pathlib import Path

import pytest

from inspector.lint.check import check, check_event, check_head
from inspector.lint.context import Context
from inspector.lint.finding import Finding
from inspector.lint.limits import FAILED
from inspector.lint.registry import CONTENT_RULES, RULES, SITUATION_RULES, all_rules
from inspector.lint.report import report
from inspector.lint.rule import Rule
from inspector.lint.section import SPECIFICATION
from inspector.lint.situations import Situation
from inspector.protocol.revisions import REVISIONS
from tests.unit.lint.cases import catalog, server, wire

_CASES = wire.CASES | server.CASES | catalog.CASES
_OTHER_STANDARDS = (
    "https://www.jsonrpc.org/specification#",
    "https://www.rfc-editor.org/rfc/rfc",
    "https://www.w3.org/TR/",
    "https://html.spec.whatwg.org/multipage/server-sent-events.html#",
)
_ADDRESSES = [
    pytest.param(rule, revision, id=f"{rule.id}-{revision}") for rule in all_rules() for revision in rule.revisions
]


def _everything(context: Context) -> list[Finding]:
    return [*check(context), *check_head(context), *check_event(context)]


def _rules(context: Context) -> set[str]:
    return {finding.rule for finding in _everything(context)}


@pytest.fixture(scope="module")
def anchors() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("anchors.txt").read_text(encoding="utf-8").split())


def test_every_rule_has_a_message_that_breaks_it_and_one_that_does_not() -> None:
    assert {rule.id for rule in CONTENT_RULES} == set(_CASES)


@pytest.mark.parametrize("rule", _CASES)
def test_a_message_that_breaks_the_rule_is_found(rule: str) -> None:
    assert rule in _rules(_CASES[rule][0])


@pytest.mark.parametrize("rule", _CASES)
def test_a_message_that_keeps_the_rule_passes(rule: str) -> None:
    assert rule not in _rules(_CASES[rule][1])


@pytest.mark.parametrize("rule", _CASES)
def test_no_check_of_these_messages_fails(rule: str) -> None:
    assert all(FAILED.id not in _rules(context) for context in _CASES[rule])


@pytest.mark.parametrize("rule", [rule for rule in CONTENT_RULES if rule.revisions != REVISIONS], ids=lambda r: r.id)
def test_a_rule_is_silent_in_a_revision_it_does_not_hold_for(rule: Rule) -> None:
    for revision in set(REVISIONS) - set(rule.revisions):
        assert rule.id not in _rules(dataclasses.replace(_CASES[rule.id][0], revision=revision))


@pytest.mark.parametrize(("rule", "revision"), _ADDRESSES)
def test_a_section_exists_in_its_revision(rule: Rule, revision: str, anchors: frozenset[str]) -> None:
    address = rule.address(revision)
    if address.startswith(SPECIFICATION):
        place = address.removeprefix(f"{SPECIFICATION}/")
        assert place.startswith(f"{revision}/")
        assert place in anchors
    else:
        assert address.startswith(_OTHER_STANDARDS)


def test_the_ids_of_rules_are_unique_and_written_alike() -> None:
    ids = [rule.id for rule in (*CONTENT_RULES, *SITUATION_RULES)]
    assert len(ids) == len(set(ids))
    assert all(part.isalnum() and part.islower() for rule in ids for part in rule.split("-") if not part.isdigit())


def test_the_title_of_a_rule_is_a_sentence() -> None:
    assert [rule.id for rule in all_rules() if not rule.title.endswith(".") or not rule.title[:1].isupper()] == []


def test_every_rule_of_a_topic_is_in_the_registry() -> None:
    assert set(RULES) == {rule.id for rule in all_rules()}
    assert len(RULES) >= 60


def test_every_situation_has_a_rule_and_every_such_rule_a_situation() -> None:
    assert [situation.value for situation in Situation] == [rule.id for rule in SITUATION_RULES]


@pytest.mark.parametrize("situation", Situation)
def test_a_situation_is_reported_with_its_severity_and_section(situation: Situation) -> None:
    finding = report(situation, "It happened.", revision="2025-06-18", method="tools/call", pointer="/id")
    rule = RULES[situation]
    assert (finding.rule, finding.severity, finding.pointer) == (situation.value, rule.severity, "/id")
    assert finding.section == rule.address("2025-06-18")
    assert finding.message == "It happened."


def test_a_finding_without_a_revision_leads_to_the_newest_the_rule_holds_for() -> None:
    assert f"/{REVISIONS[3]}/" in report(Situation.SESSION_LOST, "It is gone.").section


def test_every_situation_is_reported_from_somewhere() -> None:
    package = Path(__file__).parents[3] / "inspector"
    sources = [path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name != "situations.py"]
    text = "\n".join(sources)
    assert [situation.name for situation in Situation if f"Situation.{situation.name}" not in text] == []
