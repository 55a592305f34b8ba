"""One content: what it is, the ways to look at it, and what can be done with it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.content.languages import is_parted_by_tabs
from inspector.content.magic import mime_of
from inspector.content.svg_check import why_not_drawn
from inspector.content.views import AudioView, BinaryView, ImageView, LinkView, RawView, SentenceView, TextView, View
from inspector.ui.beside import beside
from inspector.ui.copying import copy_text
from inspector.ui.figures import format_size
from inspector.ui.forms.labels import muted_label
from inspector.ui.theme import small_font
from inspector.ui.viewers.bytes_box import BytesBox
from inspector.ui.viewers.labels import note_label
from inspector.ui.viewers.markdown_box import MarkdownBox
from inspector.ui.viewers.media_box import media_box, media_kind
from inspector.ui.viewers.room import Room
from inspector.ui.viewers.saving import OPENED, open_button, save_button
from inspector.ui.viewers.table_box import TableBox
from inspector.ui.viewers.text_box import TextBox
from inspector.ui.viewers.tree_box import TreeBox
from inspector.ui.widgets.image_box import ImageBox
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import visible_text

_SVG: Final = "image/svg+xml"
_SMALL: Final = 20_000
_PIECE: Final = 1 << 20

Way = tuple[str, Callable[[QWidget], QWidget]]
"""How a way to look at a content is called, and what makes its widget when it is first looked at."""


class Part(QWidget):
    """Shows one view. `resource_wanted` asks for a resource that is pointed to."""

    resource_wanted = Signal(str)

    def __init__(self, view: View, parent: QWidget, room: Room, files: QTemporaryDir, *, alone: bool) -> None:
        super().__init__(parent)
        self._room = room
        self._alone = alone
        self._files = files
        self._notes = list(view.notes)
        self._made: dict[int, QWidget] = {}
        self._way = ""
        self.ways = self._ways_for(view)
        self.buttons = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        plain = view.speaker and view.label == "text" and len(self.ways) == 1
        if not plain and not isinstance(view, SentenceView):  # words need no head in a conversation
            self._column.addLayout(self._head(view))
        for note in self._notes:
            self._column.addWidget(note_label(note, self))
        self._said = note_label("", self)
        self._said.hide()
        self._column.addWidget(self._said)
        self.look(0)

    def look(self, number: int) -> None:
        """Look at it in one of its ways."""
        self._way = self.ways[number][0]
        if number not in self._made:
            self._made[number] = self.ways[number][1](self)
            self._column.addWidget(self._made[number], 1)
        for other, page in self._made.items():
            page.setVisible(other == number)
        button = self.buttons.button(number)
        if button is not None:
            button.setChecked(True)

    @property
    def way(self) -> str:
        """How it is looked at now."""
        return self._way

    def look_as(self, way: str) -> None:
        """Look at it in the way of this name, if it has that."""
        number = next((number for number, (name, _) in enumerate(self.ways) if name == way), None)
        if number is not None and way != self._way:
            self.look(number)

    def _head(self, view: View) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        label = muted_label(f"{view.label}{_size_words(view)}", view.label, self)
        label.setFont(small_font())
        row.addWidget(label, 1)
        if len(self.ways) > 1:
            for number, (name, _) in enumerate(self.ways):
                button = QToolButton(self)
                button.setText(name)
                button.setCheckable(True)
                self.buttons.addButton(button, number)
                row.addWidget(button)
            self.buttons.idClicked.connect(self.look)
        for action in self._actions(view):
            row.addWidget(action)
        return row

    def _say(self, sentence: str) -> None:
        """Show a sentence about what failed just now; an empty one takes it away."""
        self._said.setText(visible_text(f"⚠ {sentence}", 600, one_line=True))
        self._said.setVisible(bool(sentence))

    # -- what can be done with it -------------------------------------------------------------------------------

    def _actions(self, view: View) -> list[QToolButton]:
        if isinstance(view, (TextView, RawView)):
            found = [_copy_button("Copy", "Copy all of it, as it came", view.text, self)]
            if isinstance(view, TextView):
                found.append(save_button(lambda: _bytes_of(view), view.uri, view.mime or "text/plain", self, self._say))
            return found
        if isinstance(view, LinkView):
            copy = _copy_button("Copy URI", "Copy the address", view.uri, self)
            read = QToolButton(self)
            read.setText("Open in Resources")
            read.setToolTip("Read the resource and show it under Resources")
            read.clicked.connect(lambda: self.resource_wanted.emit(view.uri))
            return [copy, read]
        if isinstance(view, (BinaryView, ImageView)):
            kind = mime_of(view.data[:4_096]) or view.mime
            save = save_button(lambda: view.data, view.uri, kind, self, self._say)
            can_open = mime_of(view.data[:4_096]) in OPENED
            return [open_button(view.data, view.uri, self._files, self), save] if can_open else [save]
        return []

    # -- the ways to look at it ---------------------------------------------------------------------------------

    def _ways_for(self, view: View) -> list[Way]:
        match view:
            case TextView():
                return self._ways_for_text(view)
            case ImageView() if view.mime == _SVG:
                return [*self._drawing(view.data), *self._source(view.data), self._bytes(view.data)]
            case ImageView():
                return [("Picture", partial(self._picture, view.data)), self._bytes(view.data)]
            case BinaryView():
                return self._ways_for_bytes(view)
            case LinkView():
                return [("Link", partial(plain_label, visible_text(_link_words(view), 2_000)))]
            case SentenceView():
                return [("Text", partial(plain_label, visible_text(view.text, 2_000)))]
        text = view.text if isinstance(view, RawView) else ""
        return [("Text", lambda parent: TextBox(text, parent, self._room, is_json=True, alone=self._alone))]

    def _ways_for_text(self, view: TextView) -> list[Way]:
        text, alone = view.text, self._alone
        plain: Way = (
            "Text",
            lambda parent: TextBox(text, parent, self._room, is_json=view.is_json, language=view.language, alone=alone),
        )
        ways = [plain]
        if view.is_json:
            ways.append(("Tree", lambda parent: TreeBox(text, parent, alone=alone)))
        elif view.language == "markdown":
            ways.append(("Formatted", lambda parent: MarkdownBox(text, parent, alone=alone)))
        elif view.language == "csv" and text[:_SMALL].strip():
            tab = "\t" if is_parted_by_tabs(view.mime, view.uri) else None
            ways.insert(0, ("Table", lambda parent: TableBox(text, parent, alone=alone, delimiter=tab)))
        elif view.mime == _SVG or mime_of(_encoded(text[:4_096])) == _SVG:
            ways = [*self._drawing(_encoded(text)), plain]
        if view.uri:
            ways.append(("Bytes", partial(_bytes_box, view)))
        return ways

    def _ways_for_bytes(self, view: BinaryView) -> list[Way]:
        kind = media_kind(mime_of(view.data[:4_096]) or view.mime)
        ways = [self._bytes(view.data)]
        if kind:
            ways.append((kind, lambda parent: media_box(kind, view.data, parent)))
        if isinstance(view, AudioView):
            return ways
        if _is_text(view.data):
            ways += self._source(view.data)
        return ways

    def _drawing(self, data: bytes) -> list[Way]:
        """Draw what may be drawn; of what may not, say why."""
        why_not = why_not_drawn(data)
        if why_not:
            self._notes.append(why_not)
            return []
        return [("Drawing", partial(self._picture, data, drawing=True))]

    def _source(self, data: bytes) -> list[Way]:
        text = data[:_PIECE].decode("utf-8-sig", errors="replace")
        language, size = "xml" if mime_of(data[:4_096]) == _SVG else "", len(data)
        return [
            ("Text", lambda parent: TextBox(text, parent, self._room, language=language, alone=self._alone, size=size))
        ]

    def _picture(self, data: bytes, parent: QWidget, *, drawing: bool = False) -> QWidget:
        box = ImageBox(data, format_size(len(data)), parent, room=self._room.pixels, drawing=drawing)
        self._room.pixels -= box.pixels
        return box

    @staticmethod
    def _bytes(data: bytes) -> Way:
        return "Bytes", lambda parent: BytesBox(data, parent)


def _size_words(view: View) -> str:
    if isinstance(view, (BinaryView, ImageView)):
        return f" · {format_size(len(view.data))}"
    if isinstance(view, TextView) and len(view.text) > 1_000:
        return f" · {len(view.text):,} characters"
    return ""


def _is_text(data: bytes) -> bool:
    """Tell whether bytes seem to be text, by their beginning."""
    try:
        beginning = data[:_SMALL].decode("utf-8")
    except UnicodeDecodeError as error:
        return bool(data) and error.start > _SMALL - 4 and b"\0" not in data[:_SMALL]
    return bool(beginning) and "\0" not in beginning


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")


def _bytes_box(view: TextView, parent: QWidget) -> BytesBox:
    """Show the bytes of a text; of a long one when they are made."""
    if view.data is not None or len(view.text) <= _PIECE:
        return BytesBox(_bytes_of(view), parent)
    box = BytesBox(b"", parent)
    beside(partial(_bytes_of, view), box.show_bytes, box)
    return box


def _bytes_of(view: TextView) -> bytes:
    """Give the bytes as they came, or those of the text; a piece at a time, for other threads have work too."""
    if view.data is not None:
        return view.data
    return b"".join(_encoded(view.text[at : at + _PIECE]) for at in range(0, len(view.text), _PIECE))


def _copy_button(text: str, tip: str, copied: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda: copy_text(copied, button))
    return button


def _link_words(view: LinkView) -> str:
    lines = [view.name if view.name != view.uri else "", view.uri, view.description, view.mime]
    return "\n".join(filter(None, lines))
