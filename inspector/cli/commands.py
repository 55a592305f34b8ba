"""The commands without a window: probe, call, read, get."""

import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import anyio

from inspector.cli.arguments import Arguments, UsageError
from inspector.cli.definitions import one_definition
from inspector.cli.exit_codes import ExitCode
from inspector.cli.report import print_findings, print_json, print_probe, print_result, probe_report, visible
from inspector.lint.finding import Finding, Severity
from inspector.protocol.errors import NAMES, code_of, text_of
from inspector.protocol.revisions import Era
from inspector.servers.config_file import ConfigError
from inspector.servers.definition import HttpSettings, ServerDefinition
from inspector.sessions.era_memory import user_era_file
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.serving import Terms, serving
from inspector.sessions.session import Session
from inspector.traffic.capture import CaptureError
from inspector.transports.failure import Failure, Reason


def run_command(arguments: Arguments) -> ExitCode:
    """Run one command to its end; prints, and gives the exit code."""
    try:
        definition = one_definition(arguments)
        code = anyio.run(_run, arguments, definition)
        sys.stdout.flush()
    except (UsageError, ConfigError, CaptureError) as error:
        say(str(error))
        return ExitCode.USAGE
    except KeyboardInterrupt:
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


def say(sentence: str) -> None:
    """Say something to the person, not to the program that reads the output."""
    print(visible(sentence), file=sys.stderr)


async def _run(arguments: Arguments, definition: ServerDefinition) -> ExitCode:
    lists = arguments.command == "probe"
    terms = Terms(eras=user_era_file(recalls=not lists))  # whoever probes wants to know, not to guess
    async with serving(definition, arguments.capture, lists=lists, terms=terms) as session:
        if not session.state.is_open:
            return _not_open(arguments, session, session.findings())
        if lists:
            return _probed(arguments, session, session.findings())
        outcome = await _ACTIONS[arguments.command or ""](session, arguments)
        return _finished(arguments, outcome, session.findings())


async def _call(session: Session, arguments: Arguments) -> Outcome:
    """Call a tool. Its definition is read first where its parameters may have to be repeated in headers.

    https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
    """
    if session.state.era is Era.MODERN and session.definition.transport == HttpSettings.transport:
        await session.refresh("tools")
    return await session.call_tool(arguments.subject or "", arguments.args)


_Action = Callable[[Session, Arguments], Awaitable[Outcome]]

_ACTIONS: dict[str, _Action] = {
    "call": _call,
    "read": lambda session, a: session.read_resource(a.subject or ""),
    "get": lambda session, a: session.get_prompt(a.subject or "", a.args),
}


def _not_open(arguments: Arguments, session: Session, findings: list[Finding]) -> ExitCode:
    """Report a session that could not be opened."""
    state = session.state
    failure = state.failure
    said = f"The server refused the session: {describe_error(state.refusal)}" if failure is None else str(failure)
    if arguments.json:
        report: dict[str, Any] = {"failure": said} if failure is not None else {"error": state.refusal}
        print_json({**report, "findings": [asdict(finding) for finding in findings]})
    say(said)
    if failure is not None and failure.detail:
        say(failure.detail)
    return ExitCode.SERVER_SAID_NO if failure is None else _code_of(failure)


def _code_of(failure: Failure) -> ExitCode:
    return ExitCode.AUTHORIZATION if failure.reason is Reason.AUTHORIZATION else ExitCode.NO_CONNECTION


def _probed(arguments: Arguments, session: Session, findings: list[Finding]) -> ExitCode:
    if arguments.json:
        print_json(probe_report(session, findings))
    else:
        print_probe(session, findings)
    return _strictly(arguments, findings, ExitCode.FINE)


def _finished(arguments: Arguments, outcome: Outcome, findings: list[Finding]) -> ExitCode:
    code = _verdict(outcome)
    if arguments.json:
        print_json(
            {
                **_as_json(outcome),
                "findings": [asdict(finding) for finding in findings],
                "duration_ms": round(outcome.duration_ns / 1e6, 3),
            }
        )
    else:
        _print_outcome(outcome)
        print_findings(findings)
    return _strictly(arguments, findings, code)


def _verdict(outcome: Outcome) -> ExitCode:
    if isinstance(outcome, NoReply):
        return _code_of(outcome.failure)
    if isinstance(outcome, ErrorReply):
        return ExitCode.SERVER_SAID_NO
    refused = isinstance(outcome.value, dict) and outcome.value.get("isError") is True
    return ExitCode.SERVER_SAID_NO if refused else ExitCode.FINE


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, ResultReply):
        return {"result": outcome.value}
    if isinstance(outcome, ErrorReply):
        return {"error": outcome.error}
    return {"failure": str(outcome.failure)}


def _print_outcome(outcome: Outcome) -> None:
    if isinstance(outcome, ResultReply):
        print_result(outcome.value)
    elif isinstance(outcome, ErrorReply):
        say(f"The server answered with an error: {describe_error(outcome.error)}")
    else:
        say(str(outcome.failure))


def describe_error(error: Any) -> str:
    """Give a JSON-RPC error as one line: message, code, and the code's name."""
    code = code_of(error)
    if code is None:
        return text_of(error)
    name = NAMES.get(code)
    return f"{text_of(error)} ({code}, {name})" if name else f"{text_of(error)} ({code})"


def _strictly(arguments: Arguments, findings: list[Finding], code: ExitCode) -> ExitCode:
    broken = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitCode.FINDINGS if code is ExitCode.FINE and arguments.strict and broken else code
