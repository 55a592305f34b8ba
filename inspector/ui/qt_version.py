"""Whether the installed Qt can be trusted with this Python."""

import sys
from collections.abc import Sequence
from importlib.metadata import version


def refusal(qt: str, python: Sequence[int]) -> str | None:
    """Say why PySide6 of version `qt` must not run on this Python, or None.

    6.12.0 drops references to True, False and None on Python 3.10 and 3.11 and aborts after some hundred
    signals; it is fine from 3.12 on.
    """
    if qt == "6.12.0" and tuple(python[:2]) < (3, 12):
        return (
            "MCP Loupe does not start with PySide6 6.12.0 on Python older than 3.12, because it crashes there. "
            'Install another one: pip install "PySide6-Essentials>=6.11.3,<6.12"'
        )
    return None


def installed_refusal() -> str | None:
    """Judge what is installed, without loading it."""
    return refusal(version("PySide6-Essentials"), sys.version_info[:2])
