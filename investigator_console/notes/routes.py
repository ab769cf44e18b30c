"""POST /cases/<reference>/note · POST /cases/<reference>/assign · POST /cases/<reference>/category."""

from flask import Blueprint, flash, redirect, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from investigator_console.cases.routes import SAVE_WAIT_SECONDS, case_page, find_case
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk
from investigator_console.language import gettext
from investigator_console.notes.forms import AssignForm, CategoryForm, NoteForm
from investigator_console.notes.service import add_note, assign_case, code_case

blueprint = Blueprint("notes", __name__, template_folder="templates")


@blueprint.post("/cases/<reference>/note")
def note(reference: str) -> Response:
    """Keep a note for colleagues. A note that was refused stays on the page."""
    desk, summary = find_case(reference)
    form = NoteForm()
    text = (form.text.data or "").replace("\r\n", "\n")
    if not form.validate_on_submit():
        return case_page(desk, summary, note_failure=_first_error(form), note_text=text, status=400)
    outcome = add_note(desk.vault, desk.shelf, desk.policies, summary.case_id, text, form.lane.data)
    if isinstance(outcome, Refused):
        return case_page(desk, summary, note_failure=outcome.reason, note_text=text, status=400)
    return _done(desk, reference, outcome, gettext("Note kept."))


@blueprint.post("/cases/<reference>/assign")
def assign(reference: str) -> Response:
    """Say who works on the case."""
    desk, summary = find_case(reference)
    form = AssignForm()
    if not form.validate_on_submit():
        return _done(desk, reference, Refused(gettext("Choose somebody who holds this case.")), "")
    outcome = assign_case(desk.vault, desk.shelf, desk.policies, summary.case_id, form.to.data or "")
    return _done(desk, reference, outcome, gettext("Assignment saved."))


@blueprint.post("/cases/<reference>/category")
def category(reference: str) -> Response:
    """Say how we code the case; what the reporter chose stays beside it."""
    desk, summary = find_case(reference)
    form = CategoryForm()
    if not form.validate_on_submit():
        return _done(desk, reference, Refused(_first_error(form)), "")
    outcome = code_case(desk.vault, desk.shelf, desk.policies, summary.case_id, form.categories.data or [])
    return _done(desk, reference, outcome, gettext("Categories saved."))


def _done(desk: Desk, reference: str, outcome: Written | Refused, saved: str) -> Response:
    if isinstance(outcome, Refused):
        flash(outcome.reason, "bad")
        return redirect(url_for("cases.show", reference=reference))
    desk.sync.start()
    desk.sync.wait(SAVE_WAIT_SECONDS)
    if desk.sync.state.away:
        flash(
            gettext("The portal doesn't answer. It is kept here, sealed, and sent when it is back."), "warn"
        )
    else:
        flash(saved, "good")
    return redirect(url_for("cases.show", reference=reference))


def _first_error(form: FlaskForm) -> str:
    errors = [str(message) for messages in form.errors.values() for message in messages]
    return errors[0] if errors else gettext("The text was not accepted.")
