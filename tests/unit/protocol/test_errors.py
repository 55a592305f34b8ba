from typing import Any

import pytest

from inspector.protocol.errors import advice, missing_capabilities


def missing(required: Any) -> dict[str, Any]:
    return {"code": -32021, "message": "no", "data": {"requiredCapabilities": required}}


@pytest.mark.parametrize(
    ("required", "named"),
    [
        ({"sampling": {}}, ["sampling"]),
        ({"elicitation": {"url": {}, "form": {}}}, ["elicitation.url", "elicitation.form"]),
        ({"extensions": {"io.modelcontextprotocol/tasks": {}}}, ["extensions.io.modelcontextprotocol/tasks"]),
        ({"roots": True}, ["roots"]),
        (["sampling"], []),
        (None, []),
    ],
)
def test_missing_capabilities_are_named(required: Any, named: list[str]) -> None:
    assert missing_capabilities(missing(required)) == named


@pytest.mark.parametrize("error", [None, "text", {}, {"code": -32021}, {"code": -32021, "data": 7}])
def test_an_error_of_any_shape_names_nothing(error: Any) -> None:
    assert missing_capabilities(error) == []


def test_the_errors_of_the_modern_era_come_with_advice() -> None:
    assert "this client did not declare: sampling." in advice(missing({"sampling": {}}))
    offered = {"supported": ["2026-07-28", "2025-11-25"], "requested": "1900-01-01"}
    assert "speaks 2026-07-28, 2025-11-25." in advice({"code": -32022, "data": offered})
    assert "no version it names" in advice({"code": -32022})
    assert "list of tools may be out of date" in advice({"code": -32020})
    assert advice({"code": -32601}) == ""


def test_a_server_that_names_much_gets_one_sentence_all_the_same() -> None:
    offered = {"supported": ["x" * 10_000] * 10_000}
    assert len(advice({"code": -32022, "data": offered})) < 6_000
