"""Colours and type: Fusion with palettes of our own, light and dark.

`QStyleHints.setColorScheme` does nothing on plain xcb, on offscreen and under KDE; palettes work everywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from inspector.ui.resource_files import resource_path

SYSTEM, LIGHT, DARK = "system", "light", "dark"
CHOICES: Final = (SYSTEM, LIGHT, DARK)


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours with a meaning, the same everywhere; an icon or a word always goes with them."""

    window: str
    base: str
    alternate: str
    text: str
    muted: str
    hairline: str
    accent: str
    on_accent: str
    selection: str
    ok: str
    error: str
    failure: str
    finding: str
    sent: str
    received: str
    waiting: str
    disabled: str
    mark: str
    """The background of what the user marked."""

    tints: Mapping[str, str]
    """Backgrounds a user gives to rows, by name."""


LIGHT_COLOURS: Final = Colours(
    window="#f3f4f6",
    base="#ffffff",
    alternate="#f8f9fb",
    text="#1b1f24",
    muted="#5a6370",
    hairline="#d5d9e0",
    accent="#2457c5",
    on_accent="#ffffff",
    selection="#dbe6fb",
    ok="#1a6b33",
    error="#b3261e",
    failure="#8a2bb0",
    finding="#8a5300",
    sent="#2457c5",
    received="#0f6b6b",
    waiting="#6a5a00",
    disabled="#9aa1ab",
    mark="#fff1c2",
    tints=MappingProxyType(
        {"red": "#fbe4e1", "amber": "#fbefd2", "green": "#e0f3e4", "blue": "#e0eafd", "violet": "#f0e4f8"}
    ),
)

DARK_COLOURS: Final = Colours(
    window="#1d2025",
    base="#15181c",
    alternate="#191c21",
    text="#e4e7eb",
    muted="#9ca5b2",
    hairline="#343a43",
    accent="#86aefb",
    on_accent="#10203f",
    selection="#26395f",
    ok="#6fd08c",
    error="#ff8a80",
    failure="#d9a2f5",
    finding="#f0b95b",
    sent="#86aefb",
    received="#62cfc9",
    waiting="#d8c65a",
    disabled="#6b7380",
    mark="#3d3415",
    tints=MappingProxyType(
        {"red": "#3d2220", "amber": "#372c17", "green": "#1b3322", "blue": "#1b2a45", "violet": "#32223d"}
    ),
)


def colours_for(palette: QPalette) -> Colours:
    """Give the colours that go with a palette, so that a widget needs no more than its own."""
    return DARK_COLOURS if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT_COLOURS


def make_palette(colours: Colours) -> QPalette:
    """Give the palette of one scheme."""
    role = QPalette.ColorRole
    palette = QPalette(QColor(colours.window))
    plain = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.alternate,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.window,
        role.ButtonText: colours.text,
        role.ToolTipBase: colours.base,
        role.ToolTipText: colours.text,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.text,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.BrightText: colours.error,
        role.Mid: colours.hairline,
        role.Midlight: colours.hairline,
        role.Dark: colours.hairline,
        role.Light: colours.base,
        role.Shadow: colours.hairline,
        role.Accent: colours.accent,
    }
    for which, colour in plain.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.disabled))
    return palette


def monospaced_font() -> QFont:
    """Give the font for anything from the wire."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    size = QGuiApplication.font().pointSizeF()
    if size > 0:
        font.setPointSizeF(size)
    return font


def small_font() -> QFont:
    """Give the smaller size of the UI font."""
    font = QGuiApplication.font()
    font.setPointSizeF(max(7.5, font.pointSizeF() - 1))
    return font


def heading_font() -> QFont:
    """Give the larger size of the UI font."""
    font = QGuiApplication.font()
    font.setPointSizeF(font.pointSizeF() + 2)
    font.setWeight(QFont.Weight.DemiBold)
    return font


class Theme(QObject):
    """Keeps the application in the scheme the user chose, or in the system's."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice if choice in CHOICES else SYSTEM
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> str:
        """`system`, `light` or `dark`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Take the user's choice."""
        self._choice = choice
        self._apply()

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is in force."""
        if self._choice == SYSTEM:
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == DARK

    @property
    def colours(self) -> Colours:
        """The colours in force."""
        return DARK_COLOURS if self.is_dark else LIGHT_COLOURS

    @contextmanager
    def building(self) -> Iterator[None]:
        """Leave the style sheet off while a window is built, which takes a third of the time then.

        With it, Qt looks every part over again whenever one of those around it is given a parent.
        """
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(_style_sheet(self.colours))

    def _apply(self) -> None:
        self._app.setPalette(make_palette(self.colours))
        self._app.setStyleSheet(_style_sheet(self.colours))
        self.changed.emit()


def _style_sheet(c: Colours) -> str:
    """Give what palettes cannot say: hairlines instead of frames, a visible focus, flat tabs."""
    return f"""
    QMainWindow::separator {{ background: {c.hairline}; width: 1px; height: 1px; }}
    QSplitter::handle {{ background: {c.hairline}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    QAbstractItemView {{ border: none; outline: none; }}
    QTreeView[popup="true"], QTreeView[popup="true"]:focus {{ border: 1px solid {c.muted}; background: {c.base}; }}
    QTreeView[popup="true"]::item {{ padding: 2px 4px; }}
    QTreeView[spaced="true"]::item {{ padding: 1px 5px; }}
    QAbstractItemView:focus {{ border-top: 1px solid {c.accent}; }}
    QHeaderView::section {{
        background: {c.window}; color: {c.muted}; border: none; border-bottom: 1px solid {c.hairline};
        padding: 2px 6px;
    }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {c.hairline}; }}
    QTabBar::tab {{
        background: transparent; color: {c.muted}; padding: 4px 12px; border: none;
        border-bottom: 2px solid transparent;
    }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; }}
    QTabBar::tab:left {{ padding: 10px 3px; border-bottom: none; border-right: 2px solid transparent; }}
    QTabBar::tab:left:selected {{ border-bottom: none; border-right: 2px solid {c.accent}; }}
    QTabBar::tab:hover {{ color: {c.text}; }}
    QTabBar QToolButton {{ background: {c.window}; border: none; padding: 0; }}
    QTabBar::tab:focus {{ color: {c.accent}; }}
    QDockWidget::title {{ background: {c.window}; padding: 4px 8px; border-bottom: 1px solid {c.hairline}; }}
    QPlainTextEdit, QTextEdit {{ border: none; background: {c.base}; }}
    QPlainTextEdit[words="true"] {{ background: transparent; }}
    QPlainTextEdit[words="true"][muted="true"] {{ color: {c.muted}; }}
    QLineEdit, QPlainTextEdit[field="true"] {{
        background: {c.base}; border: 1px solid {c.hairline}; border-radius: 3px; padding: 1px 6px; min-height: 18px;
    }}
    QLineEdit:focus, QPlainTextEdit[field="true"]:focus {{ border: 1px solid {c.accent}; }}
    QLineEdit[right="true"] {{ border: 1px solid {c.ok}; }}
    QLineEdit[wrong="true"] {{ border: 1px solid {c.error}; }}
    QPushButton {{
        background: {c.base}; border: 1px solid {c.hairline}; border-radius: 3px; padding: 2px 12px; min-height: 18px;
    }}
    QPushButton:hover {{ border-color: {c.muted}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:default {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton:disabled, QPushButton[primary="true"]:disabled {{
        background: {c.window}; color: {c.disabled}; border-color: {c.hairline};
    }}
    QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QGroupBox::indicator {{
        width: 13px; height: 13px; border: 1px solid {c.muted}; border-radius: 3px; background: {c.base};
    }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {{
        background: {c.accent}; border-color: {c.accent}; image: url("{_drawing("check", c)}");
    }}
    QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{
        background: {c.accent}; border-color: {c.accent}; image: url("{_drawing("dash", c)}");
    }}
    QRadioButton::indicator {{ border-radius: 7px; }}
    QRadioButton::indicator:checked {{ border: 4px solid {c.accent}; width: 7px; height: 7px; }}
    QAbstractItemView::indicator {{ width: 11px; height: 11px; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
        border: 2px solid {c.text}; width: 11px; height: 11px;
    }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.hairline}; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 3px; padding: 2px 6px; }}
    QToolButton:hover {{ border-color: {c.hairline}; background: {c.base}; }}
    QToolButton:checked {{ background: {c.selection}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QToolTip {{ background: {c.base}; color: {c.text}; border: 1px solid {c.hairline}; padding: 4px; }}
    QProgressBar {{ border: none; background: {c.hairline}; max-height: 4px; text-align: center; }}
    QProgressBar::chunk {{ background: {c.accent}; }}
    QMenuBar {{ background: {c.window}; }}
    """


def _drawing(name: str, c: Colours) -> str:
    """Give the path of a drawing on the accent colour, as a style sheet wants it."""
    scheme = "dark" if c is DARK_COLOURS else "light"
    return resource_path(f"theme/{name}-{scheme}.svg").as_posix()
