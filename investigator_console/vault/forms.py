"""The unlock form."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

LONGEST_PASSPHRASE = 1024


class UnlockForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Whose vault, and the passphrase or the recovery code."""

    name = SelectField(validators=[InputRequired()])
    passphrase = PasswordField(validators=[InputRequired(), Length(max=LONGEST_PASSPHRASE)])
    next = HiddenField()
    carried_case = HiddenField()
    carried_text = TextAreaField()
