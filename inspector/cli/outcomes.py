"""How a command ended: what is printed of it, and its exit code."""

import sys
from dataclasses import asdict
from typing import Any

from inspector.cli.arguments import Arguments
from inspector.cli.exit_codes import ExitCode
from inspector.cli.report import failure_members, print_findings, print_json, print_result, visible
from inspector.lint.finding import Finding, Severity
from inspector.protocol.errors import NAMES, advice, code_of, required_pages, text_of
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.raw import RawSent
from inspector.sessions.state import SessionState
from inspector.transports.failure import Failure, Reason


def say(sentence: str) -> None:
    """Say something to the person, not to the program that reads the output."""
    print(visible(sentence), file=sys.stderr, flush=True)


def not_open(arguments: Arguments, state: SessionState, findings: list[Finding]) -> ExitCode:
    """Report a session that could not be opened, or has ended by itself."""
    failure = state.failure
    said = f"The server refused the session: {describe_error(state.refusal)}" if failure is None else str(failure)
    if arguments.json:
        report = {"error": state.refusal} if failure is None else {"failure": said, **failure_members(failure)}
        print_json({**report, "findings": [asdict(finding) for finding in findings]})
    say(said)
    if failure is not None and failure.detail:
        say(failure.detail)
    return ExitCode.SERVER_SAID_NO if failure is None else _code_of(failure)


def _code_of(failure: Failure) -> ExitCode:
    return ExitCode.AUTHORIZATION if failure.reason is Reason.AUTHORIZATION else ExitCode.NO_CONNECTION


def finished(arguments: Arguments, outcome: Outcome, findings: list[Finding]) -> ExitCode:
    """Report how one request ended."""
    if arguments.json:
        print_json(
            {
                **as_json(outcome),
                "findings": [asdict(finding) for finding in findings],
                "duration_ms": round(outcome.duration_ns / 1e6, 3),
            }
        )
    else:
        print_outcome(outcome)
        print_findings(findings)
    return strictly(arguments, findings, _verdict(outcome))


def sent_raw(arguments: Arguments, sent: RawSent, findings: list[Finding]) -> ExitCode:
    """Report what came back for a raw message: nothing, one reply, or those to a batch."""
    codes = [_verdict(outcome) for outcome in sent.outcomes]
    if arguments.json:
        replies = [as_json(outcome) for outcome in sent.outcomes]
        print_json({"replies": replies, "findings": [asdict(finding) for finding in findings]})
    else:
        for outcome in sent.outcomes:
            print_outcome(outcome)
        if not sent.outcomes:
            say("It was sent, and nothing came back that belongs to it.")
        print_findings(findings)
    return strictly(arguments, findings, next((code for code in codes if code is not ExitCode.FINE), ExitCode.FINE))


def _verdict(outcome: Outcome) -> ExitCode:
    if isinstance(outcome, NoReply):
        return _code_of(outcome.failure)
    if isinstance(outcome, ErrorReply):
        return ExitCode.SERVER_SAID_NO
    refused = isinstance(outcome.value, dict) and outcome.value.get("isError") is True
    return ExitCode.SERVER_SAID_NO if refused else ExitCode.FINE


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as the JSON report has it."""
    if isinstance(outcome, ResultReply):
        return {"result": outcome.value}
    if isinstance(outcome, ErrorReply):
        return {"error": outcome.error}
    return {"failure": str(outcome.failure), **failure_members(outcome.failure)}


def print_outcome(outcome: Outcome) -> None:
    """Print a result, or say why there is none."""
    if isinstance(outcome, ResultReply):
        print_result(outcome.value)
    elif isinstance(outcome, ErrorReply):
        say(f"The server answered with an error: {describe_error(outcome.error)}")
        helps = advice(outcome.error)
        if helps:
            say(helps)
        for page in required_pages(outcome.error):
            say(f"  {page['url']}  {page.get('message', '')}".rstrip())
    else:
        say(str(outcome.failure))


def describe_error(error: Any) -> str:
    """Give a JSON-RPC error as one line: message, code, and the code's name."""
    code = code_of(error)
    if code is None:
        return text_of(error)
    name = NAMES.get(code)
    return f"{text_of(error)} ({code}, {name})" if name else f"{text_of(error)} ({code})"


def strictly(arguments: Arguments, findings: list[Finding], code: ExitCode) -> ExitCode:
    """Give the exit code, which with `--strict` tells of findings too."""
    broken = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitCode.FINDINGS if code is ExitCode.FINE and arguments.strict and broken else code
