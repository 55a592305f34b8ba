"""The one document behind a form and its JSON: a text, what it says, and one line of undo for all who change it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from inspector.jsonrpc.message import MISSING
from inspector.schema import text_places
from inspector.schema.document import Document, read, write
from inspector.schema.text_places import Edit, Path, Place
from inspector.ui.theme import monospaced_font
from inspector.ui.widgets.json_highlighter import COLOURING

AT_ONCE: Final = 60_000
"""Characters of a text that is read with every change of it; a longer one a moment after the last."""

_DELAY_MS: Final = 250
LONGEST: Final = 2_000_000
"""Characters of a text that is read while it is written; what is longer can be sent and is not shown as a form."""


class Sheet(QObject):
    """Holds JSON as it was written. A change of one part leaves every other character as it is.

    While the text is broken, `value` stays what it said when it could last be read, and nothing but the text can be
    changed.
    """

    changed = Signal()  # the value is another one, or cannot be read any more
    edited = Signal()  # the text is another one

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = QTextDocument(self)
        self.document.setDocumentLayout(QPlainTextDocumentLayout(self.document))
        self.document.setDefaultFont(monospaced_font())
        self.document.contentsChanged.connect(self._take)
        self.text = ""
        self.value: Any = MISSING
        self.said = Document()
        self._good_text = ""
        self._last: tuple[object, ...] | None = None
        self._is_own = False
        self._is_typing = False
        self._is_starting = False
        self._unread_by = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.settle)

    @property
    def is_broken(self) -> bool:
        """Whether the text cannot be read; an empty one can be: it says nothing."""
        if self._unread_by == "others":
            self.settle()
        return bool(self.said.problem)

    @property
    def is_edited_by_part(self) -> bool:
        """Whether the change that is told of now was that of one part."""
        return self._is_own

    def _take(self) -> None:
        """Take the text; one that is long is read when there is a pause in typing."""
        if self.document.property(COLOURING):
            return
        text = self.document.toRawText().replace("\u2029", "\n")
        if text == self.text and text:
            return
        self.text = text
        if not self._is_own:
            self._last = None
        self.edited.emit()
        if len(text) > AT_ONCE and (self._is_typing or not self._is_own) and not self._is_starting:
            self._unread_by = "a part" if self._is_own and self._unread_by != "others" else "others"
            self._timer.start()
        else:
            self._read()

    def settle(self) -> None:
        """Read the text now, if that waits."""
        if self._unread_by:
            self._read()

    def _read(self) -> None:
        self._timer.stop()
        self._unread_by = ""
        text = self.text
        if len(text) > LONGEST:
            self.said = Document(problem=f"Over {LONGEST // 1_000_000} MB are not shown as a form, and not checked.")
        elif not text.strip():
            self.said, self.value, self._good_text = Document(), MISSING, text
        else:
            self.said = read(text)
            if not self.said.problem:
                self.value, self._good_text = self.said.value, text
        self.changed.emit()

    def start(self, text: str) -> None:
        """Begin anew with a text; there is nothing to undo then."""
        self._last = None
        self._is_starting = True
        self.document.setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.document.setUndoRedoEnabled(True)
        self._is_starting = False
        if not text:
            self._read()

    def start_with(self, value: Any) -> None:
        """Begin anew with a value; `MISSING` for nothing."""
        self.start("" if value is MISSING else write(value))

    def replace(self, text: str) -> None:
        """Put another text in place of the whole; it can be undone."""
        self._apply(Edit(0, len(self.text), text), None)

    def restore(self) -> None:
        """Go back to the text that could last be read."""
        self.replace(self._good_text)

    # -- parts --------------------------------------------------------------------------------------------------

    def put(self, path: Path, lexeme: str, *, is_typing: bool = False) -> None:
        """Set a part to what `lexeme` says. What is typed at one place is undone at once."""
        if not self.is_broken:
            self._apply(text_places.put(self.text, path, lexeme), ("put", path) if is_typing else None)

    def add_all(self, parts: Sequence[tuple[Path, Sequence[tuple[str, str]]]]) -> None:
        """Add members to several objects, given with the way to each; they are undone together."""
        text = self.text
        for path, members in () if self.is_broken else parts:
            edit = text_places.add_members(text, path, members)
            text = text if edit is None else edit.applied(text)
        if text != self.text:
            self._apply(Edit(0, len(self.text), text), None)

    def put_value(self, path: Path, value: Any) -> None:
        """Set a part; `MISSING` takes it away."""
        if value is MISSING:
            self.remove(path)
        else:
            self.put(path, write(value))

    def remove(self, path: Path) -> None:
        """Take a part away."""
        if not self.is_broken:
            self._apply(text_places.remove(self.text, path), None)

    def insert(self, path: Path, lexeme: str) -> None:
        """Put an item before another."""
        if not self.is_broken:
            self._apply(text_places.insert(self.text, path, lexeme), None)

    def move(self, path: Path, to: int) -> None:
        """Put an item at another number."""
        if not self.is_broken:
            self._apply(text_places.move(self.text, path, to), None)

    def rename(self, path: Path, name: str) -> None:
        """Give a member another name."""
        if not self.is_broken:
            self._apply(text_places.rename(self.text, path, name), None)

    def lexeme(self, path: Path) -> str:
        """Give the text of a part, as it was written; empty if there is none."""
        place = None if self.is_broken else text_places.place_of(self.text, path)
        return "" if place is None else self.text[place.start : place.end]

    def nearest(self, path: Path) -> Place | None:
        """Give the place of a part, or of what it would stand in."""
        return None if self.is_broken else text_places.nearest_place(self.text, path)

    def _apply(self, edit: Edit | None, what: tuple[object, ...] | None) -> None:
        if edit is None:
            return
        edit = _least(self.text, edit)
        self._is_typing = what is not None
        with self._one_step(joined=what is not None and what == self._last) as cursor:
            cursor.setPosition(units(self.text, edit.start))
            cursor.setPosition(units(self.text, edit.end), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(edit.text)
        self._last = what

    @contextmanager
    def _one_step(self, *, joined: bool) -> Iterator[QTextCursor]:
        self._is_own = True
        cursor = QTextCursor(self.document)
        try:
            if joined and self.document.isUndoAvailable():
                cursor.joinPreviousEditBlock()
            else:
                cursor.beginEditBlock()
            yield cursor
            cursor.endEditBlock()
        finally:
            self._is_own = False

    # -- undo ---------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last change back, wherever it was made."""
        self._last = None
        self.document.undo()

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._last = None
        self.document.redo()


def units(text: str, at: int) -> int:
    """Give a place in a text as Qt counts it: a character beyond the first 65 536 is two."""
    if text.isascii():
        return at
    return len(text[:at].encode("utf-16-le", errors="surrogatepass")) // 2


def characters(text: str, at: int) -> int:
    """Give a place in a text that Qt has counted in characters."""
    if text.isascii():
        return at
    return len(text.encode("utf-16-le", errors="surrogatepass")[: 2 * at].decode("utf-16-le", errors="replace"))


def _least(text: str, edit: Edit) -> Edit:
    """Take from an edit what it does not change, so that cursors beside it stay where they are."""
    old, new = text[edit.start : edit.end], edit.text
    most = min(len(old), len(new))
    ahead = next((at for at in range(most) if old[at] != new[at]), most)
    behind = next((at for at in range(most - ahead) if old[-1 - at] != new[-1 - at]), most - ahead)
    return Edit(edit.start + ahead, edit.end - behind, new[ahead : len(new) - behind])
