"""POST /cases/<reference>/reply · POST /cases/<reference>/draft."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.routes import case_page, find_case
from investigator_console.cases.writing import Refused
from investigator_console.language import gettext
from investigator_console.messages.drafts import keep_draft as store_draft
from investigator_console.messages.forms import DraftForm, ReplyForm
from investigator_console.messages.service import send_message

blueprint = Blueprint("messages", __name__)

# How long a press on "send" waits for the portal before it says "not sent yet".
SEND_WAIT_SECONDS = 6.0


@blueprint.post("/cases/<reference>/reply")
def send(reference: str) -> Response:
    """Seal and queue an answer; push it at once where the portal is there."""
    desk, summary = find_case(reference)
    form = ReplyForm()
    text = _text(form.text.data)
    if not form.validate_on_submit():
        store_draft(desk.vault, desk.shelf, summary.case_id, text)
        return case_page(desk, summary, reply_failure=_first_error(form), status=400)
    outcome = send_message(desk.vault, desk.shelf, desk.policies, summary.case_id, text, form.lane.data)
    if isinstance(outcome, Refused):
        store_draft(desk.vault, desk.shelf, summary.case_id, text)
        return case_page(desk, summary, reply_failure=outcome.reason, status=400)
    desk.sync.start()
    desk.sync.wait(SEND_WAIT_SECONDS)
    if desk.sync.state.away:
        flash(
            gettext("The portal doesn't answer. Your answer is kept here, sealed, and sent when it is back."),
            "warn",
        )
    return redirect(url_for("cases.show", reference=reference))


@blueprint.post("/cases/<reference>/draft")
def keep_draft(reference: str) -> Response:
    """Seal what stands in the answer's field."""
    desk, summary = find_case(reference)
    form = DraftForm()
    if not form.validate_on_submit():
        return case_page(desk, summary, reply_failure=_first_error(form), status=400)
    store_draft(desk.vault, desk.shelf, summary.case_id, _text(form.text.data))
    if request.accept_mimetypes.best == "application/json":
        return Response(status=204)
    return redirect(url_for("cases.show", reference=reference))


def _text(value: str | None) -> str:
    # Browsers send line ends as CR LF; one form for everybody, so that lengths agree with the reporter's
    # page.
    return (value or request.form.get("text", "")).replace("\r\n", "\n")


def _first_error(form: ReplyForm | DraftForm) -> str:
    for messages in form.errors.values():
        if messages:
            return str(messages[0])
    return gettext("The text was not accepted.")
