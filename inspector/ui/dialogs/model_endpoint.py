"""Which model is asked: address, name, key, and how long it may take."""

from typing import Final

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.content.address import look_at
from inspector.servers.keychain import NoKeychain
from inspector.transports.model_endpoint import DEFAULT_PATIENCE, ModelEndpoint
from inspector.ui.bridge.tasks import Tasks
from inspector.ui.questions.model import Model
from inspector.ui.widgets.plain_label import plain_label
from inspector.ui.widgets.tinted_label import TintedLabel

_ABOUT: Final = (
    "Any endpoint that speaks OpenAI's chat completions: a service, or a program on this machine. "
    "It is asked only when you say so, or by a rule of yours."
)


class ModelEndpointDialog(QDialog):
    """Asks for the endpoint. The key goes into the keychain, or is known in this run only: never into a file."""

    def __init__(self, model: Model, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Model")
        self._model = model
        self._tasks = tasks
        self._is_over = False
        endpoint = model.endpoint or ModelEndpoint("", "")
        self.address = QLineEdit(endpoint.base_url, self)
        self.address.setPlaceholderText("https://api.openai.com/v1   or   http://localhost:11434/v1")
        self.name = QLineEdit(endpoint.model, self)
        self.name.setPlaceholderText("the model's name, as the endpoint calls it")
        self.key = QLineEdit(self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText("empty: as it is")
        self.keep = QCheckBox("Keep the key in the system's keychain", self)
        self.keep.setChecked(True)
        self.keep.setToolTip("Otherwise it is known until the program ends")
        self.patience = QDoubleSpinBox(self)
        self.patience.setRange(1, 3600)
        self.patience.setDecimals(0)
        self.patience.setSuffix(" s")
        self.patience.setValue(endpoint.patience or DEFAULT_PATIENCE)
        self.key_note = TintedLabel(lambda colours: colours.muted, self)
        self.sentence = TintedLabel(lambda colours: colours.finding, self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = self.buttons.addButton("Use This Model", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._build()
        self._judge()
        tasks.start(self._look_for_key())

    def _build(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for label, field in (("Address", self.address), ("Model", self.name), ("Key", self.key)):
            form.addRow(label, field)
            field.setAccessibleName(label)
            field.textChanged.connect(self._judge)
        form.addRow("", self.keep)
        form.addRow("Wait at most", self.patience)
        self.patience.setAccessibleName("Wait at most")
        column = QVBoxLayout(self)
        column.addWidget(plain_label(_ABOUT, self))
        column.addLayout(form)
        column.addWidget(self.key_note)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(580, 290)
        self.finished.connect(self._end)

    def _end(self) -> None:
        self._is_over = True  # the keychain may still be looked at
        self.deleteLater()

    def endpoint(self) -> ModelEndpoint:
        """Give what was typed."""
        return ModelEndpoint(self.address.text().strip(), self.name.text().strip(), self.patience.value())

    def _judge(self) -> None:
        endpoint = self.endpoint()
        notes = look_at(endpoint.base_url).notes if not endpoint.problem else ()
        self.sentence.setText("\n".join(notes) if not endpoint.problem else endpoint.problem)
        self.sentence.setVisible(bool(endpoint.base_url and self.sentence.text()))
        self.ok.setEnabled(not endpoint.problem)

    async def _look_for_key(self) -> None:
        try:
            has_key = await self._model.has_key()
        except NoKeychain as refusal:
            if not self._is_over:
                self._say_no_keychain(refusal)
            return
        if not self._is_over:
            self.key_note.setText(
                "There is a key." if has_key else "There is no key; a program on this machine may need none."
            )

    def _say_no_keychain(self, refusal: NoKeychain) -> None:
        """Tell that a key cannot be kept, and leave it to the user to type it for this run."""
        self.keep.setChecked(False)
        self.keep.setEnabled(False)
        self.key_note.setText(f"{refusal} A key that you type is known in this run only, and is written nowhere.")

    @override
    def accept(self) -> None:
        self._tasks.start(self._take())

    async def _take(self) -> None:
        key = self.key.text()
        if key:
            try:
                await self._model.keep_key(key, for_good=self.keep.isChecked())
            except NoKeychain as refusal:
                self._say_no_keychain(refusal)
                return
        self._model.book.set_endpoint(self.endpoint())
        super().accept()
