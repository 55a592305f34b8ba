"""A few thousand mutations of frames and event streams; `make bench` runs 200 000."""

from tests.bench.fuzz import GROWTH, fuzz


async def test_mutated_frames_and_streams_crash_nothing_and_are_kept_as_they_came() -> None:
    report = await fuzz(3_000, seed=20_260_728)
    assert report.crashes == []
    assert report.records > 3_000
    assert report.growth < GROWTH


async def test_the_same_seed_gives_the_same_mutations() -> None:
    assert (await fuzz(200, seed=3)).records == (await fuzz(200, seed=3)).records
