"""Which editor a field gets, and whether that can show a value."""

from typing import TYPE_CHECKING, Any

from inspector.schema.fields import (
    BooleanField,
    EnumField,
    Field,
    JsonField,
    NullField,
    NumberField,
    StringField,
    suits,
)
from inspector.ui.forms.choice_editors import TRUE_OR_FALSE, CheckEditor, ChoiceEditor, NullEditor
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.json_part_editor import JsonPartEditor
from inspector.ui.forms.text_editors import NumberEditor, TextEditor, is_for_text

if TYPE_CHECKING:
    from inspector.ui.forms.row import Row


def editor_for(field: Field, row: "Row") -> Editor:
    """Make the editor of a field; what is not known here is edited as JSON."""
    match field:
        case EnumField():
            return ChoiceEditor(field, field.options, row, may_be_absent=row.can_be_absent)
        case BooleanField(required=True, nullable=False):
            return CheckEditor(field, row)
        case BooleanField():
            return ChoiceEditor(field, TRUE_OR_FALSE, row, may_be_absent=row.can_be_absent)
        case NumberField():
            return NumberEditor(field, row.states, row)
        case StringField():
            return TextEditor(field, row.states, row, row.desk.watch)
        case NullField():
            return NullEditor(field, row)
    return JsonPartEditor(field, lambda: row.desk.sheet.lexeme(row.path), row)


def can_show(field: Field, value: Any) -> bool:
    """Tell whether the editor of a field shows this value so that it cannot be taken for another."""
    if isinstance(field, JsonField):
        return False
    return suits(field, value) and (not isinstance(value, str) or isinstance(field, EnumField) or is_for_text(value))
