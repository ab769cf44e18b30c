"""The form of a duty roster."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length


class RosterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """People and shifts as lines; minutes from UTC; the last day."""

    people = TextAreaField(
        validators=[DataRequired(lazy_gettext("Name the people, one a line.")), Length(max=8000)]
    )
    shifts = TextAreaField(
        validators=[DataRequired(lazy_gettext("Write the shifts, one a line.")), Length(max=8000)]
    )
    utc_offset = IntegerField(validators=[InputRequired(lazy_gettext("Say how far the place is from UTC."))])
    valid_until = DateField(validators=[InputRequired(lazy_gettext("Give the last day of the roster."))])
