"""The filter language: what it reads, what it says of what it cannot read, and what it finds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.traffic.capture import CaptureReader, CaptureWriter, FindingRow
from inspector.traffic.filters.completion import body_path
from inspector.traffic.filters.fields import FIELDS, FLAGS, Measure
from inspector.traffic.filters.joining import narrowed
from inspector.traffic.filters.parser import MAX_DEPTH, MAX_LENGTH, parse_filter
from inspector.traffic.filters.syntax import (
    And,
    Comparison,
    Everything,
    Filter,
    FilterError,
    Flag,
    Not,
    Or,
    Present,
    Text,
)
from inspector.traffic.filters.tokens import quoted
from inspector.traffic.marks import MarkWriter
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Recorder
from tests.unit.traffic.filters.reference import passes

# -- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("error", Flag("error")),
        ("Error", Flag("error")),
        ("forecast", Text("forecast")),
        ('"error"', Text("error")),
        (r'"a \"quoted\" word"', Text('a "quoted" word')),
        ('method == "tools/call"', Comparison("method", "==", "tools/call")),
        ("method = tools/call", Comparison("method", "==", "tools/call")),
        ("latency > 200ms", Comparison("latency", ">", 200e6)),
        ("latency > 200", Comparison("latency", ">", 200e6)),
        ("latency <= 1.5s", Comparison("latency", "<=", 1.5e9)),
        ("size > 1MB", Comparison("size", ">", 1e6)),
        ("size > 1 MB and error", And((Comparison("size", ">", 1e6), Flag("error")))),
        ("size > 10k", Comparison("size", ">", 1e4)),
        ("latency > 200 ms", Comparison("latency", ">", 200e6)),
        ("latency > 200 error", And((Comparison("latency", ">", 200e6), Flag("error")))),
        ("method == 'tools/call'", Comparison("method", "==", "tools/call")),
        (r"'it\'s so'", Text("it's so")),
        ("don't", Text("don't")),
        ("method eq tools/call", Comparison("method", "==", "tools/call")),
        ('tool contains "a.b("', Comparison("tool", "~", r"a\.b\(")),
        ("size GE 3", Comparison("size", ">=", 3)),
        ("eq", Text("eq")),
        ("number >= 41", Comparison("number", ">=", 41)),
        (r'tool ~ "get_\d+"', Comparison("tool", "~", r"get_\d+")),
        ("latency", Present("latency")),
        ("body.params.name == add", Comparison("body", "==", "add", ("params", "name"))),
        ("body.params.count == 3", Comparison("body", "==", 3.0, ("params", "count"))),
        ('body.params.count == "3"', Comparison("body", "==", "3", ("params", "count"))),
        ("body.result.isError == true", Comparison("body", "==", True, ("result", "isError"))),
        ("body.result.nextCursor == null", Comparison("body", "==", None, ("result", "nextCursor"))),
        ("body.result.content[0].text", Present("body", ("result", "content", 0, "text"))),
        ('body.params["a.b c"][0].x == 1', Comparison("body", "==", 1.0, ("params", "a.b c", 0, "x"))),
        ("not error", Not(Flag("error"))),
        ("!error", Not(Flag("error"))),
        ("error and sent", And((Flag("error"), Flag("sent")))),
        ("error sent", And((Flag("error"), Flag("sent")))),
        ("error && sent || own", Or((And((Flag("error"), Flag("sent"))), Flag("own")))),
        ("error and (sent or own)", And((Flag("error"), Or((Flag("sent"), Flag("own")))))),
    ],
)
def test_a_filter_is_read(text: str, found: Filter) -> None:
    assert parse_filter(text) == found


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("(error", "(", "not closed"),
        ("error)", ")", 'no "("'),
        ("latency >", ">", "a value"),
        ("latency > soon", "soon", "200ms"),
        ("latency > 3parsecs", "3parsecs", "ns, us"),
        ("dir == up", "up", "sent, received, local"),
        ("methd == x", "methd", '"method" is one'),
        ("colour == x", "colour", "Fields are"),
        ("method > x", ">", "text"),
        ("size ~ x", "~", "number"),
        ("size contains x", "contains", "number"),
        ("method in (a, b)", "in", 'with "or" between'),
        ('method ~ "(a"', '"(a"', "brackets"),
        ('method ~ "(?=a)"', '"(?=a)"', "looks ahead"),
        ('"abc', '"abc', "not closed"),
        ("error and", "and", "missing"),
        ("not", "not", "missing"),
        ("and error", "and", "cannot stand"),
        ("== x", "==", "stands a field"),
        ('"a" == x', '"a"', "not a text"),
        ("body..x == 1", "..x", "body.params.name"),
        (r'body["a\\"] == 1', r'["a\\"]', "body.params.name"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(FilterError, match=words.replace("(", r"\(")) as caught:
        parse_filter(text)
    assert text[caught.value.start : caught.value.end].strip() == place


@pytest.mark.parametrize("path", [("params", "name"), ("a.b", 0, "c d", "x/y"), (), ("über",), ("=", "and")])
def test_a_path_that_is_written_is_read_back(path: tuple[str | int, ...]) -> None:
    assert parse_filter(f"{body_path(path)} == 1") == Comparison("body", "==", 1.0, path)


def test_a_name_that_no_filter_can_say_is_not_written() -> None:
    assert body_path(["a", 'say "x"']) is None
    assert body_path([""]) is None


@pytest.mark.parametrize("before", ["a or b", "a || b", "a OR b", "error or\tb"])
def test_a_choice_is_put_in_brackets_before_it_is_narrowed(before: str) -> None:
    assert parse_filter(narrowed(before, "own")) == And((parse_filter(before), Flag("own")))


def test_a_filter_is_narrowed_and_one_that_cannot_be_read_gives_way() -> None:
    assert narrowed(" error ", "not own") == "error and not own"
    assert narrowed('"a or b"', "own") == '"a or b" and own'
    assert narrowed("", "own") == narrowed("method ==", "own") == "own"


def test_a_filter_is_bounded_in_depth_and_length() -> None:
    with pytest.raises(FilterError, match="deep"):
        parse_filter("not " * (MAX_DEPTH + 1) + "error")
    with pytest.raises(FilterError, match="characters"):
        parse_filter("x" * (MAX_LENGTH + 1))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    places = [(0, len(text))]
    try:
        parse_filter(text)
    except FilterError as error:
        places.append((error.start, error.end))
    assert all(0 <= start <= end <= len(text) for start, end in places)


@given(st.text(max_size=30))
def test_any_quoted_text_is_searched_for_as_it_is(text: str) -> None:
    assert parse_filter(quoted(text)) == Text(text)


# -- finding --------------------------------------------------------------------------------------------------------

_METHODS = (None, "tools/call", "tools/list", "resources/read", "notifications/progress")
_BODIES = (
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","count":3,"deep":[{"x":null}]}}',
    b'{"jsonrpc":"2.0","id":1,"result":{"isError":true,"content":[{"type":"text","text":"F\xc3\xbcr immer"}]}}',
    b'{"params":{"\\u006eame":"add","count":2.5,"ok":false}}',
    b'{"params":{"name":7,"count":"3"}}',
    b"not JSON at all, 100% of it_",
    b'{"_meta":{"a.b/c d":3},"params":{"name":"add"}}',
    b'{"_meta":{"a.b\\/c d":"add"}}',
    b'\x00{"params": "behind a NUL"}',
    b"",
)


def _corpus() -> list[dict[str, Any]]:
    """Make records of every sort, the same each time."""
    records = []
    for number in range(1, 121):
        raw = _BODIES[number % len(_BODIES)]
        shape = (None, "request", "result", "error", "notification", "not JSON")[number % 6]
        if b"\0" in raw:  # JSON holds none
            shape = "not JSON"
        records.append(
            {
                "number": number,
                "method": _METHODS[number % 5],
                "subject": (None, "add", "get_weather", "50%_off")[number % 4],
                "session": ("weather", "files")[number % 2],
                "dir": ("sent", "received", "local")[number % 3],
                "kind": ("message", "message", "body", "stderr", "http-response", "failure", "process", "connection")[
                    number % 8
                ],
                "shape": shape,
                "id": (None, "1", '"a"')[number % 3],
                "status": "ok" if shape == "result" else "error" if shape == "error" else None,
                "latency": number * 10_000_000 if shape in ("result", "error") else None,
                "own": number % 11 == 0,
                "raw": raw,
                "exchange": number if shape == "request" else None,
                "marked": number % 9 == 0,
                "note": "too slow" if number % 14 == 0 else None,
                "findings": [{"rule": "id-null", "severity": "error"}] if number % 13 == 0 else [],
            }
        )
    return [_derived(record) for record in records]


def _derived(record: dict[str, Any]) -> dict[str, Any]:
    method, subject = record["method"], record["subject"]
    record["tool"] = subject if method == "tools/call" else None
    record["uri"] = subject if method == "resources/read" else None
    record["prompt"] = None
    record["size"] = len(record["raw"])
    return record


CORPUS = _corpus()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaptureReader]:
    path = tmp_path_factory.mktemp("capture") / "corpus.mcpcap"
    recorder = Recorder(CaptureWriter(path))
    taps = {name: recorder.open_session(name, "stdio") for name in ("weather", "files")}
    for fields in CORPUS:
        record = Record(taps[fields["session"]].session, Direction(fields["dir"]), Kind(fields["kind"]), fields["raw"])
        record.own = fields["own"]
        for name in ("method", "subject", "shape", "status", "exchange"):
            setattr(record, name, fields[name])
        record.rpc_id, record.latency_ns = fields["id"], fields["latency"]
        recorder.keep(record)
        fields["time"] = record.mono_ns
        for finding in fields["findings"]:
            recorder.add_finding(record.seq, FindingRow(finding["rule"], finding["severity"], "", None, "", ""))
    recorder.flush()
    marks = MarkWriter(path)
    for fields in CORPUS:
        if fields["marked"]:
            marks.toggle(fields["number"])
        marks.note(fields["number"], fields["note"] or "")
    marks.close()
    recorder.close()
    start = CORPUS[0]["time"]
    for fields in CORPUS:
        fields["time"] -= start
    reader = CaptureReader(path)
    yield reader
    reader.close()


_texts = st.sampled_from(
    [
        "add",
        "tools/call",
        "weather",
        "1",
        '"a"',
        "ok",
        "error",
        "50%_off",
        "_",
        "für",
        "immer",
        "behind",
        "id-null",
        "too slow",
        "x",
    ]
)
_patterns = st.sampled_from(["add", "^tools/", "get_.*", "^$", "7|3", "F.r", r"\d"])
_equal = st.sampled_from(["==", "!="])
_ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_paths = st.sampled_from(
    [
        (),
        ("params", "name"),
        ("params", "count"),
        ("params", "ok"),
        ("params", "deep", 0, "x"),
        ("result", "isError"),
        ("result", "content", 0, "text"),
        ("id",),
        ("nothing",),
        ("_meta", "a.b/c d"),
    ]
)
_measured = [name for name, field in FIELDS.items() if field.measure not in (Measure.TEXT, Measure.JSON)]
_worded = [name for name, field in FIELDS.items() if field.measure is Measure.TEXT]
_values = st.one_of(_texts, st.sampled_from([3.0, 2.5, 7.0, 1.0]), st.booleans(), st.none())
_leaves = st.one_of(
    st.builds(Text, _texts),
    st.builds(Flag, st.sampled_from(sorted(FLAGS))),
    st.builds(Present, st.sampled_from(sorted(set(FIELDS) - {"body"}))),
    st.builds(Present, st.just("body"), _paths),
    st.builds(Comparison, st.sampled_from(_worded), _equal, _texts),
    st.builds(Comparison, st.sampled_from(_worded), st.sampled_from(["~", "!~"]), _patterns),
    st.builds(Comparison, st.sampled_from(_measured), _ordered, st.sampled_from([0.0, 41.0, 60e6, 90.0, 300e6])),
    st.builds(Comparison, st.just("body"), _equal, _values, _paths),
    st.builds(Comparison, st.just("body"), _ordered, st.sampled_from([3.0, 2.5, "add"]), _paths),
    st.builds(Comparison, st.just("body"), st.sampled_from(["~", "!~"]), _patterns, _paths),
)
_filters: st.SearchStrategy[Filter] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.tuples(inner, inner)),
        st.builds(Or, st.tuples(inner, inner, inner)),
    ),
    max_leaves=6,
)


@given(_filters)
def test_the_database_finds_what_a_plain_look_at_every_record_finds(reader: CaptureReader, wanted: Filter) -> None:
    expected = [record["number"] for record in CORPUS if passes(record, wanted)]
    assert reader.matching(wanted, 1, len(CORPUS)) == expected


@pytest.mark.parametrize(
    "text",
    [
        'method == "tools/call" and latency > 200ms',
        "session == weather and dir == received",
        "error",
        "finding",
        'tool ~ "get_.*"',
        '"free text"',
        "size > 50",
        'body.params.name == "add"',
        'not method ~ "notifications/"',
        "rule == id-null",
        "marked or noted",
        'note ~ "slow$" and not marked',
        "für",
    ],
)
def test_the_filters_of_the_documentation_agree_with_a_plain_look(reader: CaptureReader, text: str) -> None:
    wanted = parse_filter(text)
    assert reader.matching(wanted, 1, len(CORPUS)) == [r["number"] for r in CORPUS if passes(r, wanted)]


def test_a_request_has_the_status_and_latency_of_its_reply(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    tap = recorder.open_session("server", "stdio")
    request, reply = tap.draft(b"{}"), Record(tap.session, Direction.RECEIVED, Kind.MESSAGE, b"{}")
    request.shape = "request"
    tap.keep(request)
    recorder.keep(reply)
    reply.shape, reply.exchange, reply.status, reply.latency_ns = "error", request.seq, "error", 5_000_000
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.matching(parse_filter("error and latency >= 5ms"), 1, 9) == [request.seq, reply.seq]
    assert reader.matching(parse_filter("waiting"), 1, 9) == []
    reader.close()


def test_a_message_in_an_event_stream_is_looked_into(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    body = json.dumps({"params": {"name": "add"}}).encode()
    recorder.open_session("server", "Streamable HTTP").received(Kind.SSE, b"data: " + body + b"\n\n")
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.matching(parse_filter("body.params.name == add"), 1, 9) == [1]
    reader.close()


def test_bytes_that_are_no_utf8_break_no_filter(tmp_path: Path) -> None:
    recorder = Recorder(CaptureWriter(tmp_path / "c"))
    recorder.open_session("server", "stdio").received(Kind.MESSAGE, b'{"params":{"name":"\xff\xfe add"}}')
    recorder.close()
    reader = CaptureReader(tmp_path / "c")
    assert reader.matching(parse_filter("body.params.name ~ add"), 1, 9) == [1]
    assert reader.matching(parse_filter("add"), 1, 9) == [1]
    reader.close()
