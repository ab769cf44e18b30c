"""The forms that work on several cases at once, and the search."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from investigator_console.messages.forms import short_enough


class AcknowledgeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A message for all of them, which may be empty, and whether to keep it as the template."""

    text = TextAreaField(validators=[short_enough])
    keep = BooleanField()


class EndingForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Why several cases are ended without an inquiry: a code, and a reason for colleagues. `text`: to the reporters."""

    outcome = StringField(validators=[DataRequired(lazy_gettext("Choose why they are closed."))])
    reason = TextAreaField(
        validators=[DataRequired(lazy_gettext("Write why, for colleagues.")), short_enough]
    )
    text = TextAreaField(validators=[short_enough])


class SearchForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Some words."""

    words = StringField(validators=[Length(max=300)])


class PickedForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Nothing but the token: the ticked cases stand beside it."""
