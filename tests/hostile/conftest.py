"""Where hostile servers are kept in check: short graces, and no login shell asked at each start."""

import pytest

from inspector.sessions.eras import rounds
from inspector.transports import process_tree, stdio


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start servers as from a terminal; the login shell has nothing to do with these tests."""
    monkeypatch.setenv("TERM", "dumb")


@pytest.fixture
def short_graces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less for servers that do not end by themselves, and for those that only want to be asked again."""
    monkeypatch.setattr(rounds, "_LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(stdio, "CLOSE_GRACE", 0.2)
    monkeypatch.setattr(process_tree, "TERMINATE_GRACE", 0.2)
