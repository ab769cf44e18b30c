"""The status form."""

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from investigator_console.console import console
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text


def short_enough(_form: FlaskForm, field: Field) -> None:
    """Refuse what the reporter's page wouldn't show. Line ends count once."""
    limit = console().policies.limits.message_max_chars
    if len(typed_text(field.data)) > limit:
        raise ValidationError(gettext("The sentence is longer than %(limit)s characters.", limit=limit))


class StatusForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A status from the policies, and a sentence for the reporter."""

    status = SelectField(validators=[InputRequired()])
    note = TextAreaField(validators=[short_enough])

    def __init__(self) -> None:
        super().__init__()
        statuses = console().policies.statuses.statuses
        self.status.choices = [(status.code, status.label) for status in statuses if status.settable]
