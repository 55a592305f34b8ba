"""Rules that answer in the place of the user, and the answers they take from files."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspector.protocol import methods
from inspector.sessions.answer_rules import AnswerRule, Deed, answer_by, first_fitting, read_rules, write_rules
from inspector.sessions.canned_answers import CannedAnswers, CannedError
from inspector.sessions.questions import Declined, Granted, Question

FORM = {"type": "object", "properties": {"age": {"type": "integer", "default": 7}}}


def question(method: str = methods.ELICIT, server: str = "here", **params: Any) -> Question:
    return Question(server, method, {"message": "How OLD are you?", "requestedSchema": FORM, **params}, 1)


@pytest.mark.parametrize(
    "rule",
    [
        AnswerRule(),
        AnswerRule(methods.ELICIT),
        AnswerRule(server="here"),
        AnswerRule(text="how old"),
        AnswerRule(methods.ELICIT, "here", "OLD"),
    ],
)
def test_a_rule_fits_by_method_server_and_text(rule: AnswerRule) -> None:
    assert first_fitting([rule], question()) is rule


@pytest.mark.parametrize(
    "rule",
    [
        AnswerRule(methods.CREATE_MESSAGE),
        AnswerRule(server="elsewhere"),
        AnswerRule(text="how young"),
        AnswerRule(is_on=False),
        AnswerRule(deed=Deed.MODEL),
    ],
)
def test_a_rule_for_something_else_does_not_fit(rule: AnswerRule) -> None:
    assert first_fitting([rule], question()) is None


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    rules = [AnswerRule(text="young", deed=Deed.DECLINE), AnswerRule(deed=Deed.CANCEL), AnswerRule(deed=Deed.ACCEPT)]
    found = first_fitting(rules, question())
    assert found is rules[1]


def test_what_a_rule_answers(tmp_path: Path) -> None:
    canned = CannedAnswers(tmp_path)
    assert answer_by(AnswerRule(deed=Deed.ACCEPT), question(), canned) == Granted(
        {"action": "accept", "content": {"age": 7}}
    )
    assert answer_by(AnswerRule(deed=Deed.ACCEPT), question(mode="url", url="https://x"), canned) == Granted(
        {"action": "accept"}
    )
    assert answer_by(AnswerRule(deed=Deed.DECLINE), question(), canned) == Granted({"action": "decline"})
    refusal = answer_by(AnswerRule(deed=Deed.DECLINE), question(methods.CREATE_MESSAGE), canned)
    assert isinstance(refusal, Declined)
    assert refusal.code == -1
    assert answer_by(AnswerRule(deed=Deed.ACCEPT), question(methods.CREATE_MESSAGE), canned) is None


def test_a_canned_answer_is_a_file_one_can_read_and_a_command_takes(tmp_path: Path) -> None:
    canned = CannedAnswers(tmp_path)
    result = {"role": "assistant", "content": {"type": "text", "text": "ähem"}, "model": "none"}
    path = canned.keep(methods.CREATE_MESSAGE, "no idea", result)
    assert json.loads(path.read_text(encoding="utf-8")) == result
    assert "ähem" in path.read_text(encoding="utf-8")
    assert canned.names(methods.CREATE_MESSAGE) == ["no idea"]
    assert canned.names(methods.ELICIT) == []
    rule = AnswerRule(deed=Deed.CANNED, canned="no idea")
    assert answer_by(rule, question(methods.CREATE_MESSAGE), canned) == Granted(result)
    canned.delete(methods.CREATE_MESSAGE, "no idea")
    with pytest.raises(CannedError, match="could not be read"):
        canned.get(methods.CREATE_MESSAGE, "no idea")


@pytest.mark.parametrize("name", ["", " ", "..", "a/b", "a\\b", "a\0", "x" * 200, "con:"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannedError, match="cannot be the name"):
        CannedAnswers(tmp_path).keep(methods.ELICIT, name, {})


@pytest.mark.parametrize("text", ["not json", "[1]", '"text"'])
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    canned = CannedAnswers(tmp_path)
    canned.keep(methods.ELICIT, "a", {}).write_text(text)
    with pytest.raises(CannedError, match="Correct the file"):
        canned.get(methods.ELICIT, "a")


def test_rules_are_read_back_as_they_were_written() -> None:
    rules = (AnswerRule(methods.ELICIT, "a", "b", Deed.CANNED, "c", is_on=False), AnswerRule(deed=Deed.MODEL))
    assert read_rules(write_rules(rules)) == rules


@pytest.mark.parametrize("text", ["", "x", "{}", "[1]", '[{"deed": "explode"}]', "null"])
def test_rules_that_cannot_be_read_are_none(text: str) -> None:
    assert read_rules(text) == ()
