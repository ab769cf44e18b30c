"""GET, POST /cases/<reference>/evidence."""

from datetime import UTC, datetime

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from investigator_console.cases.answering import first_error
from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.wording import field_in_words
from investigator_console.cases.writing import Refused
from investigator_console.evidence.forms import HandOutForm
from investigator_console.evidence.masking import passages_of
from investigator_console.evidence.service import Choice, hand_out, offered

blueprint = Blueprint("evidence", __name__, template_folder="templates")


@blueprint.get("/cases/<reference>/evidence")
def show(reference: str) -> Response:
    """Choose what is handed out."""
    return _page(reference, HandOutForm(formdata=None))


@blueprint.post("/cases/<reference>/evidence")
def make(reference: str) -> Response:
    """Make the archive, note it in the case, give it out."""
    desk, summary = find_case(reference)
    form = HandOutForm()
    if not form.validate_on_submit():
        return _page(reference, form, first_error(form), 400)
    choice = Choice(
        form="disclosure" if form.form.data == "disclosure" else "bundle",
        whole=frozenset(form.items.data or ()),
        masked=frozenset(form.masked.data or ()),
        passages=passages_of(form.passages.data or ""),
        reason=(form.reason.data or "").strip(),
    )
    today = datetime.now(UTC).date()
    outcome = hand_out(desk.vault, desk.shelf, desk.policies, summary.case_id, choice, today)
    if isinstance(outcome, Refused):
        return _page(reference, form, outcome.reason, 400)
    desk.sync.start()
    answer = make_response(outcome.data)
    answer.content_type = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{outcome.name}"'
    return answer


def _page(reference: str, form: HandOutForm, failure: str = "", status: int = 200) -> Response:
    desk, summary = find_case(reference)
    record = load_case(desk.vault, desk.policies, summary.case_id)
    items = offered(record, desk.vault.profile.role)
    page = render_template(
        "evidence/evidence.html",
        place="case",
        tab="evidence",
        case=case_head(desk, record, datetime.now(UTC).date()),
        items=items,
        field_in_words=field_in_words,
        form=form,
        failure=failure,
    )
    return make_response(page, status)
