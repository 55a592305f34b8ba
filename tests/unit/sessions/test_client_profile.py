from typing import Any

import pytest

from inspector.protocol.capabilities import ClientCapability
from inspector.servers.definition import ClientSettings
from inspector.sessions.client_profile import ClientProfile, interactive_profile
from inspector.sessions.questions import Question

ROOTS = {"listChanged": True}
TASKS: dict[str, Any] = {
    "list": {},
    "cancel": {},
    "requests": {"sampling": {"createMessage": {}}, "elicitation": {"create": {}}},
}


@pytest.mark.parametrize(
    ("revision", "declared"),
    [
        ("2024-11-05", {"roots": ROOTS, "sampling": {}}),
        ("2025-03-26", {"roots": ROOTS, "sampling": {}}),
        ("2025-06-18", {"roots": ROOTS, "sampling": {}, "elicitation": {"form": {}}}),
        (
            "2025-11-25",
            {"roots": ROOTS, "sampling": {"tools": {}}, "elicitation": {"form": {}, "url": {}}, "tasks": TASKS},
        ),
        ("2026-07-28", {"roots": {}, "sampling": {"tools": {}}, "elicitation": {"form": {}, "url": {}}}),
    ],
)
def test_each_revision_is_told_what_it_knows(revision: str, declared: dict[str, Any]) -> None:
    profile = interactive_profile().switched(ClientSettings(extensions={"io.modelcontextprotocol/tasks": None}))
    assert profile.capabilities_in(revision) == declared


def test_extensions_are_added_changed_and_switched_off() -> None:
    one, two = "com.example/one", "com.example/two"
    profile = ClientProfile(extensions={one: {"a": 1}, two: {}})
    switched = profile.switched(ClientSettings(extensions={one: None, "com.example/three": {"b": 2}}))
    assert switched.capabilities_in("2026-07-28") == {"extensions": {two: {}, "com.example/three": {"b": 2}}}
    assert switched.capabilities_in("2025-11-25") == {}


def test_what_is_switched_on_goes_out_in_every_revision() -> None:
    profile = ClientProfile().switched(ClientSettings(switched={ClientCapability.ELICITATION_URL: True}))
    assert profile.capabilities_in("2024-11-05") == {"elicitation": {"url": {}}}
    assert profile.declares(ClientCapability.ELICITATION_URL, "2024-11-05")


@pytest.mark.parametrize(
    ("method", "params", "revision", "code"),
    [
        ("roots/list", {}, "2025-11-25", -32601),
        ("sampling/createMessage", {}, "2025-11-25", None),
        ("sampling/createMessage", {"tools": [{}]}, "2025-11-25", -32602),
        ("elicitation/create", {}, "2025-11-25", None),
        ("elicitation/create", {"mode": "url"}, "2025-11-25", -32602),
        ("elicitation/create", {}, "2024-11-05", -32601),
        ("some/other", {}, "2025-11-25", None),
    ],
)
def test_what_was_not_declared_is_refused(method: str, params: dict[str, Any], revision: str, code: int | None) -> None:
    profile = ClientProfile().with_abilities(ClientCapability.SAMPLING, ClientCapability.ELICITATION_FORM)
    refusal = profile.refusal(Question("server", method, params, 1), revision)
    assert (refusal.code if refusal is not None else None) == code


def test_members_of_the_identity_are_replaced_and_left_out() -> None:
    profile = ClientProfile().switched(ClientSettings(identity={"name": "mine", "title": "", "icons": []}))
    assert profile.info["name"] == "mine"
    assert profile.info["icons"] == []
    assert "title" not in profile.info
