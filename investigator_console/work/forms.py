"""The forms of the work on a case. Codes are checked by the policies, not by the form."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from investigator_console.messages.forms import short_enough

_CHOOSE = lazy_gettext("Choose one of the list.")


class AssessmentForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Four codes, and reasons for colleagues."""

    decision = StringField(validators=[DataRequired(lazy_gettext("Choose what is to be done."))])
    region = StringField(validators=[DataRequired(_CHOOSE)])
    subject = StringField(validators=[DataRequired(_CHOOSE)])
    channel = StringField(validators=[DataRequired(_CHOOSE)])
    text = TextAreaField(validators=[short_enough])


class TaskForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """What, who, by when."""

    text = TextAreaField(validators=[DataRequired(lazy_gettext("Write what is to be done.")), short_enough])
    owner = StringField(validators=[DataRequired(lazy_gettext("Choose who does it."))])
    due = DateField(validators=[Optional()])


class TaskStateForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A task's event id, and how it stands now."""

    task = StringField(validators=[DataRequired()])
    state = StringField(validators=[DataRequired()])


class StepForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A step of the plan, how it stands now, and a word about it."""

    step = StringField(validators=[DataRequired()])
    state = StringField(validators=[DataRequired()])
    note = TextAreaField(validators=[short_enough])
