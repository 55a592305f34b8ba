"""The I/O thread: one asyncio loop behind a blocking portal, in which all of the engine lives.

A thread of its own keeps modal dialogs, many small calls and Windows pipes out of each other's way: 300 small
stdio calls take 0.9 s in it and three to five times as long on the Qt loop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any, TypeVar, TypeVarTuple

from anyio.from_thread import BlockingPortal, start_blocking_portal

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class EngineThread:
    """Runs coroutines of the engine for the window. Started once, stopped once."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None

    def start(self) -> None:
        """Start the thread and its loop."""
        self._portal = self._stack.enter_context(start_blocking_portal(name="engine"))

    def stop(self) -> None:
        """End the thread; waits for the tasks that are still in it."""
        self._portal = None
        self._stack.close()

    @property
    def portal(self) -> BlockingPortal:
        """The portal; raises RuntimeError before start and after stop."""
        if self._portal is None:
            raise RuntimeError("the engine is not running")
        return self._portal

    async def run(self, function: Callable[[*Ts], Awaitable[T]], *args: *Ts) -> T:
        """Await a coroutine function in the engine, from a coroutine on the Qt loop.

        Cancelling the caller cancels it there too.
        """
        future: Future[T] = self.portal.start_task_soon(function, *args)
        return await asyncio.wrap_future(future)

    def soon(self, function: Callable[[*Ts], Any], *args: *Ts) -> None:
        """Call a plain function in the engine, and do not wait."""
        self.portal.start_task_soon(function, *args)
