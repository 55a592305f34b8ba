"""Our verdicts are those of the JSON-Schema-Test-Suite, and of the validator it comes with."""

import jsonschema
import pytest

from inspector.schema.validate import Checker

from .collections import DRAFTS, Group, suite

REFUSED = ("leads elsewhere and is not followed.", "is not known, so nothing is checked.")
"""By design: nothing is fetched, neither what a reference leads to nor another dialect (MCP, JSON Schema usage)."""

BY_DRAFT = {"draft7": jsonschema.Draft7Validator, "draft2020-12": jsonschema.Draft202012Validator}


def checked(group: Group) -> list[bool] | None:
    """Give the verdict for each value; nothing for a schema that is not used."""
    checker = Checker(group.schema)
    return None if checker.unusable else [checker.problems(value) == [] for value in group.data]


@pytest.mark.parametrize("draft", DRAFTS)
def test_each_verdict_is_that_of_the_suite(draft: str) -> None:
    verdicts = {group.name: (checked(group), list(group.valid)) for group in suite(draft)}
    assert sum(len(ours) for ours, _ in verdicts.values() if ours is not None) > 800
    assert {name: both for name, both in verdicts.items() if both[0] is not None and both[0] != both[1]} == {}


@pytest.mark.parametrize("draft", DRAFTS)
def test_only_what_would_have_to_be_fetched_is_not_checked(draft: str) -> None:
    unchecked = {group.name: Checker(group.schema).unusable for group in suite(draft)}
    odd = [
        name for name, why in unchecked.items() if why and not (why.endswith(REFUSED) and "//localhost:1234/" in why)
    ]
    assert odd == []


@pytest.mark.parametrize("draft", DRAFTS)
def test_each_verdict_is_that_of_jsonschema(draft: str) -> None:
    validator = BY_DRAFT[draft]
    for group in suite(draft):
        ours = checked(group)
        if ours is not None:
            assert [validator(group.schema).is_valid(value) for value in group.data] == ours, group.name
