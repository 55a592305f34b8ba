"""How long each step of an HTTP request took: a table of its own, by the number of the request's record."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any, Final

TIMING_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS timing(
  seq INTEGER PRIMARY KEY, dns_ns INTEGER, connect_ns INTEGER, tls_ns INTEGER, send_ns INTEGER, wait_ns INTEGER
);
"""


@dataclass(slots=True)
class Timing:
    """Nanoseconds by the monotonic clock; None where a step was not taken, as on a connection that was used before.

    dns      from the host's name to its addresses
    connect  to the first address that answered; through a tunnel, until the proxy had opened it
    tls      the handshake; two of them through a proxy that is encrypted itself
    send     to write the request
    wait     from then to the first byte of the answer
    """

    dns_ns: int | None = None
    connect_ns: int | None = None
    tls_ns: int | None = None
    send_ns: int | None = None
    wait_ns: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether any step was timed."""
        return any(step is not None for step in self.steps)

    @property
    def steps(self) -> tuple[Any, ...]:
        """The steps in their order."""
        return astuple(self)

    @property
    def reused(self) -> bool:
        """Whether the connection was there already."""
        return self.connect_ns is None and self.send_ns is not None


@contextmanager
def timed(timing: Timing, step: str) -> Iterator[None]:
    """Note how long something took, also where it failed; twice the same step is one that took as long as both."""
    started = time.monotonic_ns()
    try:
        yield
    finally:
        setattr(timing, step, (getattr(timing, step) or 0) + time.monotonic_ns() - started)
