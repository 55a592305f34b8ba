"""The parts of HTTP that need no connection: codings, cursors, memory, proxies, Retry-After."""

import gzip
import zlib
from email.utils import formatdate
from itertools import pairwise
from time import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.jsonrpc.sse import ServerSentEvent, parse_event
from inspector.lint.situations import Situation
from inspector.servers.definition import HttpSettings
from inspector.traffic.record import Direction, Kind, Record
from inspector.transports.content_coding import Decoder, Undecodable, decoder_for
from inspector.transports.failure import Failure
from inspector.transports.http_failures import retry_after
from inspector.transports.http_streams import Cursor, StreamMemory
from inspector.transports.proxies import proxy_of, without_password


@given(st.binary(max_size=400), st.lists(st.integers(0, 500), max_size=6), st.sampled_from(["gzip", "deflate", "bare"]))
def test_what_is_decoded_does_not_depend_on_the_cuts(body: bytes, cuts: list[int], coding: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "bare": lambda b: zlib.compress(b)[2:-4]}[coding](body)
    places = [0, *sorted({min(cut, len(packed)) for cut in cuts}), len(packed)]
    decoder = Decoder("gzip" if coding == "gzip" else "deflate")
    pieces = (packed[start:end] for start, end in pairwise(places))
    assert b"".join(decoder.feed(piece) for piece in pieces if piece) == body


def test_what_follows_a_coded_body_is_passed_over() -> None:
    for coding, packed in (("gzip", gzip.compress(b"a") + gzip.compress(b"b")), ("deflate", zlib.compress(b"ab"))):
        assert Decoder(coding).feed(packed + b"\0\0 rubbish") == b"ab"
        decoder = Decoder(coding)
        assert b"".join(decoder.feed(bytes([byte])) for byte in packed + b"rubbish") == b"ab"


def test_only_what_is_coded_is_decoded_and_only_what_is_known() -> None:
    assert decoder_for(None) is None
    assert decoder_for("identity") is None
    for coding in ("br", "gzip, gzip"):
        with pytest.raises(Undecodable, match="was not asked for"):
            decoder_for(coding)


def test_pauses_grow_until_something_comes_unless_the_server_names_one() -> None:
    cursor = Cursor()
    assert [cursor.pause() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    cursor.take(parse_event(b"id: 7\ndata: x\n\n"))
    assert (cursor.pause(), cursor.last_id) == (1, "7")
    cursor.take(parse_event(b"retry: 90000\n\n"))
    assert [cursor.pause(), cursor.pause()] == [90, 90]
    cursor.take(parse_event(b"retry: 999999999999\nid:\n\n"))
    assert (cursor.pause(), cursor.last_id) == (3_600, None)


class Notebook:
    """Hears what a transport notices."""

    def __init__(self) -> None:
        self.situations: list[Situation] = []

    def received(self, record: Record, payload: bytes) -> None: ...
    def undelivered(self, sent: Record, failure: Failure) -> None: ...
    def crossed(self, record: Record, posted: Record | None = None) -> None: ...
    def unanswered(self, sent: Record) -> bool:
        return False

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        self.situations.append(situation)


def event(data: bytes, ident: str | None, stream: int) -> tuple[ServerSentEvent, Record]:
    raw = (b"id: %b\n" % ident.encode() if ident else b"") + b"data: " + data + b"\n\n"
    record = Record(1, Direction.RECEIVED, Kind.SSE, raw)
    record.http, record.shape = stream, "request"
    return parse_event(raw), record


def test_ids_and_messages_are_remembered_and_not_without_end() -> None:
    memory, notebook = StreamMemory(), Notebook()
    for number in range(12_000):
        memory.take(*event(b"%d" % number, str(number), 1), notebook, listening=False)
    assert notebook.situations == []
    memory.take(*event(b"11999", "11999", 2), notebook, listening=False)
    assert notebook.situations == [Situation.STREAM_EVENT_ID_TWICE, Situation.STREAM_SENT_TWICE]
    memory.take(*event(b"0", "0", 2), notebook, listening=False)  # long forgotten
    memory.forget()
    memory.take(*event(b"11998", "11998", 2), notebook, listening=False)
    assert len(notebook.situations) == 2


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("120", 120), ("-1", None), ("", None), ("soon", None), ("9" * 20, None)]
)
def test_retry_after_is_a_number_of_seconds(text: str, seconds: int | None) -> None:
    assert retry_after(httpx.Headers({"Retry-After": text})) == seconds


def test_retry_after_may_be_a_date() -> None:
    found = retry_after(httpx.Headers({"Retry-After": formatdate(time() + 60, usegmt=True)}))
    assert found is not None
    assert 50 < found <= 61


@pytest.mark.parametrize(
    "url", ["http://localhost/x", "http://127.9.9.9/x", "http://[::1]:8/x", "http://a.localhost/x"]
)
def test_this_machine_is_reached_without_the_proxy_of_the_environment(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert proxy_of(HttpSettings(url)) is None
    assert proxy_of(HttpSettings("http://elsewhere.example/x")) == "http://proxy:1"
    assert proxy_of(HttpSettings(url, proxy="http://own:2")) == "http://own:2"


def test_a_proxy_is_shown_without_its_password() -> None:
    assert without_password("http://user:secret@host:8080") == "http://host:8080"
