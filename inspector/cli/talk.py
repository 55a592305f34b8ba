"""The options that say how the program talks with a server while a command runs."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspector.servers.definition import Root, root_at
from inspector.sessions.tasks import TaskRequest

LEVELS: Final = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
"""The levels of log messages, mildest first (specification, Logging, Log Levels)."""


@dataclass(frozen=True, slots=True)
class TalkOptions:
    """What was written on the command line; None, or nothing, where nothing was. `total_timeout` is seconds."""

    on_elicitation: str | None = None
    on_sampling: str | None = None
    roots: tuple[Root, ...] = ()
    log_level: str | None = None
    progress: bool = False
    task: TaskRequest | None = None
    total_timeout: float | None = None


def add_talk_options(parser: argparse.ArgumentParser, seconds: Callable[[str], float]) -> None:
    """Add the options; `seconds` reads a time."""
    group = parser.add_argument_group("talking with the server")
    group.add_argument(
        "--on-elicitation",
        metavar="accept|decline|cancel|@FILE",
        help="answer every elicitation so: accept fills in defaults and examples, a file holds the content as JSON",
    )
    group.add_argument(
        "--on-sampling", metavar="TEXT|@FILE", help="answer every sampling request with this text, or result as JSON"
    )
    group.add_argument(
        "--root", action="append", default=[], metavar="DIR", help="let the server work in this folder (roots)"
    )
    group.add_argument("--log-level", choices=LEVELS, help="ask for log messages from this level on, and show them")
    group.add_argument("--progress", action="store_true", help="show progress")
    group.add_argument(
        "--total-timeout", type=seconds, metavar="SECONDS", help="wait at most so long in all, progress or not"
    )


def add_task_option(parser: argparse.ArgumentParser) -> None:
    """Add the option of those commands that may run as a task."""
    parser.add_argument(
        "--task", nargs="?", type=_ttl, const=TaskRequest(), metavar="TTL", help="run as a task, kept for TTL seconds"
    )


def talk_options(found: argparse.Namespace) -> TalkOptions:
    """Give what was written."""
    return TalkOptions(
        on_elicitation=found.on_elicitation,
        on_sampling=found.on_sampling,
        roots=tuple(root_at(text) for text in found.root),
        log_level=found.log_level,
        progress=found.progress,
        task=getattr(found, "task", None),
        total_timeout=found.total_timeout,
    )


def _ttl(text: str) -> TaskRequest:
    try:
        seconds = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number of seconds') from error
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(f'"{text}" is not a time that a task can be kept')
    return TaskRequest(ttl=round(seconds * 1000))
