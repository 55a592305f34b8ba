from pathlib import Path

import anyio
from anyio.lowlevel import checkpoint

from inspector.traffic.capture import CaptureReader, CaptureWriter
from inspector.traffic.record import Kind
from inspector.traffic.recorder import Recorder


async def test_who_has_to_wait_for_the_disk_writes_what_another_thread_is_about_to_write(tmp_path: Path) -> None:
    committed: list[int] = []
    recorder = Recorder(CaptureWriter(tmp_path / "a.mcpcap"), committed=committed.append)
    tap = recorder.open_session("server", "stdio")
    tap.received(Kind.MESSAGE, b"x" * 2_000_000)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(recorder._flush_aside)
        await checkpoint()  # it is on its way to the other thread, which has not begun
        tap.received(Kind.MESSAGE, b"y\n")
        recorder.flush()
        assert committed[-1] == 2
    recorder.close()
    reader = CaptureReader(tmp_path / "a.mcpcap")
    assert [row.size for row in reader.rows(1, 2)] == [2_000_000, 2]
    reader.close()
