"""Work beside the window: on another thread, with what came of it brought back to this one."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

Outcome = TypeVar("Outcome")


def beside(work: Callable[[], Outcome], take: Callable[[Outcome], None], receiver: QObject) -> None:
    """Do work on another thread; `take` hears what came of it, unless `receiver` is gone by then.

    For what a widget does by itself and nobody takes back. Without a running loop it is done at once.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        take(work())
        return

    def bring(done: "asyncio.Future[Outcome]") -> None:
        if not done.cancelled() and shiboken6.isValid(receiver):
            take(done.result())

    loop.run_in_executor(None, work).add_done_callback(bring)
