"""The command that lists the rules."""

import json

import pytest

from inspector.cli.exit_codes import ExitCode
from inspector.cli.rules import run_rules
from inspector.lint.registry import all_rules


def test_every_rule_is_listed_with_severity_and_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules([]) == ExitCode.FINE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [rule.id for rule in all_rules()]
    assert all(line.split()[0] in ("error", "warning", "note") for line in lines)
    assert all("https://" in line.split()[-1] for line in lines)


def test_of_a_revision_only_its_own_rules_are_listed_with_its_own_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    run_rules(["--revision", "2025-03-26"])
    out = capsys.readouterr().out
    ids = {line.split()[1] for line in out.splitlines()}
    assert "batch-empty" in ids
    assert "batch" not in ids
    assert "/2026-07-28/" not in out


def test_one_rule_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run_rules(["batch-empty", "--json"])
    (rule,) = json.loads(capsys.readouterr().out)
    assert (rule["id"], rule["severity"], rule["revisions"]) == ("batch-empty", "error", ["2025-03-26"])
    assert list(rule["sections"]) == ["2025-03-26"]


def test_a_rule_that_does_not_exist_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules(["no-such-rule"]) == ExitCode.USAGE
    assert 'no rule "no-such-rule"' in capsys.readouterr().err
