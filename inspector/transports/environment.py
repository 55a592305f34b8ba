"""The environment a server is started in.

A desktop program is not started by the user's shell and does not see its PATH: `npx`, `uvx` and `node` are then not
found although the user has them. So the login shell is asked, at each start, because profiles change.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import anyio

_SHELL_LIMIT: Final = 3.0
"""Seconds the login shell may take to answer."""

_MARK: Final = "mcp-loupe-path:"


async def server_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a new server: ours without what freezing left in it, the user's PATH, and `extra`."""
    environment = _without_frozen_paths(dict(os.environ))
    if "TERM" not in os.environ and sys.platform != "win32":
        environment["PATH"] = _joined(environment.get("PATH", os.defpath), await _login_shell_path())
    return {**environment, **extra}


def find_command(command: str, environment: Mapping[str, str], cwd: str | None) -> str:
    """Give the full path of a command by the PATH of `environment`, or the command as it is if it is not found.

    A command with a slash in it is looked for from `cwd`, as the system would.
    """
    if os.path.dirname(command):  # noqa: PTH120 - "./server" must not lose its dot
        return str(Path(cwd, command)) if cwd and not Path(command).is_absolute() else command
    return shutil.which(command, path=environment.get("PATH")) or command


def _without_frozen_paths(environment: dict[str, str]) -> dict[str, str]:
    """Undo what the packaged program's loader did to the library path; children need their own libraries."""
    if not getattr(sys, "frozen", False):
        return environment
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        original = environment.pop(f"{name}_ORIG", None)
        environment.pop(name, None)
        if original is not None:
            environment[name] = original
    for name in [name for name in environment if name.startswith(("_PYI_", "_MEIPASS"))]:
        del environment[name]
    return environment


def _joined(first: str, second: str) -> str:
    entries = [entry for entry in (*first.split(os.pathsep), *second.split(os.pathsep)) if entry]
    return os.pathsep.join(dict.fromkeys(entries))


async def _login_shell_path() -> str:
    """Ask the login shell for its PATH; an empty string if it does not say in time."""
    with anyio.move_on_after(_SHELL_LIMIT):
        try:
            done = await anyio.run_process(
                [os.environ.get("SHELL") or "/bin/sh", "-l", "-c", f'printf "{_MARK}%s" "$PATH"'], check=False
            )
        except OSError:
            return ""
        return done.stdout.decode(errors="replace").rpartition(_MARK)[2].strip()
    return ""
