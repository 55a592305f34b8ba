"""Loading what the rules need and a program that checks nothing does not."""

import importlib
from threading import Lock
from typing import Final

_NEEDED: Final = ("mcp_types.methods", "jsonschema_rs")
_ONE_AT_A_TIME: Final = Lock()
"""Modules that need each other, as pydantic's do, are seen half made by two threads that load them at once."""


def load() -> None:
    """Load it now: it takes 0.2 s and more, once, so it is meant for another thread than the engine's."""
    with _ONE_AT_A_TIME:
        for name in _NEEDED:
            importlib.import_module(name)
