"""What belongs to a conversation where only time could tell, and how far it is looked for."""

import json
from pathlib import Path

import pytest

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.conversation import conversation, filter_for
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Recorder


class Wire:
    """Records messages as a session would annotate them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.recorder = Recorder(CaptureWriter(path))
        self.session = self.recorder.open_session("server", "stdio").session

    def request(self, direction: Direction, method: str, **params: object) -> Record:
        return self._keep(direction, "request", method, {"method": method, "params": params})

    def reply(self, request: Record, **result: object) -> Record:
        other = Direction.RECEIVED if request.direction is Direction.SENT else Direction.SENT
        record = self._keep(other, "result", request.method or "", {"result": result})
        record.exchange, record.latency_ns, record.status = request.seq, 1, "ok"
        return record

    def notification(self, method: str) -> Record:
        return self._keep(Direction.RECEIVED, "notification", method, {"method": method})

    def _keep(self, direction: Direction, shape: str, method: str, value: dict[str, object]) -> Record:
        record = Record(self.session, direction, Kind.MESSAGE, json.dumps(value).encode())
        record.shape, record.method = shape, method
        self.recorder.keep(record)
        return record

    def told(self, exchange: Record) -> list[tuple[int, int]]:
        self.recorder.close()
        reader = CaptureReader(self.path)
        story = [(one.row.seq, one.depth) for one in conversation(reader, exchange.seq)]
        reader.close()
        return story


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path / "c")


def test_a_question_that_two_calls_may_have_caused_belongs_to_none(wire: Wire) -> None:
    first, second = (wire.request(Direction.SENT, "tools/call") for _ in range(2))
    question = wire.request(Direction.RECEIVED, "elicitation/create")
    answer = wire.reply(question)
    end = wire.reply(first)
    wire.reply(second)
    assert wire.told(first) == [(first.seq, 0), (end.seq, 0)]
    assert wire.told(question) == [(question.seq, 0), (answer.seq, 0)]


def test_a_log_message_belongs_to_the_one_call_that_waited(wire: Wire) -> None:
    listening = wire.request(Direction.SENT, "subscriptions/listen")
    wire.notification("notifications/message")
    call = wire.request(Direction.SENT, "tools/call")
    log = wire.notification("notifications/message")
    wire.notification("notifications/resources/list_changed")
    other = wire.request(Direction.SENT, "resources/read")
    wire.notification("notifications/message")
    wire.reply(other)
    end = wire.reply(call)
    wire.notification("notifications/message")
    assert wire.told(call) == [(call.seq, 0), (log.seq, 1), (end.seq, 0)]
    assert listening.seq == 1


def test_the_filter_for_a_conversation_lets_just_its_records_pass(wire: Wire) -> None:
    wire.notification("notifications/message")
    call = wire.request(Direction.SENT, "tools/call")
    wire.notification("notifications/message")
    question = wire.request(Direction.RECEIVED, "elicitation/create")
    wire.notification("notifications/resources/list_changed")
    wire.reply(question)
    wire.reply(call)
    wire.request(Direction.SENT, "tools/call")
    wire.recorder.close()
    reader = CaptureReader(wire.path)
    told = conversation(reader, call.seq)
    assert len(told) == 5
    assert list(reader.matching(parse_filter(filter_for(told)), 1, reader.count())) == [one.row.seq for one in told]
    reader.close()


def test_two_calls_of_one_tool_keep_their_rounds_apart(wire: Wire) -> None:
    calls = [wire.request(Direction.SENT, "tools/call") for _ in range(2)]
    asked = [
        wire.reply(call, resultType="input_required", requestState=state)
        for call, state in zip(calls, "ab", strict=True)
    ]
    again = [wire.request(Direction.SENT, "tools/call", requestState=state) for state in "ba"]
    ends = [wire.reply(call) for call in again]
    of_first = [(record.seq, 0) for record in (calls[0], asked[0], again[1], ends[1])]
    assert wire.told(calls[0]) == of_first
    assert wire.told(again[1]) == of_first


def test_a_call_that_was_never_answered_is_told_as_far_as_it_went(wire: Wire) -> None:
    call = wire.request(Direction.SENT, "tools/call")
    log = wire.notification("notifications/message")
    assert wire.told(call) == [(call.seq, 0), (log.seq, 1)]


def test_what_is_no_request_is_told_alone(wire: Wire) -> None:
    log = wire.notification("notifications/message")
    assert wire.told(log) == [(log.seq, 1)]
