"""A stdio server that floods without end once a tool is called, and keeps a journal of how much was taken from it.

    python -m tests.servers.dated_flood JOURNAL

All lines of the flood have one length, so that what still stands in the pipe tells how many were read. A line of the
journal is two numbers of eight bytes: how many lines the client had taken, and when, by the monotonic clock in ns.
"""

import array
import fcntl
import json
import os
import struct
import sys
import termios
import time
from pathlib import Path
from typing import Any, Final

LINE: Final = '{{"jsonrpc":"2.0","method":"notifications/message","params":{{"level":"info","data":"{:012d}"}}}}\n'
LENGTH: Final = len(LINE.format(0))
ENTRY: Final = struct.Struct("<qq")
_TOGETHER: Final = 50


def flood(journal: Path) -> None:
    out, number = sys.stdout.fileno(), 0
    with journal.open("wb", buffering=0) as kept:
        while True:
            os.write(out, b"".join(LINE.format(number + each).encode() for each in range(_TOGETHER)))
            number += _TOGETHER
            kept.write(ENTRY.pack(number - -(-unread(out) // LENGTH), time.monotonic_ns()))


def unread(pipe: int) -> int:
    """Give how many bytes stand in a pipe."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def answer(message: dict[str, Any]) -> dict[str, Any]:
    if message["method"] == "initialize":
        return {
            "protocolVersion": message["params"]["protocolVersion"],
            "serverInfo": {"name": "dated flood", "version": "1"},
            "capabilities": {"logging": {}, "tools": {}},
        }
    return {"tools": [{"name": "flood", "inputSchema": {"type": "object"}}]}


def main(journal: Path) -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if message["method"] == "tools/call":
            try:
                flood(journal)
            except BrokenPipeError:
                return
        if "id" in message:
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": answer(message)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
