"""The answer's form."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from investigator_console.console import console
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text


def short_enough(_form: FlaskForm, field: Field) -> None:
    """Refuse what the reporter's page wouldn't show. Line ends count once."""
    limit = console().policies.limits.message_max_chars
    length = len(typed_text(field.data))
    if length > limit:
        raise ValidationError(
            gettext(
                "The text has %(length)s characters, %(limit)s are the most. Send it in parts.",
                length=length,
                limit=limit,
            )
        )


class ReplyForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A text, and the thread that it goes to where the member holds several."""

    text = TextAreaField(
        validators=[DataRequired(lazy_gettext("Write something first, then send it.")), short_enough]
    )
    lane = IntegerField(validators=[Optional()])


class DraftForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A text that isn't sent yet; it may be empty."""

    text = TextAreaField(validators=[short_enough])
