"""Waiting for whichever comes first."""

import asyncio

import anyio


async def first_of(*events: asyncio.Event) -> None:
    """Wait until one of the events is set."""
    async with anyio.create_task_group() as waiting:

        async def watch(event: asyncio.Event) -> None:
            await event.wait()
            waiting.cancel_scope.cancel()

        for event in events:
            waiting.start_soon(watch, event)
