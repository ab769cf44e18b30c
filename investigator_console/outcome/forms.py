"""The forms of a case's end. Codes are checked by the policies, not by the form."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired

from investigator_console.messages.forms import short_enough


class OutcomeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """An outcome with its closure report."""

    outcome = StringField(validators=[DataRequired(lazy_gettext("Choose how it ends."))])
    actions = SelectMultipleField(validate_choice=False)
    standard = StringField(validators=[DataRequired(lazy_gettext("Choose the standard of proof."))])
    allegations = TextAreaField(validators=[short_enough])
    steps = TextAreaField(validators=[short_enough])
    evidence = TextAreaField(validators=[short_enough])
    findings = TextAreaField(validators=[short_enough])
    recommendations = TextAreaField(validators=[short_enough])
    lessons = TextAreaField(validators=[short_enough])
    notifications = TextAreaField(validators=[short_enough])
    assistance_offered = BooleanField()
    tell = BooleanField()


class ProposalForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A proposal's event id, and a text that may be empty."""

    proposal = StringField(validators=[DataRequired()])
    text = TextAreaField(validators=[short_enough])


class ClosingForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A sentence for the reporter beside the outcome's own."""

    text = TextAreaField(validators=[short_enough])


class ReviewForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A request's event id, what the review says, and why, in words for the reporter."""

    request_id = StringField(validators=[DataRequired()])
    result = StringField(validators=[DataRequired(lazy_gettext("Choose what your review says."))])
    text = TextAreaField(
        validators=[DataRequired(lazy_gettext("Write to the reporter why, in plain words.")), short_enough]
    )
