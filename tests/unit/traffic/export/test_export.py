"""What leaves a capture: exact where nothing is redacted, without secrets where it is."""

import base64
import json
from pathlib import Path

import jsonschema_rs
import pytest
from haralyzer import HarParser  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from inspector.traffic.capture import CaptureError, CaptureReader, CaptureWriter, FindingRow
from inspector.traffic.export.capture_copy import copy_capture
from inspector.traffic.export.har import to_har
from inspector.traffic.export.json_lines import json_lines
from inspector.traffic.export.redaction import KEYS, REDACTED, Redaction
from inspector.traffic.export.selection import Selection
from inspector.traffic.filters.parser import parse_filter
from inspector.traffic.record import Direction, Kind, Record
from inspector.traffic.recorder import Recorder
from tests.conftest import absent

REQUEST_HEAD = b"POST /mcp?token=tell-nobody HTTP/1.1\r\nHost: example.com\r\nAuthorization: Bearer tell-nobody\r\n\r\n"
REQUEST = (
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"password":"tell-nobody"}}}'
)
RESPONSE_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: id=tell-nobody\r\n\r\n"
RESPONSE = b'{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\\"token\\": \\"tell-nobody\\"}"}]}}'
ODD = b"\xff\xfe not text\n"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Make a capture of an HTTP exchange, then a line of another server that is no text."""
    path = tmp_path / "whole.mcpcap"
    recorder = Recorder(CaptureWriter(path))
    tap = recorder.open_session("calculator", "Streamable HTTP", "https://example.com/mcp?token=tell-nobody")
    other = recorder.open_session("noisy", "stdio", "noisy --token=tell-nobody")
    other.local(Kind.PROCESS, {"event": "start", "command": ["noisy", "--token", "tell-nobody"]})
    http = tap.sent(Kind.HTTP_REQUEST, REQUEST_HEAD)
    sent = tap.draft(REQUEST)
    sent.shape, sent.method, sent.subject, sent.rpc_id, sent.http = "request", "tools/call", "add", "1", http.seq
    tap.keep(sent)
    tap.received(Kind.HTTP_RESPONSE, RESPONSE_HEAD, http=http.seq)
    reply = Record(tap.session, Direction.RECEIVED, Kind.MESSAGE, RESPONSE)
    reply.http, reply.shape, reply.exchange, reply.status, reply.latency_ns = http.seq, "result", sent.seq, "ok", 5_000
    recorder.keep(reply)
    tap.add_finding(
        reply.seq, FindingRow("id-null", "error", "Said of tell-nobody: Bearer tell-nobody", None, "/id", "https://x")
    )
    other.received(Kind.MESSAGE, ODD)
    recorder.close()
    return path


@pytest.fixture
def reader(capture: Path):  # type: ignore[no-untyped-def]
    reader = CaptureReader(capture)
    yield reader
    reader.close()


def test_json_lines_hold_every_record_to_the_byte(reader: CaptureReader) -> None:
    lines = [json.loads(line) for line in json_lines(Selection(reader))]
    raws = [line["raw"].encode() if "raw" in line else base64.b64decode(line["raw_base64"]) for line in lines]
    assert raws == [reader.raw(seq) for seq in range(1, 7)]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[2]["id"] == 1
    assert lines[4]["latency_ms"] == 0.005
    assert lines[4]["findings"][0]["rule"] == "id-null"


def test_only_what_passes_the_filter_leaves(reader: CaptureReader) -> None:
    selection = Selection(reader, parse_filter("session == noisy"))
    assert [json.loads(line)["seq"] for line in json_lines(selection)] == [1, 6]


def test_only_the_chosen_numbers_leave(reader: CaptureReader) -> None:
    assert [json.loads(line)["seq"] for line in json_lines(Selection(reader, numbers=[5, 2]))] == [2, 5]


def test_har_holds_the_exchange_as_viewers_read_it(reader: CaptureReader) -> None:
    har = to_har(Selection(reader))
    assert har.left_out == 2
    (entry,) = HarParser(har.document).har_data["entries"]
    assert entry["request"]["method"] == "POST"
    assert entry["request"]["url"] == "https://example.com/mcp?token=tell-nobody"
    assert entry["request"]["postData"]["text"] == REQUEST.decode()
    assert entry["request"]["queryString"] == [{"name": "token", "value": "tell-nobody"}]
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (200, "OK")
    assert entry["response"]["content"]["text"] == RESPONSE.decode()
    assert entry["time"] == pytest.approx(entry["timings"]["wait"] + entry["timings"]["receive"])


def test_nothing_of_a_secret_leaves_where_it_is_redacted(reader: CaptureReader, tmp_path: Path) -> None:
    selection = Selection(reader, redaction=Redaction())
    texts = ["".join(json_lines(selection)), json.dumps(to_har(selection).document)]
    copy_capture(selection, tmp_path / "copy.mcpcap")
    everything = (tmp_path / "copy.mcpcap").read_bytes() + "".join(texts).encode()
    assert REDACTED.encode() in everything
    assert b"Bearer tell-nobody" not in everything
    assert everything.count(b"tell-nobody") == everything.count(b"Said of tell-nobody")


def test_a_copy_is_a_capture_numbered_without_gaps(reader: CaptureReader, tmp_path: Path) -> None:
    path = tmp_path / "copy.mcpcap"
    assert copy_capture(Selection(reader, parse_filter("session == calculator")), path) == 4
    copy = CaptureReader(path)
    rows = copy.rows(1, 9)
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.http for row in rows] == [None, 1, 1, 1]
    assert (rows[1].exchange, rows[1].status, rows[1].latency_ns) == (2, "ok", 5_000)
    assert [copy.raw(seq) for seq in (1, 2, 3, 4)] == [REQUEST_HEAD, REQUEST, RESPONSE_HEAD, RESPONSE]
    assert copy.findings(4)[0].rule == "id-null"
    copy.close()


def test_a_copy_replaces_no_file(reader: CaptureReader, capture: Path) -> None:
    before = capture.read_bytes()
    with pytest.raises(CaptureError, match="exists already"):
        copy_capture(Selection(reader), capture)
    assert capture.read_bytes() == before


@given(st.binary(max_size=200))
def test_redaction_without_rules_changes_nothing(raw: bytes) -> None:
    nothing = Redaction(headers=(), keys=(), values=())
    assert nothing.bytes_without_secrets(raw, is_head=True) == raw


@given(
    st.sampled_from(["token", "apiKey", "Password"]),
    st.text(max_size=20),
    st.dictionaries(st.text(max_size=5).filter(lambda name: name.lower() not in map(str.lower, KEYS)), st.integers()),
)
def test_a_secret_member_is_taken_out_and_the_rest_stays_json(key: str, secret: str, others: dict[str, int]) -> None:
    value = {**others, key: secret, "after": [1]}
    redacted = json.loads(Redaction(values=()).bytes_without_secrets(json.dumps(value).encode()))
    assert redacted == {**value, key: REDACTED}


HAR_SCHEMA = Path(__file__).parents[3] / "npm/node_modules/har-schema/lib"


def _har_checker() -> jsonschema_rs.Draft6Validator:
    """Make the check of the published schema, whose parts name each other by file."""
    if not HAR_SCHEMA.exists():
        absent("har-schema")
    parts = {path.name: json.loads(path.read_text()) for path in HAR_SCHEMA.glob("*.json")}
    registry = jsonschema_rs.Registry([(part["$id"], part) for part in parts.values()])
    return jsonschema_rs.Draft6Validator(parts["har.json"], registry=registry)


def test_har_fits_the_published_schema(reader: CaptureReader) -> None:
    checker = _har_checker()
    for redaction in (None, Redaction()):
        assert list(checker.iter_errors(to_har(Selection(reader, redaction=redaction)).document)) == []
    assert not checker.is_valid({"log": {"version": "1.2"}})
