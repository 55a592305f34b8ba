"""A form as a person has it before them."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from inspector.schema.form import describe
from inspector.ui.forms.arguments_editor import ArgumentsEditor
from inspector.ui.forms.form_view import FormView
from inspector.ui.forms.row_parts import NameButton


def read(widget: QWidget) -> str:
    """Give all names and labels a person reads in a widget."""
    names = [name.words for name in widget.findChildren(NameButton) if name.isVisible()]
    return "\n".join([*names, *(label.text() for label in widget.findChildren(QLabel) if label.isVisible())])


@pytest.fixture
def show_form(qtbot: QtBot) -> Callable[..., FormView]:
    def show(*required: str, **properties: Any) -> FormView:
        form = FormView(describe({"type": "object", "properties": properties, "required": list(required)}))
        qtbot.addWidget(form)
        form.resize(480, 600)
        form.show()
        return form

    return show


@pytest.fixture
def editor(qtbot: QtBot) -> ArgumentsEditor:
    editor = ArgumentsEditor()
    qtbot.addWidget(editor)
    editor.resize(480, 600)
    editor.show()
    return editor
