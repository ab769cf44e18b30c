"""The forms about the reporter's identity."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired


class AskForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Why it is needed."""

    reason = TextAreaField()


class OpenForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Nothing but the token."""


class ShareForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """The case's address, the request's id in hex, and yes or no."""

    case = StringField(validators=[DataRequired()])
    request = StringField(validators=[DataRequired()])
    answer = StringField(validators=[DataRequired()])
