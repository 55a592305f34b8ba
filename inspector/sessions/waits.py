"""What waits for something else than a reply: an answer of the user, the end of a task."""

from weakref import WeakSet

import anyio


class Waits:
    """The waits of one session, which end with it. A bare request is none of them: its peer ends it.

    A scope costs as much as a tenth of a call, so only what needs one gets one.
    """

    def __init__(self) -> None:
        self._scopes: WeakSet[anyio.CancelScope] = WeakSet()

    def until_end(self) -> anyio.CancelScope:
        """Give a scope that is cancelled when the session ends; what follows its block runs then."""
        scope = anyio.CancelScope()
        self._scopes.add(scope)
        return scope

    def end(self) -> None:
        """End all that waits."""
        for scope in list(self._scopes):
            scope.cancel()
