"""The form of handing out."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length


class HandOutForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """What goes out, in which form, why, and the sign that the warning was read."""

    form = StringField(validators=[AnyOf(("bundle", "disclosure"), "Choose one of the two forms.")])
    items = SelectMultipleField(validate_choice=False)
    masked = SelectMultipleField(validate_choice=False)
    passages = TextAreaField(validators=[Length(max=10_000, message="Shorten the list of words to mask.")])
    reason = TextAreaField(
        validators=[
            DataRequired("Say why it is handed out, and to whom."),
            Length(max=1000, message="Shorten the reason."),
        ]
    )
    sure = BooleanField(validators=[DataRequired("Tick the box: this text leaves the vault.")])
