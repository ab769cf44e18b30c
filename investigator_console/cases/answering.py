"""What a press on a button comes to: refused in words, or signed, sent on its way, and said so."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk
from investigator_console.language import gettext

# How long a press on a button waits for the portal before the page says "not sent yet".
_WAIT_SECONDS = 6.0


def act_on(form: FlaskForm, act: Callable[[], Written | Refused]) -> Written | Refused:
    """What `act` comes to; a form that is not accepted is refused before anything is done."""
    return act() if form.validate_on_submit() else Refused(first_error(form))


def first_error(form: FlaskForm) -> str:
    """The first sentence about what was typed."""
    errors = [str(message) for messages in form.errors.values() for message in messages]
    return gettext(errors[0]) if errors else gettext("The form was not accepted. Try again.")


def try_to_send(desk: Desk) -> bool:
    """Synchronise now, and wait a moment for it. False where the portal is known to be away."""
    desk.sync.start()
    desk.sync.wait(_WAIT_SECONDS)
    return not desk.sync.state.away


def send(desk: Desk, sentence: str, kept: str = "") -> None:
    """Send what was signed on its way, and say so. `kept`: the sentence where it waits here for the portal."""
    if try_to_send(desk):
        flash(sentence, "good")
    else:
        waits = gettext("The portal doesn't answer. It is kept here, sealed, and sent when it is back.")
        flash(kept or waits, "warn")


def saved(
    desk: Desk, summary: CaseSummary, sentence: str, endpoint: str, *, anchor: str | None = None
) -> Response:
    """Send it on its way, say so, and go back to the case's page. Offline it is kept, sealed, and said."""
    send(desk, sentence)
    return redirect(url_for(endpoint, reference=desk.shelf.reference(summary.case_id), _anchor=anchor))
