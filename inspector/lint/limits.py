"""Where checking ends, and what it says of itself."""

from typing import Final

from inspector.lint import section
from inspector.lint.finding import Severity
from inspector.lint.rule import Rule

MAX_FINDINGS: Final = 100
"""Findings of one message; then one more says that there are more."""

MAX_SECONDS: Final = 1.0
"""How long one message is checked."""

MAX_BYTES: Final = 8_000_000
"""Bytes of a message whose inside is still checked; of a larger one only the envelope is."""

MORE = Rule("lint-limit", Severity.NOTE, "A message was not checked to its end.", section.JSONRPC_MESSAGE)
FAILED = Rule("lint-failed", Severity.NOTE, "A rule could not be checked.", section.JSONRPC_MESSAGE)
RULES: Final = (MORE, FAILED)
