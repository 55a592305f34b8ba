"""Preferences: what holds for the whole program. What is changed holds at once."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inspector.ui.preferences import PREFERENCES, Amount, Preference, Preferences, Switch
from inspector.ui.theme import heading_font
from inspector.ui.widgets.tinted_label import TintedLabel

_SIZE = (560, 460)


class PreferencesDialog(QDialog):
    """One field for each preference, under the heading of its page."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        self.fields: dict[str, QCheckBox | QSpinBox] = {}
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._make_pages())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.RestoreDefaults, parent=self
        )
        buttons.rejected.connect(self.reject)
        self.restore_button = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        self.restore_button.clicked.connect(preferences.restore_defaults)
        self.restore_button.setAutoDefault(False)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        column = QVBoxLayout(self)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        preferences.changed.connect(self._show)
        self.resize(*_SIZE)

    def _make_pages(self) -> QWidget:
        body = QWidget(self)
        form = QFormLayout(body)
        form.setVerticalSpacing(4)
        page = ""
        for preference in PREFERENCES:
            if preference.page != page:
                page = preference.page
                heading = QLabel(page, body)
                heading.setFont(heading_font())
                heading.setContentsMargins(0, 12 if self.fields else 0, 0, 2)
                form.addRow(heading)
            self._add(form, preference)
        return body

    def _add(self, form: QFormLayout, preference: Preference) -> None:
        field = self._make_field(preference)
        field.setToolTip(preference.hint)
        field.setAccessibleName(preference.text)
        self.fields[preference.id] = field
        self._show(preference.id)
        if isinstance(preference, Switch):
            form.addRow(field)
        else:
            form.addRow(preference.text, field)
        if preference.hint:
            hint = TintedLabel(lambda colours: colours.muted, self)
            hint.setWordWrap(True)
            hint.setText(preference.hint)
            form.addRow(hint)

    def _make_field(self, preference: Preference) -> QCheckBox | QSpinBox:
        if isinstance(preference, Switch):
            box = QCheckBox(preference.text, self)
            box.toggled.connect(partial(self._preferences.put, preference.id))
            return box
        return self._make_spin_box(preference)

    def _make_spin_box(self, preference: Amount) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(preference.minimum, preference.maximum)
        box.setGroupSeparatorShown(True)
        box.setSuffix(f" {preference.unit}" if preference.unit else "")
        box.setSpecialValueText(preference.zero)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(partial(self._preferences.put, preference.id))
        return box

    def _show(self, ident: str) -> None:
        field = self.fields[ident]
        field.blockSignals(True)
        if isinstance(field, QCheckBox):
            field.setChecked(self._preferences.switch(ident))
        else:
            field.setValue(self._preferences.amount(ident))
        field.blockSignals(False)
