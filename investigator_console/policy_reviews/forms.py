"""The forms about reviews of policies."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired


class SignForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A policy, and its hash as it was on the screen."""

    policy = StringField(validators=[DataRequired()])
    digest = StringField(validators=[DataRequired()])


class TakeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A colleague's signed file."""

    file = FileField(validators=[FileRequired(lazy_gettext("Choose the file first."))])
