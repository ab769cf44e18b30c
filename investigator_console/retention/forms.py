"""The forms of keeping and destroying."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

_REASON = (
    DataRequired(lazy_gettext("Say why, in a sentence or two.")),
    Length(max=1000, message=lazy_gettext("Shorten the reason.")),
)


class HoldForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Why, in whose words, until when; `renews`: holds whose place it takes."""

    reason_code = StringField(validators=[DataRequired(lazy_gettext("Choose a reason for the hold."))])
    reason = TextAreaField(validators=_REASON)
    until = DateField(validators=[InputRequired(lazy_gettext("Give the last day of the hold."))])
    renews = SelectMultipleField(validate_choice=False)


class ReleaseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Which hold, and why it is lifted."""

    hold = StringField(validators=[DataRequired()])
    reason = TextAreaField(validators=_REASON)


class DestroyForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Which lane, what goes with it, and why."""

    lane = IntegerField(validators=[InputRequired(lazy_gettext("Choose what is to be destroyed."))])
    identity = BooleanField()
    coordination = BooleanField()
    reason = TextAreaField(validators=_REASON)


class AgreeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A colleague's request, and the sign that it was read."""

    request_id = StringField(validators=[DataRequired()])
    sure = BooleanField(
        validators=[DataRequired(lazy_gettext("Tick the box: what is destroyed comes back from nowhere."))]
    )
