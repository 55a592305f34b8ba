"""The model that is asked for answers: its endpoint, its key, and the asking itself, in the engine's thread."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from anyio import to_thread

from inspector.transports.failure import Failure, Reason
from inspector.transports.model_endpoint import ModelEndpoint, ModelFailure, ask_model
from inspector.ui.questions.answer_book import KEY_NAME, AnswerBook


class Engine(Protocol):
    """Where asking is done: not on the Qt loop."""

    async def run(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Await a coroutine function there."""


class Model:
    """Asks the endpoint of the answer book."""

    def __init__(self, book: AnswerBook, engine: Engine) -> None:
        self.book = book
        self._engine = engine

    @property
    def endpoint(self) -> ModelEndpoint | None:
        """What the user configured."""
        return self.book.endpoint

    async def ask(self, params: dict[str, Any]) -> dict[str, Any]:
        """Give the model's answer as a sampling result; raises `ModelFailure` and `NoKeychain`."""
        endpoint = self.book.endpoint
        if endpoint is None:
            raise ModelFailure(Failure(Reason.NOT_SENT, "No model is configured.", "Name one in Model…"))

        async def ask() -> dict[str, Any]:
            key = await to_thread.run_sync(self.book.key)
            return await ask_model(endpoint, key, params)

        answer: dict[str, Any] = await self._engine.run(ask)
        return answer

    async def keep_key(self, key: str, *, for_good: bool) -> None:
        """Keep a key in the keychain, or for this run only; raises `NoKeychain`."""
        if not for_good:
            self.book.key_of_this_run = key
            return

        async def keep() -> None:
            await to_thread.run_sync(self.book.keychain.put, KEY_NAME, key)

        await self._engine.run(keep)
        self.book.key_of_this_run = None

    async def has_key(self) -> bool:
        """Tell whether there is a key; raises `NoKeychain`."""

        async def look() -> str:
            return await to_thread.run_sync(self.book.key)

        return bool(await self._engine.run(look))
