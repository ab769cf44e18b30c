"""POST /cases/<reference>/note · POST /cases/<reference>/assign · POST /cases/<reference>/category."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.answering import act_on, saved
from investigator_console.cases.routes import case_page, find_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text
from investigator_console.notes.forms import AssignForm, CategoryForm, NoteForm
from investigator_console.notes.service import add_note, assign_case, code_case

blueprint = Blueprint("notes", __name__, template_folder="templates")


@blueprint.post("/cases/<reference>/note")
def note(reference: str) -> Response:
    """Keep a note for colleagues. A note that was refused stays on the page."""
    desk, summary = find_case(reference)
    form = NoteForm()
    text = typed_text(form.text.data)
    outcome = act_on(
        form,
        lambda: add_note(desk.vault, desk.shelf, desk.policies, summary.case_id, text, form.lane.data),
    )
    if isinstance(outcome, Refused):
        return case_page(desk, summary, note_failure=outcome.reason, note_text=text, status=400)
    return saved(desk, summary, gettext("Note kept."), "cases.show")


@blueprint.post("/cases/<reference>/assign")
def assign(reference: str) -> Response:
    """Say who works on the case."""
    desk, summary = find_case(reference)
    form = AssignForm()
    if not form.validate_on_submit():
        return _answer(desk, summary, Refused(gettext("Choose somebody who holds this case.")), "")
    outcome = assign_case(desk.vault, desk.shelf, desk.policies, summary.case_id, form.to.data or "")
    return _answer(desk, summary, outcome, gettext("Assignment saved."))


@blueprint.post("/cases/<reference>/category")
def category(reference: str) -> Response:
    """Say how we code the case; what the reporter chose stays beside it."""
    desk, summary = find_case(reference)
    form = CategoryForm()
    outcome = act_on(
        form,
        lambda: code_case(desk.vault, desk.shelf, desk.policies, summary.case_id, form.categories.data or []),
    )
    return _answer(desk, summary, outcome, gettext("Categories saved."))


def _answer(desk: Desk, summary: CaseSummary, outcome: Written | Refused, sentence: str) -> Response:
    if isinstance(outcome, Refused):
        flash(outcome.reason, "bad")
        return redirect(url_for("cases.show", reference=desk.shelf.reference(summary.case_id)))
    return saved(desk, summary, sentence, "cases.show")
