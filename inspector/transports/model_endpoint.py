"""An OpenAI-compatible endpoint that answers requests for sampling, where the user configured one.

This is no MCP traffic and is not in the log; nothing is sent but what the user asked to be sent.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import anyio
import httpx

from inspector.transports.chat_completions import chat_request, sampling_result
from inspector.transports.failure import Failure, Reason
from inspector.transports.http_client import USER_AGENT

DEFAULT_PATIENCE: Final = 120.0
"""Seconds a model may take."""

_MAX_REPLY: Final = 20_000_000
_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class ModelEndpoint:
    """Where a model is asked: the address up to `/chat/completions`, and the model's name; `patience` is seconds."""

    base_url: str
    model: str
    patience: float = DEFAULT_PATIENCE

    @property
    def url(self) -> str:
        """The address requests go to."""
        return f"{self.base_url.rstrip('/')}/chat/completions"

    @property
    def host(self) -> str:
        """The host, with the port where one is named."""
        try:
            return httpx.URL(self.base_url).netloc.decode("ascii", errors="replace").rpartition("@")[2]
        except httpx.InvalidURL:
            return ""

    @property
    def problem(self) -> str:
        """What is wrong with it, in a sentence; empty if nothing is."""
        try:
            url = httpx.URL(self.base_url)
        except httpx.InvalidURL as error:
            return f"The address is not a URL: {error}."
        if url.scheme not in ("http", "https") or not url.host:
            return "Write the address like https://host/v1."
        return "" if self.model else "Name the model."


class ModelFailure(Exception):
    """The endpoint gave no answer that could be used."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


async def ask_model(endpoint: ModelEndpoint, key: str, params: dict[str, Any]) -> dict[str, Any]:
    """Ask for an answer to the params of `sampling/createMessage`; gives a sampling result.

    An empty `key` sends none. Redirects are not followed, for the key would go along. Raises `ModelFailure`.
    """
    headers = dict((USER_AGENT, ("Content-Type", "application/json"), ("Accept", "application/json")))
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        with anyio.fail_after(endpoint.patience):
            async with httpx.AsyncClient(timeout=None, follow_redirects=False) as client:  # noqa: S113 - bounded above
                body = json.dumps(chat_request(params, endpoint.model)).encode()
                request = client.build_request("POST", endpoint.url, content=body, headers=headers)
                reply = await client.send(request, stream=True)
                try:
                    read = await _read(reply)
                finally:
                    await reply.aclose()
    except TimeoutError as error:
        sentence = f"{endpoint.host} did not answer within {endpoint.patience:g} seconds."
        raise ModelFailure(Failure(Reason.TIMEOUT, sentence, "Ask again, or give it more time in Model…")) from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError, ValueError) as error:
        sentence = f"{endpoint.host or endpoint.base_url} could not be asked: {str(error) or type(error).__name__}."
        raise ModelFailure(Failure(Reason.CLOSED, sentence, "See the address in Model…")) from error
    return _result(endpoint, reply.status_code, read)


async def _read(reply: httpx.Response) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in reply.aiter_bytes():
        size += len(piece)
        if size > _MAX_REPLY:
            raise ValueError(f"the reply is larger than {_MAX_REPLY // 1_000_000} MB")
        pieces.append(piece)
    return b"".join(pieces)


def _result(endpoint: ModelEndpoint, status: int, raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    if status == httpx.codes.OK:
        result = sampling_result(value, endpoint.model)
        if result is not None:
            return result
        sentence = f"{endpoint.host} answered, but not with a chat completion."
        raise ModelFailure(
            Failure(Reason.HTTP, sentence, "See whether the address ends in /v1 or the like.", detail=_words(raw))
        )
    said = _said(value) or _words(raw)
    helps = {401: "See the key in Model…", 403: "See the key in Model…", 404: "See the address and the model's name."}
    sentence = f"{endpoint.host} answered with {status}{f': {said}' if said else ''}"
    raise ModelFailure(Failure(Reason.HTTP, f"{sentence.rstrip('.')}.", helps.get(status, "")))


def _said(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return message[:_SHOWN] if isinstance(message, str) else ""


def _words(raw: bytes) -> str:
    return raw[:_SHOWN].decode("utf-8", errors="replace")
