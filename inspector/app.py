"""The composition root: from the command line to the command, the window, or a demo server."""

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from inspector.cli.arguments import Arguments, UsageError, parse
from inspector.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from inspector.ui.window_launch import WindowLaunch

_SWITCH_INTERVAL: Final = 0.0005
"""Seconds a thread waits for another that computes: the window each time that Qt comes back to Python, the engine each
time that SQLite has written some rows.

With Python's own 5 ms the window did not come to its timer for 40 ms during a flood, with this for 30, and a batch took
150 ms to write while the rules for messages were loaded. A flood is none the slower: who computes gives way only when
somebody waits."""


def run(argv: Sequence[str]) -> int:
    """Run the program; gives the exit code. Imports are made where they are needed: a start must be quick."""
    if argv and argv[0] == "demo":
        return _run_demo(argv[1:])
    if argv and argv[0] == "export":
        from inspector.cli.export import run_export

        return run_export(argv[1:])
    if argv and argv[0] == "merge":
        from inspector.cli.merge import run_merge

        return run_merge(argv[1:])
    if argv and argv[0] == "rules":
        from inspector.cli.rules import run_rules

        return run_rules(argv[1:])
    try:
        arguments = parse(argv)
    except UsageError as error:
        print(error, file=sys.stderr)
        return ExitCode.USAGE
    if arguments.command is not None:
        from inspector.cli.commands import run_command

        settle_interpreter()
        return run_command(arguments)
    return _run_window(arguments)


def settle_interpreter() -> None:
    """Have the garbage collector look less often, never at what stays, and threads wait for each other for a moment.

    Records and messages hold no cycles; looking for some takes a twentieth of a call's time, and pauses the window.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)
    sys.setswitchinterval(_SWITCH_INTERVAL)


def _run_demo(argv: Sequence[str]) -> int:
    """Start a demo server in this process: how the packaged program starts them, having no interpreter to offer."""
    from inspector.demo.__main__ import run as run_demo

    return run_demo(argv)


def _run_window(arguments: Arguments) -> int:
    from inspector.ui.qt_version import installed_refusal

    refusal = installed_refusal()
    if refusal is not None:
        print(refusal, file=sys.stderr)
        return ExitCode.UNEXPECTED
    if arguments.self_test:
        from inspector.ui.self_test import run_self_test

        return run_self_test()
    from inspector.servers.config_file import ConfigError
    from inspector.ui.window_app import run_window

    try:
        launch = _launch(arguments)
    except (UsageError, ConfigError) as error:
        print(error, file=sys.stderr)
        return ExitCode.USAGE
    settle_interpreter()
    return run_window(launch)


def _launch(arguments: Arguments) -> "WindowLaunch":
    """Say what the window begins with. What the user typed is connected; what a file says waits for him."""
    from inspector.cli.definitions import definitions_for
    from inspector.servers.demo import demo_definitions
    from inspector.ui.window_launch import WindowLaunch

    found = definitions_for(arguments)
    definitions = (*found.servers, *(demo_definitions() if arguments.demo else ()))
    asked_for = definitions if arguments.config is None else definitions[len(found.servers) :]
    return WindowLaunch(
        definitions,
        connect=tuple(server.name for server in asked_for),
        selected=arguments.server,
        capture=arguments.capture,
        opened=arguments.opened,
        theme=arguments.theme,
        problems=found.problems,
    )
