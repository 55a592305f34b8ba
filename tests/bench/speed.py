"""How fast this program is beside the thin loop and the official SDK, with recording on."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.bench.comparison import Goal, Piece, compare, rivals
from tests.bench.flood_server import many_tools

ALL: Final = ("thin", "loupe", "sdk")
WITH_ASYNCIO: Final = ("thin", "asyncio", "loupe", "sdk")
"""With what asyncio's own streams cost, which is the floor of any client that waits for several things at once."""

CALLS: Final = Piece(
    "Sequential calls over stdio",
    "calls",
    2_000,
    9,
    WITH_ASYNCIO,
    [Goal("thin", 2.0), Goal("sdk", 1 / 3)],
    as_rate=True,
)
NOTICES: Final = Piece("20,000 notifications over stdio", "count", 20_000, 9, ALL, [Goal("thin", 3.0)])
TEXT: Final = Piece("50 MB of text over stdio", "size", 50_000_000, 5, ("thin", "loupe"), [Goal("thin", 1.2)])
TEXT_SDK: Final = Piece("5 MB of text over stdio", "size", 5_000_000, 1, ALL)
TOOLS: Final = Piece("5,000 tools listed, 4.4 MB", "tools", 1, 5, ALL)
HTTP_CALLS: Final = Piece(
    "Sequential calls over HTTP (the thin loop is httpx alone)", "calls", 200, 9, ALL, [Goal("thin", 1 / 0.9)], True
)


def main() -> list[str]:
    """Print the comparisons; gives the goals that were missed."""
    missed: list[str] = []
    with rivals(WITH_ASYNCIO, "stdio") as ready:
        for piece in (CALLS, NOTICES, TOOLS, TEXT_SDK):
            missed += compare(piece, ready)
    print(f"  {'json.loads':14}{decoding():10.3f} s of the list's bytes alone")
    with rivals(TEXT.rivals, "stdio") as ready:
        missed += compare(TEXT, ready)
    with http_server() as url, rivals(ALL, url) as ready:
        missed += compare(HTTP_CALLS, ready)
    return missed


def decoding() -> float:
    raw = many_tools()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        json.loads(raw)
        times.append(time.perf_counter() - started)
    return sorted(times)[2]


@contextmanager
def http_server() -> Iterator[str]:
    """Run the flood server over HTTP."""
    command = [sys.executable, "-m", "tests.bench.flood_http_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/mcp"
        process.terminate()
