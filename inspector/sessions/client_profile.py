"""What the program says of itself to servers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from inspector import __version__
from inspector.protocol import methods
from inspector.protocol.capabilities import EXTENSIONS_SINCE, ClientCapability, declaration, knows
from inspector.protocol.errors import INVALID_PARAMS, METHOD_NOT_FOUND
from inspector.protocol.meta import TASKS_EXTENSION
from inspector.servers.definition import ClientSettings
from inspector.sessions.questions import Declined, Question

_INTERACTIVE: Final = frozenset(
    {
        ClientCapability.ROOTS,
        ClientCapability.ROOTS_CHANGES,
        ClientCapability.SAMPLING,
        ClientCapability.SAMPLING_TOOLS,
        ClientCapability.ELICITATION_FORM,
        ClientCapability.ELICITATION_URL,
        ClientCapability.TASKS_LIST,
        ClientCapability.TASKS_CANCEL,
        ClientCapability.TASKS_SAMPLING,
        ClientCapability.TASKS_ELICITATION,
    }
)


def _identity() -> dict[str, Any]:
    return {"name": "mcp-loupe", "title": "MCP Loupe", "version": __version__}


def _extensions() -> dict[str, dict[str, Any]]:
    return {TASKS_EXTENSION: {}}


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """Client identity and capabilities (specification, Lifecycle, Capability Negotiation).

    `abilities` are what the program can do, and declared where the revision knows them; `forced` are declared
    whatever the revision. `extensions` are settings by identifier. Without anybody to answer questions only
    extensions are declared; see `interactive_profile`.
    """

    info: Mapping[str, Any] = field(default_factory=_identity)
    abilities: frozenset[ClientCapability] = frozenset()
    forced: frozenset[ClientCapability] = frozenset()
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=_extensions)

    def with_abilities(self, *more: ClientCapability) -> "ClientProfile":
        """Give the profile of a program that can do more."""
        return replace(self, abilities=self.abilities | frozenset(more))

    def switched(self, settings: ClientSettings) -> "ClientProfile":
        """Give the profile as the user wants it for one server."""
        on = frozenset(capability for capability, wanted in settings.switched.items() if wanted)
        off = frozenset(settings.switched) - on
        extensions = {**self.extensions, **settings.extensions}
        info = {**self.info, **settings.identity}
        return ClientProfile(
            {name: value for name, value in info.items() if value != ""},
            self.abilities - off,
            (self.forced - off) | on,
            {name: value for name, value in extensions.items() if value is not None},
        )

    def capabilities_in(self, revision: str) -> dict[str, Any]:
        """Give the capabilities object to declare in a revision."""
        known = {capability for capability in self.abilities if knows(revision, capability)}
        declared = declaration(known | self.forced)
        if self.extensions and revision >= EXTENSIONS_SINCE:
            declared["extensions"] = {name: dict(value) for name, value in self.extensions.items()}
        return declared

    def declares(self, capability: ClientCapability, revision: str) -> bool:
        """Tell whether a capability is declared in a revision."""
        return capability in self.forced or (capability in self.abilities and knows(revision, capability))

    def refusal(self, question: Question, revision: str) -> Declined | None:
        """Give the error for a question that asks for what was not declared; None if it may be put to the user.

        See Roots, Sampling and Elicitation, Error Handling (2025-11-25).
        """
        params = question.params
        if question.method == methods.LIST_ROOTS:
            wanted, code = ClientCapability.ROOTS, METHOD_NOT_FOUND
        elif question.method == methods.CREATE_MESSAGE:
            wanted, code = ClientCapability.SAMPLING, METHOD_NOT_FOUND
            if params.get("tools") and self._declares_any(revision, "sampling"):
                wanted, code = ClientCapability.SAMPLING_TOOLS, INVALID_PARAMS
        elif question.method == methods.ELICIT:
            url = params.get("mode") == "url"
            wanted = ClientCapability.ELICITATION_URL if url else ClientCapability.ELICITATION_FORM
            code = INVALID_PARAMS if self._declares_any(revision, "elicitation") else METHOD_NOT_FOUND
        else:
            return None
        if self.declares(wanted, revision):
            return None
        return Declined(code, f'This client does not declare the capability "{wanted}".', own=True)

    def _declares_any(self, revision: str, group: str) -> bool:
        return group in self.capabilities_in(revision)


def interactive_profile() -> ClientProfile:
    """Give the profile of a program with a person in front of it."""
    return ClientProfile(abilities=_INTERACTIVE)
