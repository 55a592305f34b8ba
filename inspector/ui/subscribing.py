"""Subscribing to many resources, and taking that back."""

import asyncio
from typing import Final

from inspector.ui.bridge.session_handle import SessionHandle

_AT_ONCE: Final = 16
"""Subscriptions that are asked for at a time."""


async def ask_for_each(server: SessionHandle, uris: list[str], *, on: bool) -> None:
    """Ask a few at a time: a server may not like a thousand at once, and each is answered soon."""
    ask = server.subscribe if on else server.unsubscribe
    for at in range(0, len(uris), _AT_ONCE):
        if not server.is_open:
            return
        await asyncio.gather(*[ask(uri) for uri in uris[at : at + _AT_ONCE]])
