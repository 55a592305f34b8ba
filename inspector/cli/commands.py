"""The commands without a window: probe, call, read, get, send, watch."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Final

import anyio

from inspector.cli.answers import AnswerError, Answers
from inspector.cli.arguments import Arguments, UsageError
from inspector.cli.definitions import one_definition
from inspector.cli.exit_codes import ExitCode
from inspector.cli.hearing import Hearing, pass_over_progress, tell_progress
from inspector.cli.outcomes import finished, not_open, say, sent_raw, strictly
from inspector.cli.report import print_json, print_probe, probe_report
from inspector.cli.watching import watch
from inspector.jsonrpc.message import parse
from inspector.lint.finding import Finding
from inspector.protocol.headers import modern_headers
from inspector.protocol.revisions import Era
from inspector.servers.config_file import ConfigError
from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.era_memory import user_era_file
from inspector.sessions.outcome import NoReply, Outcome, ResultReply
from inspector.sessions.serving import Terms, serving
from inspector.sessions.session import Session
from inspector.traffic.capture import CaptureError

_MAX_INPUT: Final = 100_000_000
_PATIENCE: Final = 1.0
"""Seconds in which a server may refuse, without an id, what it could not read."""


def run_command(arguments: Arguments) -> ExitCode:
    """Run one command to its end; prints, and gives the exit code."""
    try:
        definition = one_definition(arguments, say)
        raw = _message(arguments) if arguments.command == "send" else b""
        code = anyio.run(_run_until_ended, arguments, definition, Answers(arguments.talk, say), raw)
        sys.stdout.flush()
    except (UsageError, AnswerError, ConfigError, CaptureError) as error:
        say(str(error))
        return ExitCode.USAGE
    except KeyboardInterrupt:
        if arguments.command == "watch":
            return ExitCode.FINE  # that is how one ends it
        say("Interrupted.")
        return ExitCode.UNEXPECTED
    except (BrokenPipeError, BaseExceptionGroup) as error:
        if not _is_broken_pipe(error):
            raise
        return _unread()
    return code


def _is_broken_pipe(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.split(BrokenPipeError)[1] is None
    return isinstance(error, BrokenPipeError)


def _unread() -> ExitCode:
    """End quietly where nobody reads what is printed (`… | head`); the interpreter would complain of it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.UNEXPECTED


def _message(arguments: Arguments) -> bytes:
    """Give what is to be sent: as written, or as standard input holds it, less the line end it ends with."""
    if arguments.subject not in (None, "-"):
        return os.fsencode(arguments.subject or "")
    return sys.stdin.buffer.read(_MAX_INPUT).removesuffix(b"\n").removesuffix(b"\r")


async def _run_until_ended(
    arguments: Arguments, definition: ServerDefinition, answers: Answers, raw: bytes
) -> ExitCode:
    """Run a command; SIGTERM, and the end of the terminal, interrupt it as Ctrl-C does.

    A server has a session of its own, so that none of these signals reaches it: it has to be ended from here.
    """
    with anyio.CancelScope() as scope:
        _cancel_on_signals(scope)
        return await _run(arguments, definition, answers, raw)
    raise KeyboardInterrupt


def _cancel_on_signals(scope: anyio.CancelScope) -> None:
    if sys.platform == "win32":
        return
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is signal.SIG_DFL:  # `nohup` says that it is not to be heard
            asyncio.get_running_loop().add_signal_handler(sign, scope.cancel)


async def _run(arguments: Arguments, definition: ServerDefinition, answers: Answers, raw: bytes) -> ExitCode:
    probing = arguments.command == "probe"
    hearing = Hearing(logs=arguments.talk.log_level is not None, tasks=arguments.talk.task is not None)
    eras = user_era_file(recalls=not probing)  # whoever probes wants to know, not to guess
    terms = Terms(client=answers.profile, ask=answers.ask, eras=eras)
    async with serving(definition, arguments.capture, lists=probing, terms=terms, observer=hearing) as session:
        if not session.state.is_open:
            return not_open(arguments, session.state, session.findings())
        await _set_level(session, arguments)
        if probing:
            return _probed(arguments, session, session.findings())
        if arguments.command == "send":
            sent = await session.send_raw(raw, _headers(session, arguments, raw), patience=_PATIENCE)
            return sent_raw(arguments, sent, session.findings())
        if arguments.command == "watch":
            return await watch(session, arguments, hearing)
        outcome = await _ACTIONS[arguments.command or ""](session, arguments)
        return finished(arguments, outcome, session.findings())


async def _set_level(session: Session, arguments: Arguments) -> None:
    """Ask for log messages; a server that has none is no reason to do nothing."""
    level = arguments.talk.log_level
    outcome = await session.set_level(level) if level is not None else None
    if outcome is not None and not isinstance(outcome, ResultReply):
        why = str(outcome.failure) if isinstance(outcome, NoReply) else str(outcome.error)
        say(f'The log level "{level}" could not be set: {why}')


def _headers(session: Session, arguments: Arguments, raw: bytes) -> list[tuple[str, str]]:
    """Give the headers without which a server of the stateless revision takes no message over HTTP."""
    message = parse(raw)
    over_http = session.definition.transport == HttpSettings.transport
    if arguments.bare or not over_http or session.state.era is not Era.MODERN or message.method is None:
        return []
    return modern_headers(session.state.revision or "", message.method, message.params)


async def _call(session: Session, arguments: Arguments) -> Outcome:
    """Call a tool. Progress is always asked for: it pushes the time-out back, whether or not it is shown.

    The tool's definition is read first where its parameters may have to be repeated in headers:
    https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
    """
    if session.state.era is Era.MODERN and session.definition.transport == HttpSettings.transport:
        await session.refresh("tools")
    talk = arguments.talk
    on_progress = tell_progress if talk.progress else pass_over_progress
    return await session.call_tool(arguments.subject or "", arguments.args, on_progress=on_progress, task=talk.task)


async def _read(session: Session, arguments: Arguments) -> Outcome:
    on_progress = tell_progress if arguments.talk.progress else None
    return await session.read_resource(arguments.subject or "", on_progress=on_progress)


async def _get(session: Session, arguments: Arguments) -> Outcome:
    on_progress = tell_progress if arguments.talk.progress else None
    return await session.get_prompt(arguments.subject or "", arguments.args, on_progress=on_progress)


_Action = Callable[[Session, Arguments], Awaitable[Outcome]]

_ACTIONS: Final[dict[str, _Action]] = {"call": _call, "read": _read, "get": _get}


def _probed(arguments: Arguments, session: Session, findings: list[Finding]) -> ExitCode:
    if arguments.json:
        print_json(probe_report(session, findings))
    else:
        print_probe(session, findings)
    return strictly(arguments, findings, ExitCode.FINE)
