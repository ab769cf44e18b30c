"""The form that acknowledges several cases at once."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField

from investigator_console.messages.forms import short_enough


class AcknowledgeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A message for all of them, which may be empty, and whether to keep it as the template."""

    text = TextAreaField(validators=[short_enough])
    keep = BooleanField()
