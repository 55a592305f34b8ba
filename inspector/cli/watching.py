"""The command `watch`: a resource, printed now and whenever the server says it changed."""

import json

import anyio

from inspector.cli.arguments import Arguments
from inspector.cli.exit_codes import ExitCode
from inspector.cli.hearing import Hearing
from inspector.cli.outcomes import as_json, not_open, print_outcome, say, strictly
from inspector.sessions.outcome import NoReply
from inspector.sessions.session import Session
from inspector.sessions.subscriptions import SubscriptionState

_NO_MORE = (SubscriptionState.REFUSED, SubscriptionState.ENDED)


async def watch(session: Session, arguments: Arguments, hearing: Hearing) -> ExitCode:
    """Subscribe and print until the time is over, or the subscription or the session."""
    uri = arguments.subject or ""
    code = ExitCode.FINE
    with anyio.move_on_after(arguments.seconds):
        await session.subscribe(uri)
        if _may_change(session, uri):
            await _print(session, arguments, uri)
        code = await _watch(session, arguments, hearing, uri)
    if session.state.is_over:
        return not_open(arguments, session.state, session.findings())
    return strictly(arguments, session.findings(), code)


async def _watch(session: Session, arguments: Arguments, hearing: Hearing, uri: str) -> ExitCode:
    while session.state.is_open:
        if hearing.updated:
            hearing.updated.clear()  # a server may name what it changed below the URI that was subscribed to
            await _print(session, arguments, uri)
        elif _may_change(session, uri):
            await hearing.news()
        else:
            subscription = session.subscriptions.of(uri)
            why = subscription.why if subscription is not None else ""
            say(f'The subscription to "{uri}" was refused or has ended. {why}'.rstrip())
            return ExitCode.SERVER_SAID_NO
    return ExitCode.NO_CONNECTION


def _may_change(session: Session, uri: str) -> bool:
    subscription = session.subscriptions.of(uri)
    return subscription is not None and subscription.state not in _NO_MORE


async def _print(session: Session, arguments: Arguments, uri: str) -> None:
    outcome = await session.read_resource(uri)
    if arguments.json:
        print(json.dumps({"uri": uri, **as_json(outcome)}), flush=True)
    elif not isinstance(outcome, NoReply) or session.state.is_open:
        print_outcome(outcome)
