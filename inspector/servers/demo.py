"""The servers that come with the program, as definitions: each is started as a process of its own."""

import sys
from typing import Final

from inspector.servers.definition import ServerDefinition, StdioSettings

DEMO_NAMES: Final = ("calculator", "weather", "tasks", "mailbox", "files", "greeting", "assistant")


def demo_definitions() -> tuple[ServerDefinition, ...]:
    """Give all of them; the packaged program starts itself, having no interpreter beside it."""
    return tuple(demo_definition(name) for name in DEMO_NAMES)


def demo_definition(name: str) -> ServerDefinition:
    """Give one of them by its name."""
    if getattr(sys, "frozen", False):
        return ServerDefinition(name, StdioSettings(sys.executable, ("demo", name)))
    return ServerDefinition(name, StdioSettings(sys.executable, ("-m", "inspector.demo", name)))
