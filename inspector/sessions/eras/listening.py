"""Hearing of changes: one stream, kept open, for all that the server announces and the user subscribed to.

https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
"""

from typing import Any, Final

import anyio

from inspector.jsonrpc.message import Message
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.capabilities import has
from inspector.protocol.errors import METHOD_NOT_FOUND, code_of, text_of
from inspector.sessions.eras.driver import Conversation
from inspector.sessions.eras.sending import Sender
from inspector.sessions.eras.streams import Filter, Stream, Streams
from inspector.sessions.outcome import ErrorReply, NoReply
from inspector.sessions.subscriptions import Channel, SubscriptionState
from inspector.traffic.record import Record
from inspector.transports.failure import Failure, Reason

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 30.0
"""Seconds before a broken stream is opened again; each failure in a row doubles them."""

MAX_FAILURES: Final = 10
"""How many failures in a row are borne."""

STEADY: Final = 10.0
"""Seconds a stream must have lived for its break to count as the first."""

_URIS: Final = "resourceSubscriptions"
_LISTS: Final = {"tools": "toolsListChanged", "prompts": "promptsListChanged", "resources": "resourcesListChanged"}
_ABSENT: Final = (404, 405, 501)
_PASSING: Final = (408, 425, 429)
_ENDED: Final = "The server ended the subscription."


class Listening:
    """Keeps a stream open for what is wanted: another where that changed, a new one where it broke."""

    def __init__(self, conversation: Conversation, sender: Sender) -> None:
        self._it = conversation
        self.streams = Streams(conversation, sender, self._wake)
        self._lists: Filter = {}
        self._live: Stream | None = None
        self._opening: Stream | None = None
        self._held: Filter = {}
        self._given_up: Filter | None = None
        self._unsupported = ""
        self._failures = 0
        self._not_before = 0.0
        self._missed = True
        self.settled = anyio.Event()
        """Set when the first stream was acknowledged, or there will be none."""
        self._woken = anyio.Event()
        self._turned = anyio.Event()

    def _wake(self) -> None:
        self._woken.set()

    async def run(self, capabilities: Any) -> None:
        """Listen for what the capabilities announce, and for subscriptions, until cancelled."""
        if self._it.hears_lists:
            self._lists = {member: True for name, member in _LISTS.items() if has(capabilities, name, "listChanged")}
        async with anyio.create_task_group() as self.streams.tasks:
            while True:
                self._woken = anyio.Event()
                pause = self._step()
                turned, self._turned = self._turned, anyio.Event()
                turned.set()
                if self._opening is None:
                    self.settled.set()
                with anyio.move_on_after(pause):
                    await self._woken.wait()

    def told(self, notification: Message, record: Record) -> None:
        """Take a notification of the server."""
        self.streams.told(notification, record)

    async def subscribe(self, uri: str) -> None:
        """Want to hear of a resource; returns when it is settled, or the server took too long."""
        if self._unsupported:
            self._put(uri, SubscriptionState.REFUSED, self._unsupported)
            return
        if self._state(uri) is SubscriptionState.GRANTED:
            return
        self._given_up, self._failures, self._not_before = None, 0, 0.0
        self._put(uri, SubscriptionState.ASKED)
        self._wake()
        with anyio.move_on_after(self._it.limits.quiet):
            while self._state(uri) is SubscriptionState.ASKED:
                await self._turned.wait()

    async def unsubscribe(self, uri: str) -> None:
        """No longer want to hear of a resource; returns when no stream asks for it, or that took too long."""
        self._it.subscriptions.drop(uri)
        self._wake()
        with anyio.move_on_after(self._it.limits.quiet):
            while any(uri in stream.asked.get(_URIS, ()) for stream in self.streams.all):
                await self._turned.wait()

    def _put(self, uri: str, state: SubscriptionState, why: str = "") -> None:
        self._it.subscriptions.put(uri, state, why)

    def _state(self, uri: str) -> SubscriptionState | None:
        subscription = self._it.subscriptions.of(uri)
        return subscription.state if subscription is not None else None

    def _wanted(self) -> Filter:
        uris = list(self._it.subscriptions.uris)
        return {**self._lists, _URIS: uris} if uris else dict(self._lists)

    # -- steps --------------------------------------------------------------------------------------------------

    def _step(self) -> float | None:
        """Do what is due; gives the seconds after which to look again, None if only a change can matter.

        A stream for a changed wish is opened before the old one is closed, so that nothing goes unheard.
        """
        self._take_live()
        self._take_opening()
        wanted = self._wanted()
        if self._unsupported or not wanted:
            self._let_go()
            return None
        if self._live is not None and wanted == self._held:
            self._grant_again()
            return None
        if self._opening is not None or wanted == self._given_up:
            return None
        pause = self._not_before - anyio.current_time()
        if pause > 0:
            return pause
        self._opening = self.streams.open(wanted, own=_URIS not in wanted)
        return None

    def _let_go(self) -> None:
        if self._live is not None:
            self.streams.close(self._live)
            self._live, self._held = None, {}
            self._say(None)

    def _take_live(self) -> None:
        stream = self._live
        if stream is not None and stream.over.is_set():
            self._live, self._held, self._missed = None, {}, True
            self._settle(stream)

    def _take_opening(self) -> None:
        stream = self._opening
        if stream is None:
            return
        if stream.over.is_set():
            self._opening = None
            self._settle(stream)
        elif stream.acknowledged.is_set() or stream.overdue:
            if self._live is not None:
                self.streams.close(self._live)
            self._live, self._opening = stream, None
            self._grant(stream)
            if self._missed:
                self._missed = False
                self._it.lists_missed()

    def _grant(self, stream: Stream) -> None:
        """Tell each wish from what the acknowledgment says; what was refused is no longer part of what is held."""
        refused = stream.refused(_URIS)
        kept = [uri for uri in stream.asked.get(_URIS, ()) if uri not in refused]
        why = (
            "" if stream.acknowledged.is_set() else "The server did not acknowledge it; changes may come all the same."
        )
        for uri in refused:
            self._change(uri, SubscriptionState.REFUSED, "The server did not grant it.")
        for uri in kept:
            self._change(uri, SubscriptionState.GRANTED, why)
        self._held = {member: True for member in stream.asked if member != _URIS} | ({_URIS: kept} if kept else {})
        granted = stream.granted if isinstance(stream.granted, dict) else stream.asked
        lists = [member for member in _LISTS.values() if stream.asked.get(member)]
        self._it.subscriptions.say(
            Channel(
                SubscriptionState.GRANTED,
                why,
                granted=tuple(member for member in lists if granted.get(member)),
                refused=tuple(member for member in lists if not granted.get(member)),
            )
        )

    def _grant_again(self) -> None:
        """Grant what was taken back and wanted again before its stream was closed."""
        for uri in self._held.get(_URIS, ()):
            if self._state(uri) is SubscriptionState.ASKED:
                self._put(uri, SubscriptionState.GRANTED)

    def _change(self, uri: str, state: SubscriptionState, why: str = "") -> None:
        """Say what became of a wish, if the user has not taken it back meanwhile."""
        if self._it.subscriptions.of(uri) is not None:
            self._put(uri, state, why)

    def _say(self, state: SubscriptionState | None, why: str = "") -> None:
        self._it.subscriptions.say(Channel(state, why))

    # -- ends ---------------------------------------------------------------------------------------------------

    def _settle(self, stream: Stream) -> None:
        """Take the end of a stream that nobody here closed."""
        outcome = stream.outcome
        if isinstance(outcome, ErrorReply):
            self._refused(stream, outcome)
        elif isinstance(outcome, NoReply):
            self._failed(stream, outcome.failure)
        else:
            self._end(stream, "The server cancelled the subscription." if stream.cancelled_by_server else _ENDED)

    def _refused(self, stream: Stream, outcome: ErrorReply) -> None:
        if code_of(outcome.error) != METHOD_NOT_FOUND:
            self._refuse(stream, f"The server said no: {text_of(outcome.error)}")
            return
        if self._lists:
            sentence = "The capabilities announce list changes, and the method to hear of them was not found."
            self._it.note(Situation.METHOD_ADVERTISED_NOT_FOUND, outcome.reply_seq, methods.LISTEN, sentence)
        self._lack("The server does not know subscriptions.")

    def _failed(self, stream: Stream, failure: Failure) -> None:
        status = failure.status or 0
        if status in _ABSENT:
            self._lack(f"The server does not know subscriptions: {failure.sentence}")
        elif failure.reason is Reason.AUTHORIZATION or (400 <= status < 500 and status not in _PASSING):
            self._refuse(stream, str(failure))
        else:
            self._retry(stream, failure)

    def _lack(self, why: str) -> None:
        """Remember that the server has no subscriptions, so that it is not asked again."""
        self._unsupported, self.streams.absent = why, True
        for uri in self._it.subscriptions.uris:
            self._put(uri, SubscriptionState.REFUSED, why)
        self._say(SubscriptionState.REFUSED, why)

    def _refuse(self, stream: Stream, why: str) -> None:
        """Take a refusal of all that was asked for; what an older stream still holds stays."""
        for uri in stream.asked.get(_URIS, ()):
            if uri not in self._held.get(_URIS, ()):
                self._change(uri, SubscriptionState.REFUSED, why)
        self._given_up = stream.asked
        if self._live is None:
            self._say(SubscriptionState.REFUSED, why)

    def _retry(self, stream: Stream, failure: Failure) -> None:
        """Open again after a pause that doubles from failure to failure, and not without end."""
        lived = anyio.current_time() - stream.began if stream.acknowledged.is_set() else 0.0
        self._failures = 1 if lived >= STEADY else self._failures + 1
        if self._failures > MAX_FAILURES:
            self._end(stream, f"The stream broke {self._failures} times in a row. {failure}")
            return
        pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
        self._not_before = anyio.current_time() + max(pause, _retry_after(failure))
        if self._live is not None:
            return
        for uri in stream.asked.get(_URIS, ()):
            if self._state(uri) is not SubscriptionState.ASKED:
                self._change(uri, SubscriptionState.RECONNECTING, failure.sentence)
        self._say(SubscriptionState.RECONNECTING, failure.sentence)

    def _end(self, stream: Stream, why: str) -> None:
        for uri in stream.asked.get(_URIS, ()):
            if uri not in self._held.get(_URIS, ()):
                self._change(uri, SubscriptionState.ENDED, why)
        self._given_up = self._wanted()
        if self._live is None:
            self._say(SubscriptionState.ENDED, why)


def _retry_after(failure: Failure) -> float:
    """Give the seconds a server asks to wait (RFC 9110, 10.2.3), up to the longest pause; 0 where it says none."""
    value = next((value for name, value in failure.headers if name.lower() == "retry-after"), "")
    return min(float(value), LONGEST_PAUSE) if value.isascii() and value.isdigit() else 0.0
