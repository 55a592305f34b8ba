"""HTTP sessions under test."""

from collections.abc import Callable
from typing import Any

import anyio
import pytest

from inspector.servers.definition import HttpSettings, ServerDefinition
from tests.sessions.conftest import Open, Watched, open_session

__all__ = ["Open", "Watched", "open_session"]

Define = Callable[..., ServerDefinition]


@pytest.fixture
def over_http() -> Define:
    def define(url: str, *, era: str = "2025-11-25", timeout: float = 10.0, **settings: Any) -> ServerDefinition:
        return ServerDefinition("server", HttpSettings(url, **settings), era=era, timeout=timeout)

    return define


def rules(watched: Watched) -> set[str]:
    return {finding.rule for finding in watched.session.findings()}


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that no event tells of."""
    with anyio.fail_after(seconds):
        while not condition():
            await anyio.sleep(0.01)
