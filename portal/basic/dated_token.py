"""When the page of a posted form was made: the hidden token that every form brings along says so."""

from typing import TYPE_CHECKING, Any

from flask import request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import Field
from wtforms.csrf.core import CSRF
from wtforms.form import BaseForm

from portal.basic.frame import current_frame

if TYPE_CHECKING:
    from wtforms.fields.core import UnboundField

_BEFORE_THE_MOMENT = "~"
_LONGEST = 20
_MICROSECONDS = 1_000_000


def this_moment() -> int:
    """Microseconds since 1970: finer than anybody leaves one page and opens the next."""
    return int(current_frame().services.clock().timestamp() * _MICROSECONDS)


def moment(text: str) -> int | None:
    """A moment as `this_moment` gives it; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def made_at() -> int | None:
    """When the page was made whose form is posted now; None where the form does not say."""
    return moment(request.form.get("csrf_token", "").partition(_BEFORE_THE_MOMENT)[2])


class DatedToken(CSRF):
    """Flask-WTF's token, and the moment at which its page was made."""

    def setup_form(self, form: BaseForm) -> "list[tuple[str, UnboundField[Any]]]":
        """WTForms' protocol."""
        self._meta = form.meta
        return super().setup_form(form)

    def generate_csrf_token(self, _field: Field) -> str:
        """WTForms' protocol."""
        token = generate_csrf(self._meta.csrf_secret, self._meta.csrf_field_name)
        return f"{token}{_BEFORE_THE_MOMENT}{this_moment()}"

    def validate_csrf_token(self, _form: BaseForm, field: Field) -> None:
        """WTForms' protocol. Raises `ValidationError`."""
        token = (field.data or "").partition(_BEFORE_THE_MOMENT)[0]
        meta = self._meta
        validate_csrf(token, meta.csrf_secret, meta.csrf_time_limit, meta.csrf_field_name)
