"""Checking values by a schema while they are edited; what is large is checked on another thread."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from inspector.schema.cost import measure
from inspector.schema.validate import Checker, Problem

SMALL: Final = 4_000
"""Parts of a schema and of a value up to which a check takes a few milliseconds, and is made at once."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a value; `unusable` says why nothing was checked."""

    problems: tuple[Problem, ...] = ()
    unusable: str = ""


class Checking(QObject):
    """Checks by one schema at a time. Of several values that wait only the last is checked."""

    checked = Signal(object)  # Verdict

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._schema: Any = {}
        self._is_small = True
        self._checker: Checker | None = None
        self._run: _Run | None = None
        self._waiting: tuple[Any] | None = None

    def take(self, schema: Any) -> None:
        """Check by another schema from now on."""
        self._schema, self._checker = schema, None
        self._is_small = measure(schema, SMALL)[1] < SMALL
        self._run = self._waiting = None

    def check(self, value: Any) -> Verdict | None:
        """Give the verdict; `None` where that takes longer: `checked` brings it then."""
        if self._is_small and measure(value, SMALL)[1] < SMALL:
            if self._checker is None:
                self._checker = Checker(self._schema)
            return _verdict(self._checker, value)
        self._waiting = (value,)
        self._start()
        return None

    def _start(self) -> None:
        if self._run is None and self._waiting is not None:
            self._run = _Run(self._schema, self._checker, self._waiting[0])
            self._waiting = None
            self._run.news.done.connect(self._take)
            QThreadPool.globalInstance().start(self._run)

    def _take(self, run: object) -> None:
        if run is not self._run or not isinstance(run, _Run):  # of a schema that is gone
            return
        self._run, self._checker = None, run.checker
        self.checked.emit(run.verdict)
        self._start()


class _News(QObject):
    done = Signal(object)


class _Run(QRunnable):
    """One check on another thread."""

    def __init__(self, schema: Any, checker: Checker | None, value: Any) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.news = _News()
        self.checker = checker
        self.verdict = Verdict()
        self._schema = schema
        self._value = value

    @override
    def run(self) -> None:
        if self.checker is None:
            self.checker = Checker(self._schema)
        self.verdict = _verdict(self.checker, self._value)
        self.news.done.emit(self)


def _verdict(checker: Checker, value: Any) -> Verdict:
    found = () if checker.unusable else tuple(checker.problems(value))
    return Verdict(found, checker.unusable)
