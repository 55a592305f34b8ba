"""What the user sets for the whole program."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QSpinBox

from inspector.ui.dialogs.preferences import PreferencesDialog
from inspector.ui.preferences import PREFERENCES, Amount, Preferences, Switch
from inspector.ui.settings import Settings
from tests.gui.conftest import Desk


def test_the_menu_opens_the_dialog_and_what_is_switched_holds_at_once_and_after_a_restart(desk: Desk) -> None:
    desk.window.actions_by_id.trigger("file.preferences")
    dialog = desk.window.findChild(PreferencesDialog)
    assert dialog is not None
    box = dialog.fields["tools.ask-destructive"]
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    box.click()
    assert not desk.window.preferences.switch("tools.ask-destructive")
    desk.settings.save()
    assert not Preferences(Settings(desk.settings.folder / "window.ini")).switch("tools.ask-destructive")
    dialog.restore_button.click()
    assert box.isChecked()


@pytest.mark.parametrize("preference", PREFERENCES, ids=lambda each: each.id)
def test_each_preference_has_a_field_that_shows_its_default(desk: Desk, preference: Switch | Amount) -> None:
    desk.window.actions_by_id.trigger("file.preferences")
    dialog = desk.window.findChild(PreferencesDialog)
    assert dialog is not None
    field = dialog.fields[preference.id]
    assert (field.value() if isinstance(field, QSpinBox) else field.isChecked()) == preference.default
    assert field.accessibleName() == preference.text


def test_a_name_that_nobody_declared_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Preferences(Settings(tmp_path / "window.ini")).switch("no.such")
