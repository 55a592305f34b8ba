"""How much there is room for on a page of contents."""

from dataclasses import dataclass
from typing import Final

from inspector.ui.widgets.image_box import LARGEST_AREA
from inspector.ui.widgets.json_text import LINES_LIMIT

TEXT_SHOWN: Final = 256_000
_TEXT_AT_LEAST: Final = 2_000
_LINES_AT_LEAST: Final = 50


@dataclass
class Room:
    """How much there is room for below on the page; a little of each text is shown in any case."""

    characters: int = TEXT_SHOWN
    lines: int = LINES_LIMIT
    pixels: int = LARGEST_AREA

    def take(self, shown: str) -> None:
        """Note that this text is shown."""
        self.characters = max(_TEXT_AT_LEAST, self.characters - len(shown))
        self.lines = max(_LINES_AT_LEAST, self.lines - shown.count("\n"))
