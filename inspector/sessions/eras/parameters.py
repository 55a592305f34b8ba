"""What a driver knows of the tools of a server: which of their parameters go into headers."""

from collections.abc import Iterable
from typing import Any

from inspector.protocol.mirrored import Mirroring, parameter_headers, read_mirroring
from inspector.transports.failure import Failure, Reason


class KnownTools:
    """The tools of the last `tools/list`. A schema is read when its tool is first called."""

    def __init__(self) -> None:
        self._schemas: dict[str, Any] = {}
        self._read: dict[str, Mirroring] = {}

    def learn(self, tools: Iterable[Any]) -> None:
        """Take the tools of a list, each as it was sent; of two with one name the first counts."""
        self._read.clear()
        self._schemas.clear()
        for tool in tools:
            name = tool.get("name") if isinstance(tool, dict) else None
            if isinstance(name, str):
                self._schemas.setdefault(name, tool.get("inputSchema"))

    def refusal(self, params: Any) -> Failure | None:
        """Say why a call must not be sent over HTTP, if it must not (Schema Extension: the tool is to be rejected)."""
        mirroring = self._mirroring(params)
        if not mirroring.problem:
            return None
        return Failure(
            Reason.NOT_SENT,
            f'"{params.get("name")}" was not called, because its definition may not be used over HTTP: '
            f"{mirroring.problem}",
            "Correct the tool's inputSchema on the server, or send the call as a raw message.",
        )

    def headers(self, params: Any) -> list[tuple[str, str]]:
        """Give the headers that repeat parameters of a call."""
        return parameter_headers(self._mirroring(params), params.get("arguments") if isinstance(params, dict) else None)

    def _mirroring(self, params: Any) -> Mirroring:
        name = params.get("name") if isinstance(params, dict) else None
        if not isinstance(name, str) or name not in self._schemas:
            return Mirroring()
        if name not in self._read:
            self._read[name] = read_mirroring(self._schemas[name])
        return self._read[name]
