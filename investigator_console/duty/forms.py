"""The form of a duty roster."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length


class RosterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """People and shifts as lines; minutes from UTC; the last day."""

    people = TextAreaField(validators=[DataRequired("Name the people, one a line."), Length(max=8000)])
    shifts = TextAreaField(validators=[DataRequired("Write the shifts, one a line."), Length(max=8000)])
    utc_offset = IntegerField(validators=[InputRequired("Say how far the place is from UTC.")])
    valid_until = DateField(validators=[InputRequired("Give the last day of the roster.")])
