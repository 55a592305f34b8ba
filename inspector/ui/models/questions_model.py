"""The questions that wait, and below them those that are over, as rows."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from inspector.ui.bridge.question_desk import Pending, QuestionDesk
from inspector.ui.questions.words import gist_of, kind_of
from inspector.ui.widgets.plain_text import plain_tool_tip, visible_text

Index = QModelIndex | QPersistentModelIndex

PENDING_ROLE: Final = Qt.ItemDataRole.UserRole
"""The `Pending` of a row; None in the row of the heading between the two parts."""

EARLIER: Final = "Earlier"


class QuestionsModel(QAbstractListModel):
    """Rows in the order in which they will be answered; a heading stands before those that are over, newest first."""

    def __init__(self, desk: QuestionDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[Pending | None] = []

    def update(self) -> None:
        """Read the desk again."""
        past = list(reversed(self._desk.past))
        rows: list[Pending | None] = [*self._desk.waiting.values(), *([None] if past else []), *past]
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, pending: Pending) -> int:
        """Give the row of a question, or -1."""
        return next((row for row, each in enumerate(self.rows) if each is pending), -1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()] is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        pending = self.rows[index.row()]
        if role == PENDING_ROLE:
            return pending
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(pending) if pending is not None else EARLIER
        if role == Qt.ItemDataRole.ToolTipRole and pending is not None:
            return plain_tool_tip("\n".join((title_of(pending), gist_of(pending.question), pending.ended)))
        return None


def title_of(pending: Pending) -> str:
    """Give the first line of a question."""
    server = visible_text(pending.question.server, 100, one_line=True)
    return f"{kind_of(pending.question)} · {server}"
