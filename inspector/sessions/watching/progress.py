"""Progress: for whom it is, and that it increases.

https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress#behavior-requirements
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from inspector.jsonrpc.message import Message, id_key
from inspector.lint.look import is_number, shown
from inspector.lint.situations import Situation
from inspector.sessions.watching.ids import Key
from inspector.sessions.watching.notices import Call, Notices
from inspector.sessions.watching.replies import End, Replies, token_of
from inspector.traffic.record import Record

_SEARCHED: Final = 50
_TOKEN: Final = "/params/progressToken"  # noqa: S105 - a pointer


class Progress:
    """Finds the call that progress belongs to, and says what is odd about it."""

    def __init__(self, waiting: Mapping[Key, Call], notices: Notices, replies: Replies) -> None:
        self._waiting = waiting
        self._notices = notices
        self._replies = replies

    def key_of_call(self, token: Any) -> Key | None:
        """Find the waiting call that gave a token: ours is the id, the user may have set another."""
        key = id_key(token)
        call = self._waiting.get(key)
        if call is not None and id_key(token_of(call.request)) == key:
            return key
        waiting = islice(self._waiting.items(), _SEARCHED)
        return next((at for at, call in waiting if id_key(token_of(call.request)) == key), None)

    def take(self, notification: Message, record: Record, call: Call | None) -> None:
        """Look at progress; `call` is the one it belongs to."""
        params = notification.params
        if not isinstance(params, dict) or "progressToken" not in params:
            return  # that is a rule about the message itself
        if call is None:
            self._astray(params["progressToken"], record)
            return
        progress: Any = params.get("progress")
        if not is_number(progress):
            return
        if call.progress is not None and progress <= call.progress:
            sentence = f"The progress is {shown(progress)} after {shown(call.progress)}; it has to increase."
            self._notices.tell(Situation.PROGRESS_NOT_INCREASING, record, sentence, "/params/progress")
        call.progress = progress

    def _astray(self, token: Any, record: Record) -> None:
        if self._notices.is_full(Situation.PROGRESS_UNKNOWN_TOKEN):
            return
        ended = self._replies.find_by_token(token)
        if ended is None:
            sentence = f"No request gave the progress token {shown(token)}."
            self._notices.tell(Situation.PROGRESS_UNKNOWN_TOKEN, record, sentence, _TOKEN)
        elif ended.how is End.ANSWERED:
            sentence = f"The request of the token {shown(token)} ({shown(ended.method)}) had been answered already."
            self._notices.tell(Situation.PROGRESS_AFTER_REPLY, record, sentence, _TOKEN)
