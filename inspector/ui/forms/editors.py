"""Which editor a field gets."""

from PySide6.QtWidgets import QWidget

from inspector.schema.fields import BooleanField, EnumField, Field, JsonField, NumberField, ObjectField, StringField
from inspector.ui.forms.choice_editors import TRUE_OR_FALSE, CheckEditor, ChoiceEditor
from inspector.ui.forms.editor import Editor
from inspector.ui.forms.json_part_editor import JsonPartEditor
from inspector.ui.forms.text_editors import NumberEditor, TextEditor


def editor_for(field: Field, parent: QWidget) -> Editor:
    """Make the editor of a field; what is not known here is edited as JSON."""
    match field:
        case EnumField():
            return ChoiceEditor(field, field.options, parent)
        case BooleanField(required=True, nullable=False):
            return CheckEditor(field, parent)
        case BooleanField():
            return ChoiceEditor(field, TRUE_OR_FALSE, parent)
        case NumberField():
            return NumberEditor(field, parent)
        case StringField():
            return TextEditor(field, parent)
        case ObjectField():
            from inspector.ui.forms.object_editor import ObjectEditor  # a member of an object may be an object

            return ObjectEditor(field, parent)
        case JsonField():
            return JsonPartEditor(field, parent)
    return JsonPartEditor(JsonField(name=field.name, pointer=field.pointer, required=field.required), parent)
