"""The rules by which questions are answered without asking the user."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.protocol import methods
from inspector.sessions.answer_rules import AnswerRule, Deed
from inspector.ui.questions.answer_book import AnswerBook
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.plain_text import visible_text

_METHODS: Final = (("anything", ""), ("elicitation", methods.ELICIT), ("sampling", methods.CREATE_MESSAGE))
_ABOUT: Final = (
    "The first rule that fits answers, from top to bottom. What a rule answered stands under Earlier, with the rule. "
    "“ask the model” sends the model's answer without your looking at it."
)
_DEEDS: Final = {
    Deed.ACCEPT: "accept, with defaults and examples",
    Deed.DECLINE: "decline",
    Deed.CANCEL: "cancel",
    Deed.CANNED: "give a canned answer",
    Deed.MODEL: "ask the model, and send its answer",
}


class AnswerRulesDialog(QDialog):
    """Rules as a list to put in order and switch on and off; the fields below are those of the selected one."""

    def __init__(self, book: AnswerBook, servers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Answer Rules")
        self._book = book
        self._rules = list(book.rules)
        self._filling = False
        self.list = QListWidget(self)
        self.list.setAccessibleName("rules")
        self.method = QComboBox(self)
        for text, method in _METHODS:
            self.method.addItem(text, method)
        self.server = QComboBox(self)
        self.server.setEditable(True)
        self.server.addItems(["", *dict.fromkeys(servers)])
        server = self.server.lineEdit()
        if server is not None:
            server.setPlaceholderText("any server")
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("any text")
        self.deed = QComboBox(self)
        for deed, words in _DEEDS.items():
            self.deed.addItem(words, deed.value)
        self.canned = QComboBox(self)
        self.canned.setEditable(True)
        self._build()
        self._show(0 if self._rules else -1)

    def _build(self) -> None:
        fields = QWidget(self)
        self.form = QFormLayout(fields)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(6)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for label, field in (
            ("Asks for", self.method),
            ("Server", self.server),
            ("Says", self.text),
            ("Then", self.deed),
            ("Canned answer", self.canned),
        ):
            self.form.addRow(label, field)
            field.setAccessibleName(label)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fields = fields
        for box in (self.method, self.server, self.deed, self.canned):
            box.currentTextChanged.connect(self._take)
        self.text.textChanged.connect(self._take)
        self.list.currentRowChanged.connect(self._fill)
        self.list.itemChanged.connect(self._toggle)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addLayout(self._movers())
        column = QVBoxLayout(self)
        column.addWidget(plain_label(_ABOUT, self))
        column.addLayout(row, 1)
        column.addWidget(fields)
        column.addWidget(buttons)
        self.resize(620, 460)
        self.finished.connect(self.deleteLater)

    def _movers(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.add_button = self._button("Add", self._add)
        self.remove_button = self._button("Remove", self._remove)
        self.up_button = self._button("Up", lambda: self._move(-1))
        self.down_button = self._button("Down", lambda: self._move(1))
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button):
            column.addWidget(button)
        column.addStretch(1)
        return column

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    # -- rules --------------------------------------------------------------------------------------------------

    def _show(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for rule in self._rules:
            item = QListWidgetItem(visible_text(rule.words, 300, one_line=True), self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if rule.is_on else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        self._fill(current)

    def _fill(self, row: int) -> None:
        is_one = 0 <= row < len(self._rules)
        self._fields.setEnabled(is_one)
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setEnabled(is_one)
        if not is_one:
            return
        rule = self._rules[row]
        self._filling = True
        self.method.setCurrentIndex(max(0, self.method.findData(rule.method)))
        self.server.setCurrentText(rule.server)
        self.text.setText(rule.text)
        self.deed.setCurrentIndex(self.deed.findData(rule.deed.value))
        self._offer_canned(rule.canned)
        self._filling = False

    def _offer_canned(self, chosen: str) -> None:
        known = {name: None for _, method in _METHODS if method for name in self._book.canned.names(method)}
        self.canned.clear()
        self.canned.addItems(list(known))
        self.canned.setCurrentText(chosen)
        self.form.setRowVisible(self.canned, self.deed.currentData() == Deed.CANNED.value)

    def _take(self) -> None:
        row = self.list.currentRow()
        if self._filling or not 0 <= row < len(self._rules):
            return
        self.form.setRowVisible(self.canned, self.deed.currentData() == Deed.CANNED.value)
        rule = AnswerRule(
            self.method.currentData(),
            self.server.currentText().strip(),
            self.text.text(),
            Deed(self.deed.currentData()),
            self.canned.currentText().strip(),
            self._rules[row].is_on,
        )
        self._rules[row] = rule
        self.list.item(row).setText(visible_text(rule.words, 300, one_line=True))

    def _toggle(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        self._rules[row] = replace(self._rules[row], is_on=item.checkState() == Qt.CheckState.Checked)

    def _add(self) -> None:
        self._rules.append(AnswerRule(methods.ELICIT))
        self._show(len(self._rules) - 1)
        self.method.setFocus()

    def _remove(self) -> None:
        row = self.list.currentRow()
        del self._rules[row]
        self._show(min(row, len(self._rules) - 1))

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < len(self._rules):
            self._rules.insert(row + by, self._rules.pop(row))
            self._show(row + by)

    @override
    def accept(self) -> None:
        self._book.set_rules(self._rules)
        super().accept()
