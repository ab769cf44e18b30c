"""The forms about who may read a case."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from investigator_console.language import gettext

NOTE_LONGEST = 2000


class DeclarationForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """An answer of `policies/conflicts.toml`, and a sentence for those who hold the case."""

    answer = StringField(validators=[DataRequired()])
    note = TextAreaField(validators=[Length(max=NOTE_LONGEST)])


class GrantForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Whom to let in, to what, from when and until when."""

    to = StringField(validators=[DataRequired()])
    lanes = SelectMultipleField(validate_choice=False)
    part = StringField(default="whole")
    history = StringField(default="all")
    until = StringField(validators=[Optional()])
    then = StringField(default="")

    def validate_until(self, field: StringField) -> None:
        """An end is a day, today or later."""
        try:
            day = date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(
                gettext("Write the last day as year-month-day, or leave it empty.")
            ) from None
        if day < date.today():  # noqa: DTZ011  the member's own calendar, as they see it
            raise ValidationError(
                gettext("The last day lies in the past. Choose a later one, or leave it empty.")
            )


class MemberForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A member's id in hex, and a reason where one is asked for."""

    member = StringField(validators=[DataRequired()])
    reason = StringField(default="other")


class LeaveForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Why somebody steps back."""

    reason = StringField(default="other")


class NamedForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """The id of an entry or of an order, in hex."""

    name = StringField(validators=[DataRequired()])
