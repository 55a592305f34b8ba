"""The JSON-RPC peer: sends requests, pairs replies, hands on what the other side asks and tells.

It survives whatever comes in. Pairing is by (JSON type of the id, id); where that finds nothing, by the HTTP exchange
the reply came in, or by the id as the other type. What could not be paired, or is odd in another way, stays in the log
with a finding.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import anyio

from inspector.jsonrpc import message as jsonrpc
from inspector.jsonrpc.message import MISSING, Message, Shape
from inspector.lint.situations import Situation
from inspector.protocol import methods
from inspector.protocol.methods import subject_of
from inspector.sessions.annotation import annotate, id_text
from inspector.sessions.calls import NO_WISH, Call, Calls, Drafted, Limits, Progress
from inspector.sessions.listener import PeerListener
from inspector.sessions.outcome import ErrorReply, NoReply, Outcome, ResultReply
from inspector.sessions.questions import Cause
from inspector.sessions.raw import Piece, RawSent, messages_in, send_and_wait
from inspector.sessions.tasks import is_task
from inspector.sessions.watching.ids import other_key_of
from inspector.sessions.watching.replies import End
from inspector.sessions.watching.watch import Watch
from inspector.traffic.record import Kind, Record
from inspector.traffic.recorder import Tap
from inspector.transports.base import Headers, Transport
from inspector.transports.failure import Failure, Reason

_CANCEL_LIMIT: Final = 1.0
"""Seconds for the word that a request was given up; a server that does not read must not hold up its end."""

__all__ = ["Drafted", "Limits", "Peer", "PeerListener", "Progress"]


class Peer:
    """One end of a JSON-RPC conversation over a transport. Implements the transport's `Receiver`."""

    def __init__(self, tap: Tap, transport: Transport, listener: PeerListener) -> None:
        self._tap = tap
        self._transport = transport
        self._listener = listener
        self._calls = Calls()
        self._later_progress: dict[tuple[str, Any], tuple[int, Progress]] = {}
        self._lones: list[Call] = []
        """What was sent raw last that holds no request, and may be refused without an id; in order."""
        self._last_id = 0
        self._lost: Failure | None = None
        self._watch = Watch(self._calls.by_key, listener.noticed)

    # -- sending ------------------------------------------------------------------------------------------------

    def next_id(self) -> int:
        """Take the id of the next request; one that the user took for a raw message is passed over."""
        self._last_id += 1
        while ("number", self._last_id) in self._calls.by_key:
            self._last_id += 1
        return self._last_id

    async def request(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        ident: int | None = None,
        headers: Headers = (),
        own: bool = False,
        limits: Limits = NO_WISH,
        on_progress: Progress | None = None,
        on_draft: Drafted | None = None,
        cancel: Callable[[Record], Any] | None = None,
        stays_open: bool = False,
    ) -> Outcome:
        """Send a request and wait for how it ends.

        `cancel` is awaited, or called, when the wait ends without an answer (time-out or cancellation), so that
        the server hears of it in the way of its era. For a request that `stays_open` to serve as a channel,
        cancellation is the end in order.
        """
        ident = self.next_id() if ident is None else ident
        body = jsonrpc.request(ident, method, params)
        record = self._tap.draft(jsonrpc.encode(body), own=own)
        message = jsonrpc.classify(body)
        annotate(record, message)
        call = Call(message, record, limits, on_progress)
        if self._lost is not None:
            return NoReply(self._lost, 0, 0)
        self._calls.add(call)
        if on_draft is not None:
            on_draft(record)
        started = time.monotonic_ns()
        try:
            at_once = self._transport.queues_requests
            await call.see_through(lambda: self._transport.send(record, headers), sends_at_once=at_once)
        except anyio.get_cancelled_exc_class():
            failure = Failure(Reason.CANCELLED, "The request was cancelled.")
            self._end_in_order(record) if stays_open else self._note_failure(call, failure)
            call.settle(NoReply(failure, record.seq, 0))  # what comes while the cancellation goes out is late
            tells = cancel is not None and record.seq
            self._watch.given_up(call, End.CANCELLED if tells else End.LEFT)
            if cancel is not None and record.seq:
                with anyio.CancelScope(shield=True), anyio.move_on_after(_CANCEL_LIMIT):
                    await cancel(record)
            raise
        finally:
            self._calls.discard(call)
        if call.outcome is not None:
            return call.outcome
        failure = call.timed_out()
        self._note_failure(call, failure)
        self._watch.given_up(call, End.TIMED_OUT)
        if cancel is not None:
            with anyio.move_on_after(_CANCEL_LIMIT):
                await cancel(record)
        return NoReply(failure, record.seq, time.monotonic_ns() - started)

    async def send_raw(self, raw: bytes, headers: Headers, limits: Limits, patience: float = 0.0) -> RawSent:
        """Send bytes as they are. The requests they hold are seen through; ids are the user's business.

        What holds none is waited on for `patience` seconds: a server that cannot read it may answer without an id.
        """
        if self._lost is not None:
            return RawSent(0, (NoReply(self._lost, 0, 0),))
        parted = messages_in(raw, in_lines=self._transport.line_framed)
        pieces = [Piece.of(message, self._tap.draft(line), limits, patience) for line, message in parted]
        calls = [call for piece in pieces for call in piece.calls]
        self._lones = [piece.lone for piece in pieces if piece.lone is not None]
        try:
            await send_and_wait(lambda: self._send_pieces(pieces, headers), [*calls, *self._lones], limits)
        except anyio.get_cancelled_exc_class():
            self._give_up(calls, Failure(Reason.CANCELLED, "The wait for the reply was cancelled."))
            raise
        finally:
            for call in calls:
                self._calls.discard(call)
            for piece in pieces:
                if piece.record.seq:
                    self._listener.seen(piece.message, piece.record, None)
        self._give_up(calls)
        for piece in pieces:
            if piece.sum_up():
                self._tap.amend(piece.record)
        return RawSent(pieces[0].record.seq, tuple(outcome for piece in pieces for outcome in piece.outcomes))

    async def _send_pieces(self, pieces: Sequence[Piece], headers: Headers) -> None:
        """Send one after the other; each waits for its replies from the moment it goes out, and not before."""
        for piece in pieces:
            annotate(piece.record, piece.message)
            for call in piece.calls:
                self._calls.add(call)
            if self._lost is not None:
                self.undelivered(piece.record, self._lost)
                continue
            if piece.message.shape is Shape.NOTIFICATION:
                self._watch.sending(piece.message, piece.record)
            await self._transport.send(piece.record, headers)

    def _give_up(self, calls: list[Call], why: Failure | None = None) -> None:
        for call in calls:
            if call.outcome is None:
                failure = why or call.timed_out()
                self._fail(call, failure, End.LEFT if why is not None else End.TIMED_OUT)

    async def notify(
        self, method: str, params: dict[str, Any] | None = None, *, headers: Headers = (), own: bool = False
    ) -> None:
        """Send a notification."""
        message = jsonrpc.classify(jsonrpc.notification(method, params))
        record = self._tap.draft(jsonrpc.encode(message.value), own=own)
        annotate(record, message)
        self._watch.sending(message, record)
        await self._transport.send(record, headers)

    async def answer(self, request: Message, record: Record, reply: dict[str, Any], *, own: bool = False) -> None:
        """Send the reply to a request of the server; `reply` is made by `inspector.jsonrpc.message`."""
        message = jsonrpc.classify(reply)
        draft = self._tap.draft(jsonrpc.encode(reply), own=own)
        annotate(draft, message)
        draft.exchange, draft.method, draft.subject = record.seq, request.method, record.subject
        draft.status = "ok" if message.shape is Shape.RESULT else "error"
        draft.latency_ns = time.monotonic_ns() - record.mono_ns
        await self._transport.send(draft)

    # -- hearing ------------------------------------------------------------------------------------------------

    def received(self, record: Record, payload: bytes) -> None:
        """Take a frame from the transport."""
        try:
            self._take(jsonrpc.parse(payload), record)
        except Exception as error:
            sentence = f"This program could not handle record {record.seq}, and goes on: {error!r}"
            self._tap.local(Kind.FAILURE, {"message": sentence}, exchange=record.exchange)

    def _take(self, message: Message, record: Record) -> None:
        shape = message.shape
        if shape is Shape.RESULT or shape is Shape.ERROR:
            self._take_reply(message, record)
            return
        annotate(record, message)
        if shape is Shape.NOTIFICATION:
            self._take_notification(message, record)
        elif shape is Shape.REQUEST:
            record.exchange = record.seq
            self._tap.amend(record)
            self._watch.asked(message, record)
            self._listener.asked(message, record)
        else:
            self._tap.amend(record)
            if shape is Shape.NOT_JSON and self._transport.name == "stdio":
                self._watch.noise(record)
        self._listener.seen(message, record, None)
        if shape is Shape.BATCH:
            self._take_batch(message, record)

    def _take_batch(self, message: Message, record: Record) -> None:
        """Take a batch apart (2025-03-26, Batching); the record stays one, as it was on the wire."""
        answer: Record | None = None
        for item in message.value:
            part, nested = record.of_batch(), isinstance(item, list)  # a batch holds no batches (JSON-RPC, section 6)
            self._take(Message(Shape.OTHER_JSON, item) if nested else jsonrpc.classify(item), part)
            answer = part if answer is None and part.latency_ns is not None else answer
        if answer is not None:  # a record belongs to one exchange: that of the first request it answers
            record.exchange, record.own, record.latency_ns = answer.exchange, answer.own, answer.latency_ns
            self._tap.amend(record)

    def _take_reply(self, message: Message, record: Record) -> None:
        call = self._call_of(message, record)
        if call is None or call.outcome is not None:
            self._take_stray(message, record)
            return
        self._pair(call, message, record)
        self._watch.paired(call, message, record)
        self._listener.seen(message, record, call.request)

    def _call_of(self, message: Message, record: Record) -> Call | None:
        """Find what a reply answers: by id, by HTTP exchange, or by its id as the other type of JSON."""
        ident = message.id
        call = self._calls.get(jsonrpc.id_key(ident)) if ident is not MISSING else None
        if call is None and record.http is not None:
            call = next((call for call in self._calls if call.record.http == record.http), None)
        if call is None:
            other = other_key_of(ident)
            call = self._calls.get(other) if other is not None else None
        return call

    def _take_stray(self, message: Message, record: Record) -> None:
        """Take a reply that answers nothing which waits."""
        refused = (lone for lone in self._lones if lone.outcome is None and _same_post(lone, record))
        lone = next(refused, None) if message.id in (None, MISSING) else None
        if lone is not None:
            self._pair(lone, message, record)
            self._listener.seen(message, record, None)
            return
        annotate(record, message)
        self._watch.unpaired(message, record)
        self._tap.amend(record)
        self._listener.seen(message, record, None)

    def _pair(self, call: Call, message: Message, record: Record) -> None:
        sent = call.record
        latency = record.mono_ns - sent.mono_ns
        record.shape, record.rpc_id = message.shape, id_text(message.id)
        record.exchange, record.method, record.own = sent.seq, call.request.method, sent.own
        record.subject = sent.subject if sent.method is not None else subject_of(call.request.params)
        record.latency_ns = latency
        if message.is_cut:
            record.status = "error"
            call.settle(NoReply(_too_large(message, record), sent.seq, latency))
        elif message.shape is Shape.ERROR:
            record.status = "error"
            call.settle(ErrorReply(message.error, sent.seq, record.seq, latency, len(record.raw)))
        else:
            value = message.result
            refused = isinstance(value, dict) and value.get("isError") is True
            record.status = "error" if refused else "ok"
            self._hear_later_progress(call, value)
            call.settle(ResultReply(value, sent.seq, record.seq, latency, record.wall_ns, len(record.raw)))
        self._tap.amend(record)
        if record.part and sent.shape is Shape.REQUEST:  # the reply has no record of its own that would tell
            sent.status, sent.latency_ns = record.status, latency
            self._tap.amend(sent)

    def _take_notification(self, message: Message, record: Record) -> None:
        call = self._push_back(message, record) if message.method == methods.PROGRESS else None
        self._tap.amend(record)
        self._watch.told(message, record, call)
        self._listener.told(message, record)

    def _push_back(self, message: Message, record: Record) -> Call | None:
        """Let progress push its call's time-out back; gives the call."""
        params = message.params
        key = self._watch.key_of_call(params.get("progressToken")) if isinstance(params, dict) else None
        call = self._calls.get(key) if key is not None else None
        if call is None or call.outcome is not None:  # its reply is here, though its task did not run yet
            self._take_later_progress(params, record)
            return None
        record.exchange = call.record.seq
        call.push_back()
        if call.on_progress is not None:
            call.on_progress(params)
        return call

    def _hear_later_progress(self, call: Call, result: Any) -> None:
        """Go on hearing progress of a call that was answered with a task.

        The token stays valid for the task's lifetime (2025-11-25, Tasks, Task Progress Notifications).
        """
        if call.on_progress is not None and is_task(result):
            self._later_progress[jsonrpc.id_key(call.request.id)] = (call.record.seq, call.on_progress)

    def forget_progress(self, token: int) -> None:
        """Hear no more progress of a task that is over."""
        self._later_progress.pop(jsonrpc.id_key(token), None)

    def _take_later_progress(self, params: Any, record: Record) -> None:
        token = params.get("progressToken") if isinstance(params, dict) else None
        later = self._later_progress.get(jsonrpc.id_key(token))
        if later is not None:
            record.exchange, on_progress = later
            on_progress(params)

    def undelivered(self, sent: Record, failure: Failure) -> None:
        """Take word from the transport that a sent message will get no answer by its own channel."""
        calls = [call for call in self._calls if call.record is sent]
        if not calls and sent.shape != Shape.REQUEST and failure.reason is not Reason.HTTP:
            self._tap.local(Kind.FAILURE, {"message": str(failure)}, exchange=sent.exchange)
        for call in calls:
            if call.outcome is None:
                self._fail(call, failure, End.FAILED)

    def _fail(self, call: Call, failure: Failure, how: End) -> None:
        sent = call.record
        self._note_failure(call, failure)
        self._watch.given_up(call, how)
        call.settle(NoReply(failure, sent.seq, time.monotonic_ns() - sent.mono_ns if sent.seq else 0))

    def crossed(self, record: Record, posted: Record | None = None) -> None:
        """Take a frame that is no message from the transport."""
        self._listener.crossed(record, posted)

    def noticed(self, situation: Situation, record: Record, sentence: str, pointer: str = "") -> None:
        """Take word of something odd from the transport."""
        self._watch.notices.tell(situation, record, sentence, pointer)

    def unanswered(self, sent: Record) -> bool:
        """Tell whether a request that was sent still waits for its reply."""
        return any(call.record is sent and call.outcome is None for call in self._calls)

    def lose(self, failure: Failure, *, by_server: bool = False) -> None:
        """Take word that the connection is gone: everything that waits ends as a failure."""
        self._lost = failure
        if by_server:
            self._watch.lost([call for call in self._calls if call.outcome is None])
        for call in self._calls:
            self.undelivered(call.record, failure)
            call.stop_sending()

    def waiting(self) -> Sequence[Message]:
        """Give the requests that are still unanswered."""
        return [call.request for call in self._calls if call.outcome is None]

    def causes_of(self, asked: Record) -> tuple[Cause, ...]:
        """Give the user's calls for which a request of the server may have come."""
        return self._calls.causes_of(asked)

    def record_of(self, ident: int) -> Record | None:
        """Give the record of an unanswered request; its number is 0 until it goes out."""
        call = self._calls.get(jsonrpc.id_key(ident))
        return call.record if call is not None else None

    def _end_in_order(self, sent: Record) -> None:
        sent.status = "ok"
        if sent.seq:
            self._tap.amend(sent)

    def _note_failure(self, call: Call, failure: Failure) -> None:
        sent = call.record
        record = self._tap.local(
            Kind.FAILURE, {"reason": failure.reason, "message": str(failure)}, exchange=sent.seq or None
        )
        record.method, record.subject = call.request.method, subject_of(call.request.params)
        record.own, record.status, record.rpc_id = sent.own, "failure", id_text(call.request.id)
        record.latency_ns = record.mono_ns - sent.mono_ns if sent.seq else 0
        self._tap.amend(record)


def _too_large(message: Message, record: Record) -> Failure:
    """Say why a reply came to nothing: of what it holds not all was kept."""
    return Failure(Reason.TOO_LARGE, message.problem, f"The log has all of it, as record {record.seq}.")


def _same_post(call: Call, reply: Record) -> bool:
    """Tell whether a reply may be that to a call, by the HTTP exchange where there is one."""
    return bool(call.record.seq) and call.record.http == reply.http
