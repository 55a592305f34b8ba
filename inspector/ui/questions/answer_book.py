"""Where answers come from other than the user's hand: rules, canned answers, and the model that is asked."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from inspector.servers.keychain import Keychain
from inspector.sessions.answer_rules import AnswerRule, read_rules, write_rules
from inspector.sessions.canned_answers import CannedAnswers
from inspector.transports.model_endpoint import DEFAULT_PATIENCE, ModelEndpoint
from inspector.ui.settings import Settings

_RULES: Final = "questions/rules"
_ENDPOINT: Final = "questions/endpoint"
KEY_NAME: Final = "model endpoint"


class AnswerBook(QObject):
    """Keeps rules and the endpoint in the settings, canned answers as files, the key in the keychain or nowhere."""

    changed = Signal()

    def __init__(
        self, settings: Settings, folder: Path, keychain: Keychain | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.canned = CannedAnswers(folder)
        self.keychain = keychain or Keychain()
        self.rules = read_rules(settings.text(_RULES))
        self.endpoint = _read_endpoint(settings.text(_ENDPOINT))
        self.key_of_this_run: str | None = None
        """The key where the user did not want it kept, or there is no keychain; gone when the program ends."""

    def set_rules(self, rules: Iterable[AnswerRule]) -> None:
        """Keep other rules."""
        self.rules = tuple(rules)
        self._settings.keep(_RULES, write_rules(self.rules))
        self.changed.emit()

    def set_endpoint(self, endpoint: ModelEndpoint) -> None:
        """Keep another endpoint; its key is kept elsewhere."""
        self.endpoint = endpoint
        facts = {"base_url": endpoint.base_url, "model": endpoint.model, "patience": endpoint.patience}
        self._settings.keep(_ENDPOINT, json.dumps(facts))
        self.changed.emit()

    def key(self) -> str:
        """Give the key, empty for none. May wait for the keychain; raises `NoKeychain`."""
        if self.key_of_this_run is not None:
            return self.key_of_this_run
        return self.keychain.get(KEY_NAME) or ""


def _read_endpoint(text: str) -> ModelEndpoint | None:
    try:
        facts = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(facts, dict):
        return None
    patience = facts.get("patience")
    return ModelEndpoint(
        str(facts.get("base_url", "")),
        str(facts.get("model", "")),
        float(patience) if isinstance(patience, (int, float)) and patience > 0 else DEFAULT_PATIENCE,
    )
