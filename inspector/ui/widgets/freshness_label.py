"""How old something is and how long its server calls it fresh, counted as one looks at it."""

import time
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from inspector.protocol.caching import Freshness
from inspector.ui.theme import small_font
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

_TICK_MS: Final = 1_000
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


class FreshnessLabel(TintedLabel):
    """Shows nothing where the server gave no hints. A refresh asks the server in any case."""

    def __init__(self, what: str, parent: QWidget) -> None:
        super().__init__(lambda colours: colours.muted, parent)
        self._what = what
        self._freshness: Freshness | None = None
        self.setFont(small_font())
        self.setToolTip("The server's caching hints. Reading or refreshing asks the server again whatever they say.")
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show)
        self.hide()

    def show_freshness(self, freshness: Freshness | None) -> None:
        """Show these hints, or none."""
        self._freshness = freshness
        self.setVisible(freshness is not None)
        if freshness is None:
            self._timer.stop()
        else:
            self._timer.start()
            self._show()

    def _show(self) -> None:
        if self._freshness is not None:
            self.setText(f"{self._what}{words_for(self._freshness, time.time_ns())}")


def words_for(freshness: Freshness, now_ns: int) -> str:
    """Say age, expiry and scope of something at a moment in nanoseconds of the wall clock."""
    age = f"{_seconds(now_ns - freshness.received_ns)} old"
    if freshness.expires_ns <= freshness.received_ns:
        expiry = "not to be kept"
    elif freshness.is_fresh(now_ns):
        expiry = f"fresh for another {_seconds(freshness.expires_ns - now_ns)}"
    else:
        expiry = f"stale for {_seconds(now_ns - freshness.expires_ns)}"
    scope = freshness.scope
    whose = {"public": "public: shared caches may keep it", "private": "private: for this user alone"}.get(
        scope if isinstance(scope, str) else "", "" if scope is None else f"cache scope {scope!r}"
    )
    return visible_text(" · ".join(filter(None, (age, expiry, whose))), 200, one_line=True)


def _seconds(ns: int) -> str:
    seconds = max(0, ns) // 1_000_000_000
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size:,} {unit}"
    return f"{seconds} s"
