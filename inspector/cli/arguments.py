"""The command line, read.

A URL stands first (`call URL TOOL`), a command last, after `--` (`call TOOL -- COMMAND ARG…`), or
`--config FILE --server NAME` stands in place of both.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from typing_extensions import override

from inspector import __version__
from inspector.cli.exit_codes import HELP
from inspector.cli.network import NetworkOptions, add_network_options, network_options
from inspector.cli.talk import TalkOptions, add_talk_options, add_task_option, talk_options
from inspector.protocol.revisions import ERA_CHOICES
from inspector.servers.addresses import is_address
from inspector.servers.definition import DEFAULT_TIMEOUT

COMMANDS: Final = ("probe", "call", "read", "get", "send", "watch")
"""Commands without a window."""

_SUBJECTS: Final = {"probe": None, "call": "TOOL", "read": "URI", "get": "PROMPT", "send": "[MESSAGE]", "watch": "URI"}

_USAGE: Final = """\
mcp-loupe [options]                        open the window
       mcp-loupe [options] URL                    … with a server over HTTP, WebSocket, TCP or a Unix socket
       mcp-loupe [options] -- COMMAND ARG…        … with a server over stdio
       mcp-loupe [options] --config FILE [--server NAME]
       mcp-loupe probe|call|read|get|send|watch --help  commands without a window
       mcp-loupe export FILE --help               records of a capture, for other programs
       mcp-loupe merge FILE… --output FILE        one capture made of several
       mcp-loupe rules [ID…]                      what findings can say, with their places in the specification
       mcp-loupe demo NAME --help                 one of the servers that come with the program"""


class UsageError(Exception):
    """The arguments could not be understood; the text says why and what helps."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The command line, understood.

    `command` is None for the window; `subject` is the tool, URI, prompt or message, None for one from standard input.
    What is None was not written: the file decides, or what is usual.
    """

    command: str | None = None
    subject: str | None = None
    url: str | None = None
    argv: tuple[str, ...] = ()
    config: Path | None = None
    server: str | None = None
    era: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    network: NetworkOptions = field(default_factory=NetworkOptions)
    env: dict[str, str] = field(default_factory=dict)
    cwd: str | None = None
    subprotocol: str | None = None
    timeout: float | None = None
    capture: Path | None = None
    opened: tuple[Path, ...] = ()
    args: dict[str, Any] = field(default_factory=dict)
    talk: TalkOptions = field(default_factory=TalkOptions)
    bare: bool = False
    seconds: float | None = None
    json: bool = False
    strict: bool = False
    demo: bool = False
    self_test: bool = False
    theme: str | None = None


class _Parser(argparse.ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        raise UsageError(f'{message[:1].upper()}{message[1:]}. "{self.prog} --help" shows what can be written.')


def parse(argv: Sequence[str]) -> Arguments:
    """Read the arguments; raises `UsageError`. `--help` and `--version` print and raise `SystemExit`."""
    words, command_line = _split(argv)
    if words and words[0] in COMMANDS:
        return _parse_command(words[0], words[1:], command_line)
    return _parse_window(words, command_line)


def _split(argv: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Part the program's own words from the server's command, at the first `--`."""
    words = list(argv)
    if "--" not in words:
        return words, ()
    at = words.index("--")
    if at == len(words) - 1:
        raise UsageError('After "--" the command of a server is missing, for example: -- npx -y some-server')
    return words[:at], tuple(words[at + 1 :])


def _parse_window(words: list[str], command_line: tuple[str, ...]) -> Arguments:
    parser = _Parser(
        prog="mcp-loupe",
        usage=_USAGE,
        description="An inspector and playground for Model Context Protocol servers.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("url", nargs="?", metavar="URL", help="address of a server (http, ws, tcp, unix, …)")
    _add_common(parser)
    parser.add_argument(
        "--open", action="append", default=[], type=Path, metavar="FILE", help="show a capture of another run"
    )
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="colours, for this run")
    parser.add_argument("--demo", action="store_true", help="connect to the servers that come with the program")
    parser.add_argument("--self-test", action="store_true", help="check that this installation works, and exit")
    parser.add_argument("--version", action="version", version=f"mcp-loupe {__version__}")
    found = parser.parse_args(words)
    arguments = Arguments(
        url=found.url,
        argv=command_line,
        opened=tuple(found.open),
        theme=found.theme,
        demo=found.demo,
        self_test=found.self_test,
        **_common(found),
    )
    _check_target(arguments)
    return arguments


def _parse_command(command: str, words: list[str], command_line: tuple[str, ...]) -> Arguments:
    subject_name = _SUBJECTS[command]
    positionals = " ".join(filter(None, ["[URL]", subject_name]))
    parser = _Parser(
        prog=f"mcp-loupe {command}",
        usage=f"mcp-loupe {command} [options] {positionals} [-- COMMAND ARG…]",
        description=_DESCRIPTIONS[command],
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "words", nargs="*", metavar=positionals, help="the server's URL, unless a command or --config names it"
    )
    _add_common(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--strict", action="store_true", help="exit with 6 if there are findings of severity error")
    if command in ("call", "get"):
        parser.add_argument("--args", metavar="JSON", help="arguments, as a JSON object")
    if command == "call":
        add_task_option(parser)
    if command == "send":
        parser.add_argument("--bare", action="store_true", help="add no headers of the stateless revision over HTTP")
    if command == "watch":
        parser.add_argument("--seconds", type=_seconds, metavar="SECONDS", help="end after so long (default: never)")
    add_talk_options(parser, _seconds)
    found = parser.parse_intermixed_args(words)
    arguments = Arguments(
        command=command,
        argv=command_line,
        json=found.json,
        strict=found.strict,
        args=_json_object(getattr(found, "args", None)),
        talk=talk_options(found),
        bare=getattr(found, "bare", False),
        seconds=getattr(found, "seconds", None),
        **_place(found.words, subject_name, has_target=bool(command_line or found.config)),
        **_common(found),
    )
    _check_target(arguments)
    if not (arguments.url or arguments.argv or arguments.config):
        raise UsageError(f'"{command}" needs a server: a URL first, or "-- COMMAND ARG…" last, or "--config FILE".')
    return arguments


_DESCRIPTIONS: Final = {
    "probe": "Connect, list everything the server offers, and close.",
    "call": "Call a tool.",
    "read": "Read a resource.",
    "get": "Get a prompt.",
    "send": "Send a message as it is, valid or not: MESSAGE, or what standard input holds.",
    "watch": "Subscribe to a resource, and print its content whenever it changes.",
}


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help='a file with "mcpServers"')
    parser.add_argument("--server", metavar="NAME", help="which server of the file")
    parser.add_argument("--era", choices=ERA_CHOICES, default=None, help="how to speak (default: auto)")
    parser.add_argument("--header", action="append", default=[], metavar='"Name: value"', help="send this HTTP header")
    parser.add_argument(
        "--env", action="append", default=[], metavar="K=V", help="set this in the server's environment"
    )
    parser.add_argument("--cwd", metavar="DIR", help="folder to start the server in")
    parser.add_argument(
        "--subprotocol", metavar="NAME", help='offer this WebSocket subprotocol; "" offers none (default: mcp)'
    )
    parser.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help=f"wait at most so long (default: {DEFAULT_TIMEOUT:g})"
    )
    parser.add_argument("--capture", type=Path, metavar="FILE", help="keep the capture there")
    add_network_options(parser, _seconds)


def _common(found: argparse.Namespace) -> dict[str, Any]:
    return {
        "config": found.config,
        "server": found.server,
        "era": found.era,
        "headers": tuple(_header(text) for text in found.header),
        "network": network_options(found),
        "env": dict(_variable(text) for text in found.env),
        "cwd": found.cwd,
        "subprotocol": found.subprotocol,
        "timeout": found.timeout,
        "capture": found.capture,
    }


def _place(words: list[str], subject_name: str | None, *, has_target: bool) -> dict[str, Any]:
    """Tell the URL from the subject: a URL is asked for only where nothing else names the server."""
    expected = ([] if has_target else ["URL"]) + ([subject_name] if subject_name else [])
    if len(words) > len(expected):
        raise UsageError(
            f'"{words[len(expected)]}" was not expected. Name the server once, and quote arguments with blanks.'
        )
    if len(words) < len([name for name in expected if not name.startswith("[")]):
        raise UsageError(f"{expected[len(words)]} is missing.")
    found = dict(zip(expected, words, strict=False))
    return {"url": found.get("URL"), "subject": found.get(subject_name) if subject_name else None}


def _check_target(arguments: Arguments) -> None:
    named = [name for name, value in (("a URL", arguments.url), ('a command after "--"', arguments.argv)) if value]
    named += ["--config"] if arguments.config else []
    if len(named) > 1:
        raise UsageError(f"Name the server once: {' and '.join(named)} were given.")
    if arguments.server and not arguments.config:
        raise UsageError('"--server" names a server of a file; give the file with "--config FILE".')
    if arguments.network.key and not arguments.network.cert and not arguments.config:
        raise UsageError('"--key" is the key of a client certificate; name that with "--cert FILE".')
    if arguments.url is not None and not is_address(arguments.url):
        raise UsageError(
            f'"{arguments.url}" is neither a URL nor a command of this program. '
            f'A URL begins with http://, https://, ws:// or another scheme; a server\'s command goes after "--".'
        )


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise UsageError(f'The header "{name}" has no colon. Write it as "Name: value".')
    return name.strip(), value.strip()


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f'"--env {name}" has no "=". Write it as NAME=value.')
    return name, value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number of seconds') from error
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f'"{text}" is not a time that can be waited')
    return value


def _json_object(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f'"--args" is not JSON: {error}. Write an object, for example \'{{"a": 1}}\'.') from error
    if not isinstance(value, dict):
        raise UsageError('"--args" is not a JSON object. Write the arguments by name, for example \'{"a": 1}\'.')
    return value
