"""What will be sent to a model, before it is."""

import json
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from inspector.transports.chat_completions import chat_request
from inspector.transports.model_endpoint import ModelEndpoint
from inspector.ui.widgets.json_text_view import JsonTextView
from inspector.ui.widgets.plain_label import plain_label

_SIZE = (640, 520)


class AskModelDialog(QDialog):
    """Shows the address and the body; `accepted` when the user agrees."""

    def __init__(self, endpoint: ModelEndpoint, params: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ask the Model")
        sentence = (
            f"This goes to {endpoint.url}, with the key if there is one. The answer is shown before it is sent on."
        )
        self.body = JsonTextView(self)
        self.body.show_bytes(
            json.dumps(chat_request(params, endpoint.model), ensure_ascii=False).encode(errors="replace")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.addButton(f"Send to {endpoint.host}", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(plain_label(sentence, self))
        column.addWidget(self.body, 1)
        column.addWidget(buttons)
        self.resize(*_SIZE)
        self.finished.connect(self.deleteLater)
