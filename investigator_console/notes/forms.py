"""The forms of the work on a case."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from investigator_console.messages.forms import short_enough


class NoteForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A text, and the lane whose holders read it."""

    text = TextAreaField(validators=[short_enough])
    lane = IntegerField(validators=[Optional()])


class AssignForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A member's id in hex."""

    to = StringField(validators=[DataRequired()])


class CategoryForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Any number of category codes; the service knows which exist."""

    categories = SelectMultipleField(validate_choice=False)
