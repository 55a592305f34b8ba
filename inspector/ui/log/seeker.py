"""Going to the next record that passes a filter, or has a text in it: forth and back, looked for beside the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from inspector.traffic.filters.syntax import And, Filter, Text
from inspector.ui.models.record_search import RecordSearch
from inspector.ui.widgets.find_bar import FindBar


class Seeker(QObject):
    """Looks among the records that pass `wanted`, from the one that `here` gives; None stands for either end.

    `reached` gives the number of a record, `missed` a sentence that there is none. `what` is what one selects there.
    """

    reached = Signal(int)
    missed = Signal(str)

    def __init__(
        self,
        search: RecordSearch,
        bar: FindBar,
        wanted: Callable[[], Filter],
        here: Callable[[], int | None],
        what: str,
    ) -> None:
        super().__init__(bar)
        self._search = search
        self._wanted = wanted
        self._here = here
        self._what = what
        self._missing = ""
        self.bar = bar
        bar.case.hide()  # the filter language knows none
        bar.changed.connect(lambda text, _case: self._find_from_here(text))
        bar.stepped.connect(self.find_next)
        search.sought.connect(self._take)

    def go(self, name: str, passing: Filter, *, backwards: bool = False) -> None:
        """Go to the next record that passes, or the one before. `name` is what is missing if there is none."""
        here = self._here()
        self._seek(name, passing, _LAST if here is None and backwards else here or 0, backwards=backwards)

    def find_next(self, backwards: bool) -> None:
        """Go to the next record with the text of the bar, or the one before."""
        if self.bar.text:
            self.go("such text", Text(self.bar.text), backwards=backwards)

    def _find_from_here(self, text: str) -> None:
        if text:
            self._seek("such text", Text(text), (self._here() or 1) - 1, backwards=False)

    def _seek(self, name: str, passing: Filter, after: int, *, backwards: bool) -> None:
        self.bar.say("looking…" if self.bar.text else "")
        self._missing = f"There is no {name} {'above' if backwards else 'below'} the selected {self._what}."
        self._search.seek(And((self._wanted(), passing)), after, backwards=backwards)

    def _take(self, found: int | None) -> None:
        self.bar.say("not found" if found is None and self.bar.text else "")
        if found is None:
            self.missed.emit(self._missing)
        else:
            self.reached.emit(found)


_LAST = (1 << 31) - 1
"""Behind every record."""
