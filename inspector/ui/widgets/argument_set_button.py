"""A button whose menu keeps and loads sets of arguments."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from inspector.jsonrpc.message import MISSING
from inspector.ui.argument_sets import ArgumentSetError, ArgumentSets, Subject
from inspector.ui.widgets.plain_text import visible_text

_SHOWN = 60


class ArgumentSetButton(QToolButton):
    """Loads, keeps and deletes the sets of one subject. `current` gives the arguments to keep, `last` those sent last.

    What was chosen comes by `value_chosen`; what could not be done, as a sentence by `failed`.
    """

    value_chosen = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        sets: ArgumentSets,
        current: Callable[[], Any],
        last: Callable[[], Any] = lambda: MISSING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sets = sets
        self._current = current
        self._last = last
        self._subject: Subject | None = None
        self.setText("Sets")
        self.setToolTip("Load and keep named sets of arguments")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self.fill_menu)
        self.setMenu(menu)

    def set_subject(self, subject: Subject | None) -> None:
        """Take the tool or prompt whose sets are offered."""
        self._subject = subject
        self.setEnabled(subject is not None)

    def fill_menu(self) -> None:
        """Make the menu anew, from the files there are now."""
        menu, subject = self.menu(), self._subject
        menu.clear()
        if subject is None:
            return
        names = self._sets.names(subject)
        for name in names:
            menu.addAction(_shown(name), partial(self._load, subject, name))
        if not names:
            menu.addAction("No sets are kept yet").setEnabled(False)
        menu.addSeparator()
        last = self._last()
        if last is not MISSING:
            menu.addAction("Last Used", partial(self.value_chosen.emit, last))
        menu.addAction("Save As…", self.ask_name)
        for title, action in (("Overwrite", self.save), ("Delete", self.delete)):
            below = menu.addMenu(title)
            below.setEnabled(bool(names))
            for name in names:
                below.addAction(_shown(name), partial(action, subject, name))
        menu.addAction("Show Folder", partial(self._show_folder, subject))

    def save(self, subject: Subject, name: str) -> None:
        """Keep the current arguments under a name."""
        self._try(lambda: self._sets.save(subject, name, self._current()))

    def delete(self, subject: Subject, name: str) -> None:
        """Delete a set."""
        self._try(lambda: self._sets.delete(subject, name))

    def _load(self, subject: Subject, name: str) -> None:
        self._try(lambda: self.value_chosen.emit(self._sets.load(subject, name)))

    def ask_name(self) -> None:
        """Ask for the name under which the current arguments are to be kept."""
        subject = self._subject
        if subject is None:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Save Argument Set")
        dialog.setLabelText("Name of the set; one of the same name is replaced")
        dialog.textValueSelected.connect(lambda name: self.save(subject, name.strip()) if name.strip() else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_folder(self, subject: Subject) -> None:
        folder = self._sets.folder_of(subject)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(f'The folder "{folder}" could not be made: {error.strerror}.')
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.failed.emit(f'No program could be found to show the folder "{folder}".')

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ArgumentSetError as error:
            self.failed.emit(str(error))


def _shown(name: str) -> str:
    return visible_text(name, _SHOWN, one_line=True).replace("&", "&&")
