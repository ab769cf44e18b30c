"""Fields that the forms of the basic path share."""

from flask_babel import ngettext
from wtforms import Field, SelectMultipleField, ValidationError
from wtforms.form import Form
from wtforms.widgets import CheckboxInput, ListWidget


class CheckboxesField(SelectMultipleField):
    """Several choices, each a checkbox: works with a keyboard, a screen reader and no script."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


# As on the JavaScript path (`clean_text.js`): invisible control characters become nothing.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def clean(text: str | None) -> str:
    """Line ends as scripts have them: browsers post CRLF."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)


class TextLimit:
    """Refuses text longer than `longest` characters (code points) and says by how many."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Form, field: Field) -> None:
        """WTForms' validator protocol. Raises `ValidationError`."""
        over = len(field.data or "") - self.longest
        if over > 0:
            raise ValidationError(
                ngettext(
                    "This is %(num)d character too long. Please make it shorter.",
                    "This is %(num)d characters too long. Please make it shorter.",
                    over,
                )
            )
