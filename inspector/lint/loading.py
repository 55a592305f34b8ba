"""Loading what the rules need and a program that checks nothing does not."""

import importlib
from typing import Final

_NEEDED: Final = ("mcp_types.methods", "jsonschema_rs")


def load() -> None:
    """Load it now: it takes 0.2 s and more, once, so it is meant for another thread than the engine's."""
    for name in _NEEDED:
        importlib.import_module(name)
