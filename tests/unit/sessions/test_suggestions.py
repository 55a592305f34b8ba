"""What a server offers to complete an argument with, of whatever shape."""

from typing import Any

import pytest

from inspector.sessions.outcome import ErrorReply, NoReply, ResultReply
from inspector.sessions.suggestions import SHOWN, read_suggestions
from inspector.transports.failure import Failure, Reason


def reply(completion: Any) -> ResultReply:
    return ResultReply({"completion": completion}, 1, 2, 3)


@pytest.mark.parametrize(
    ("completion", "values", "sentence"),
    [
        ({"values": ["a", "b"]}, ("a", "b"), ""),
        (
            {"values": ["a"], "total": 120, "hasMore": True},
            ("a",),
            "1 of 120 values; type more of it to see the others.",
        ),
        ({"values": ["a"], "hasMore": True}, ("a",), "The first 1 values; type more of it to see the others."),
        ({"values": []}, (), "The server has no value that begins so."),
        ({"values": ["a", 5, None], "total": "many"}, ("a",), ""),
        ({"values": "abc"}, (), 'The reply has no list "completion.values", so nothing is offered.'),
        (None, (), 'The reply has no list "completion.values", so nothing is offered.'),
    ],
)
def test_a_reply_is_read_as_far_as_it_can_be(completion: Any, values: tuple[str, ...], sentence: str) -> None:
    found = read_suggestions(reply(completion))
    assert found.values == values
    assert found.sentence == sentence


def test_no_more_are_offered_than_a_server_may_send() -> None:
    assert len(read_suggestions(reply({"values": ["x"] * 5_000})).values) == SHOWN


def test_a_server_that_does_not_know_completion_is_told_apart() -> None:
    refused = read_suggestions(ErrorReply({"code": -32601, "message": "no"}, 1, 2, 3))
    assert refused.is_unknown
    assert "The server did not complete it: no" in refused.sentence
    failed = read_suggestions(NoReply(Failure(Reason.TIMEOUT, "It took too long."), 1, 3))
    assert not failed.is_unknown
    assert failed.sentence == "It was not completed: It took too long."
