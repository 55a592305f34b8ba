"""What the time line counts, against records counted one by one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.lapse import STEPS, Fate, Group, Lapse, LapseReader, Track
from inspector.traffic.record import Direction, Kind, Record

MS = 1_000_000


def exchange(seq: int, at_ms: int, latency_ms: int | None, status: str = "ok", session: int = 1) -> list[Record]:
    """Make a request, and its reply as the record after it unless it has none."""
    request = Record(session, Direction.SENT, Kind.MESSAGE, b"{}")
    request.seq, request.mono_ns, request.shape, request.exchange = seq, at_ms * MS, "request", seq
    if latency_ms is None:
        return [request]
    reply = Record(session, Direction.RECEIVED, Kind.MESSAGE, b"{}")
    reply.seq, reply.mono_ns, reply.shape, reply.exchange = seq + 1, (at_ms + latency_ms) * MS, "result", seq
    reply.status, reply.latency_ns = status, latency_ms * MS
    return [request, reply]


def notice(seq: int, at_ms: int, session: int = 1) -> Record:
    record = Record(session, Direction.RECEIVED, Kind.MESSAGE, b"{}")
    record.seq, record.mono_ns, record.shape = seq, at_ms * MS, "notification"
    return record


def written(path: Path, records: list[Record], sessions: int = 1) -> CaptureReader:
    writer = CaptureWriter(path)
    for number in range(1, sessions + 1):
        writer.add_session(number, f"server {number}", "stdio", "x", 0)
    writer.write(records, (), ())
    writer.close()
    return CaptureReader(path)


def counted(reader: CaptureReader, slice_size: int = 1_000, stretch: tuple[int, int] | None = None) -> Lapse:
    lapse = Lapse({}, *(stretch or ()))
    for first in range(1, reader.count() + 1, slice_size):
        LapseReader(reader).read(lapse, first, min(first + slice_size - 1, reader.count()))
    return lapse


def spans(lapse: Lapse, fate: Fate, lane: int = 0) -> list[tuple[int, int]]:
    """Give where something of a fate is drawn, in steps; runs that touch are one."""
    found: list[tuple[int, int]] = []
    for first, last, _ in lapse.picture().lanes[lane].runs.get(fate, []):
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def test_an_exchange_is_a_bar_from_its_request_to_its_reply(tmp_path: Path) -> None:
    records = [notice(1, 0), *exchange(2, 100, 300), *exchange(4, 600, 10, "error"), *exchange(6, 700, 10, "failure")]
    lapse = counted(written(tmp_path / "c", records), stretch=(0, STEPS * MS))
    assert spans(lapse, Fate.NOTICE) == [(0, 0)]
    assert spans(lapse, Fate.OK) == [(100, 400)]
    assert spans(lapse, Fate.ERROR) == [(600, 610)]
    assert spans(lapse, Fate.FAILURE) == [(700, 710)]


def test_what_waits_reaches_to_now_until_its_reply_comes(tmp_path: Path) -> None:
    records = [notice(1, 0), *exchange(2, 100, None), notice(3, 500)]
    reader = written(tmp_path / "c", records)
    lapse = counted(reader, stretch=(0, STEPS * MS))
    assert spans(lapse, Fate.WAITING) == [(100, 500)]
    late = exchange(2, 100, 700)[1]
    late.seq = 4
    reader.close()
    (tmp_path / "c").unlink()
    reader = written(tmp_path / "c", [*records, late])
    LapseReader(reader).read(lapse, 4, 4)
    assert spans(lapse, Fate.WAITING) == []
    assert spans(lapse, Fate.OK) == [(100, 800)]


def test_a_point_tells_what_matters_most_there_and_which_record_it_is(tmp_path: Path) -> None:
    records = [notice(1, 0), *exchange(2, 100, 300), *exchange(4, 401, 20, "error"), notice(6, 405)]
    lapse = counted(written(tmp_path / "c", records), stretch=(0, STEPS * MS))
    assert lapse.spot(1, 200, 206) is not None
    found = [lapse.spot(1, *steps) for steps in ((200, 206), (398, 404), (500, 506), (0, 0))]
    assert [(spot.fate, spot.seq) if spot else None for spot in found] == [
        (Fate.OK, 2),
        (Fate.ERROR, 4),
        None,
        (Fate.NOTICE, 1),
    ]


def test_sessions_have_lanes_and_those_beyond_the_eighth_share_one(tmp_path: Path) -> None:
    reader = written(tmp_path / "c", [notice(n, n, session=n) for n in range(1, 12)], sessions=11)
    names = [lane.name for lane in counted(reader).picture().lanes]
    assert len(names) == 8
    assert names[0] == "server 1"
    assert names[-1] == "server 8 and 3 more"


RECORDS = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from(["notice", "ok", "error", "failure"]), st.integers(0, 3_000)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=40)
@given(RECORDS, st.integers(1, 7))
def test_however_it_is_cut_and_grows_the_same_is_counted(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, str, int]], slice_size: int
) -> None:
    records, at, seq = [notice(1, 0)], 0, 2
    for gap, status, latency in made:
        at += gap
        if status == "notice":
            records.append(notice(seq, at))
        else:
            records += exchange(seq, at, latency, status)
            at += latency
        seq = records[-1].seq + 1
    reader = written(tmp_path_factory.mktemp("lapse") / "c", records)
    grown, at_once = counted(reader, slice_size), counted(reader)
    assert grown.step_ns == at_once.step_ns
    assert grown.picture() == at_once.picture()
    for fate in Fate:
        expected = {
            step
            for r in records
            if _fate(r) is fate
            for step in range((r.mono_ns - (r.latency_ns or 0)) // grown.step_ns, r.mono_ns // grown.step_ns + 1)
        }
        drawn = {step for first, last in spans(grown, fate) for step in range(first, last + 1)}
        assert drawn == expected
    reader.close()


def _fate(record: Record) -> Fate | None:
    if record.shape == "notification":
        return Fate.NOTICE
    return {"ok": Fate.OK, "error": Fate.ERROR, "failure": Fate.FAILURE}.get(record.status or "")


def test_halving_keeps_which_record_goes_farthest() -> None:
    track = Track()
    track.add(Group(1, 1, 10, 10, 5, seq=7))
    track.add(Group(1, 1, 11, 40, 1, seq=9))
    track.halve()
    assert track.seq_at(15) == 9
    assert track.covered()[5] == 6
    assert track.covered()[20] == 1
    assert track.covered()[21] == 0


def test_a_stretch_begins_at_the_first_record_of_its_time(tmp_path: Path) -> None:
    reader = LapseReader(written(tmp_path / "c", [notice(n, 10 * n) for n in range(1, 101)]))
    assert reader.first_after(0, 100) == 1
    assert reader.first_after(500 * MS, 100) == 51
    assert reader.first_after(505 * MS, 100) == 52
    assert reader.first_after(10**12, 100) == 101
