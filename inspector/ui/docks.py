"""Parts of a window that can be moved to its other edges, or out of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


def add_dock(window: QMainWindow, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
    """Put something at an edge of the window."""
    dock = QDockWidget(title, window)
    dock.setObjectName(title)
    dock.setWidget(content)
    window.addDockWidget(area, dock)
    return dock


def title_by_tab(dock: QDockWidget) -> None:
    """Take the title of a dock away as long as its tab shows it: a row of the log is worth more."""

    def show_title(floats: bool) -> None:
        dock.setTitleBarWidget(None if floats else QWidget(dock))  # type: ignore[arg-type]  # None is Qt's own title

    show_title(False)
    dock.topLevelChanged.connect(show_title)
