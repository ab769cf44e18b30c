"""The form of handing out."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length


class HandOutForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """What goes out, in which form, why, and the sign that the warning was read."""

    form = StringField(
        validators=[AnyOf(("bundle", "disclosure"), lazy_gettext("Choose one of the two forms."))]
    )
    items = SelectMultipleField(validate_choice=False)
    masked = SelectMultipleField(validate_choice=False)
    passages = TextAreaField(
        validators=[Length(max=10_000, message=lazy_gettext("Shorten the list of words to mask."))]
    )
    reason = TextAreaField(
        validators=[
            DataRequired(lazy_gettext("Say why it is handed out, and to whom.")),
            Length(max=1000, message=lazy_gettext("Shorten the reason.")),
        ]
    )
    sure = BooleanField(validators=[DataRequired(lazy_gettext("Tick the box: this text leaves the vault."))])
