"""Content as it can be shown: text, JSON, pictures, links, bytes. Nothing is fetched, run, or rendered as markup."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.content.views import AudioView, BinaryView, ImageView, LinkView, RawView, TextView, View
from inspector.ui.figures import format_size
from inspector.ui.theme import monospaced_font, small_font
from inspector.ui.widgets.hex_view import HexView
from inspector.ui.widgets.image_box import LARGEST_AREA, ImageBox
from inspector.ui.widgets.json_highlighter import JsonHighlighter
from inspector.ui.widgets.json_text import LINE_LIMIT, LINES_LIMIT, first_lines, lay_out
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.tinted_label import TintedLabel

VIEWS_SHOWN: Final = 100
_TEXT_SHOWN: Final = 256_000
_TEXT_AT_LEAST: Final = 2_000
_LINES_AT_LEAST: Final = 50
_HEX_SHOWN: Final = 64_000
_MOST_LINES: Final = 14


@dataclass
class _Room:
    """How much there is room for below on the page; a little of each text is shown in any case."""

    characters: int = _TEXT_SHOWN
    lines: int = LINES_LIMIT
    pixels: int = LARGEST_AREA

    def take(self, shown: str) -> None:
        """Note that this text is shown."""
        self.characters = max(_TEXT_AT_LEAST, self.characters - len(shown))
        self.lines = max(_LINES_AT_LEAST, self.lines - shown.count("\n"))


class ContentView(QScrollArea):
    """Shows views one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.show_views([])

    def show_views(self, views: list[View]) -> None:
        """Show these, in order; a text that stands alone takes all the room."""
        room = _Room()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        for view in views[:VIEWS_SHOWN]:
            column.addWidget(_label(view.label, page))
            for note in view.notes:
                column.addWidget(_note(note, page))
            column.addWidget(_widget_for(view, page, room, alone=len(views) == 1), 1 if len(views) == 1 else 0)
        if len(views) > VIEWS_SHOWN:
            column.addWidget(_note(f"{len(views) - VIEWS_SHOWN} more are in the raw result.", page))
        if len(views) != 1:
            column.addStretch(1)
        self.setWidget(page)


def _label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(visible_text(text, 200, one_line=True), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(small_font())
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label


def _note(text: str, parent: QWidget) -> QLabel:
    label = TintedLabel(lambda colours: colours.finding, parent)
    label.setText(visible_text(f"⚠ {text}", 600, one_line=True))
    label.setFont(small_font())
    return label


class _TextBox(QPlainTextEdit):
    """Read-only text in the font of the wire; of JSON in colours."""

    def __init__(self, parent: QWidget, *, is_json: bool) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(monospaced_font())
        self.setAccessibleName("text content")
        self._highlighter = JsonHighlighter(self.document(), self.palette()) if is_json else None
        if self._highlighter is not None:
            self._highlighter.follow(self)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._highlighter is not None:
            self._highlighter.use_palette(self.palette())


def _widget_for(view: View, parent: QWidget, room: _Room, *, alone: bool) -> QWidget:
    match view:
        case TextView():
            return _text_widget(view.text, parent, room, is_json=view.is_json, alone=alone)
        case ImageView():
            save = _save_button(view.data, view.mime, parent)
            box = ImageBox(view.data, format_size(len(view.data)), parent, save, room=room.pixels)
            box.facts.setFont(small_font())
            room.pixels -= box.pixels
            return box
        case BinaryView():
            return _bytes_widget(view, parent)
        case LinkView():
            return _link_widget(view, parent)
    text = view.text if isinstance(view, RawView) else ""
    return _text_widget(text, parent, room, is_json=True, alone=alone)


def _text_widget(text: str, parent: QWidget, room: _Room, *, is_json: bool, alone: bool) -> QWidget:
    holder = QWidget(parent)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    box = _TextBox(holder, is_json=is_json)
    column.addWidget(box)
    shown, note = _shown(text, room, is_json=is_json)
    room.take(shown)
    longest = max(map(len, shown.split("\n")))
    wrap = (
        QTextOption.WrapMode.WrapAnywhere
        if longest > LINE_LIMIT // 4
        else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
    )
    box.setWordWrapMode(wrap)  # wrapping at words freezes on a long line
    box.setPlainText(shown)
    if note:
        column.addLayout(_footer(note, text, holder))
    if not alone:
        lines = min(_MOST_LINES, 1 + sum(1 + len(line) // 64 for line in shown.split("\n", _MOST_LINES)[:_MOST_LINES]))
        box.setFixedHeight(lines * box.fontMetrics().lineSpacing() + 12)
    return holder


def _shown(text: str, room: _Room, *, is_json: bool) -> tuple[str, str]:
    """Give what is shown of a text, and a sentence about what is not."""
    limit = room.characters
    if is_json:
        laid_out = lay_out(text.encode("utf-8", errors="replace"), limit, room.lines)
        return laid_out.text, f"{laid_out.note} Copy gives the whole." if laid_out.is_cut else laid_out.note
    beginning, has_more_lines = first_lines(visible_text(text, limit), room.lines)
    lines = beginning.split("\n")
    clipped = [line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + " ⋯" for line in lines]
    notes = (
        f"The first {limit // 1000} KB of {format_size(len(text))}." if len(text) > limit else "",
        f"The first {len(lines):,} lines." if has_more_lines else "",
        "Long lines are cut." if clipped != lines else "",
    )
    note = " ".join(filter(None, notes))
    return "\n".join(clipped), f"{note} Copy gives the whole." if note else ""


def _footer(note: str, text: str, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(_label(note, parent), 1)
    copy = QPushButton("Copy", parent)
    copy.setToolTip("Copy all of it, as it came")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    row.addWidget(copy)
    return row


def _bytes_widget(view: BinaryView, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    kind = "sound, " if isinstance(view, AudioView) else ""
    more = f", the first {_HEX_SHOWN // 1000} KB of them here" if len(view.data) > _HEX_SHOWN else ""
    row.addWidget(_label(f"{kind}{format_size(len(view.data))}{more}", box), 1)
    row.addWidget(_save_button(view.data, view.mime, box))
    layout.addLayout(row)
    view_of_bytes = HexView(box)
    view_of_bytes.setFrameShape(QFrame.Shape.NoFrame)
    view_of_bytes.show_bytes(view.data[:_HEX_SHOWN])
    rows = view_of_bytes.row_count + 1
    height = min(10, rows) * (view_of_bytes.fontMetrics().height() + 2) + 24
    if rows <= 10:
        view_of_bytes.setFixedHeight(height)
        layout.addStretch(1)
    view_of_bytes.setMinimumHeight(height)
    layout.insertWidget(1, view_of_bytes)
    return box


def _link_widget(view: LinkView, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    lines = [view.name if view.name != view.uri else "", view.uri, view.description, view.mime]
    label = QLabel(visible_text("\n".join(filter(None, lines)), 2_000), box)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    row.addWidget(label, 1)
    copy = QPushButton("Copy URI", box)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(view.uri))
    row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
    return box


_ENDINGS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
}


def _save_button(data: bytes, mime: str, parent: QWidget) -> QPushButton:
    button = QPushButton("Save…", parent)
    button.setToolTip("Save these bytes to a file")

    def ask() -> None:
        dialog = QFileDialog(button, "Save Content")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(f"content{_ENDINGS.get(mime, '.bin')}")
        dialog.fileSelected.connect(lambda name: _save(data, name, button))
        dialog.open()

    button.clicked.connect(ask)
    return button


def _save(data: bytes, name: str, button: QPushButton) -> None:
    """Write the file; a failure is said on the button, where the user looks."""
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        button.setText("Not Saved")
        button.setToolTip(f'"{name}" could not be written: {error.strerror}. Choose another place.')
    else:
        button.setText("Saved")
        button.setToolTip(f'Saved as "{name}"; press to save it again')
