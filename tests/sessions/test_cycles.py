"""Opening, calling, cancelling and closing leaves nothing behind. `make bench` does it 200 times on each transport."""

import pytest

from tests.bench.cycles import KINDS, run

pytestmark = pytest.mark.anyio

CYCLES = 10


@pytest.mark.parametrize("kind", KINDS)
async def test_a_session_leaves_no_process_descriptor_task_thread_or_memory(kind: str) -> None:
    left, _ = await run(kind, CYCLES)
    assert left == []
