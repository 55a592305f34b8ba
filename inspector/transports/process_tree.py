"""Ending a process together with all it has started."""

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any, Final

import anyio

TERMINATE_GRACE: Final = 2.0
"""Seconds between SIGTERM and SIGKILL."""

_POLL: Final = 0.02


def new_group_options() -> dict[str, Any]:
    """Give the options that make a child the head of a group of its own, so that the group can be ended as one.

    It also keeps Ctrl-C in a terminal from reaching the server before the program has closed it.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


async def end_tree(pid: int, exited: asyncio.Event) -> None:
    """End the group headed by `pid`: ask with SIGTERM, wait, then SIGKILL. Returns when none is left.

    The head may have exited already; what it started may not.
    """
    if sys.platform == "win32":
        await _end_windows(pid, exited)
        return
    for sign, grace in ((signal.SIGTERM, TERMINATE_GRACE), (signal.SIGKILL, TERMINATE_GRACE)):
        if not _signal_group(pid, sign):
            break
        with anyio.move_on_after(grace):
            await _group_gone(pid)
            break
    await exited.wait()


def _signal_group(pid: int, sign: int) -> bool:
    """Signal the group; tells whether there was anyone in it."""
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS gives this for a group of zombies
        return False
    return True


async def _group_gone(pid: int) -> None:
    while _signal_group(pid, 0):
        await anyio.sleep(_POLL)


async def _end_windows(pid: int, exited: asyncio.Event) -> None:
    """Windows knows no groups that can be ended; `taskkill /T` walks the tree."""
    if not exited.is_set():
        await anyio.run_process(["taskkill", "/T", "/F", "/PID", str(pid)], check=False)
    await exited.wait()
