"""POST /cases/<reference>/reply · …/draft · …/question · …/no-news."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from investigator_console.cases.answering import act_on, first_error, saved, try_to_send
from investigator_console.cases.pages import desktop_of
from investigator_console.cases.routes import case_page, find_case
from investigator_console.cases.writing import Refused
from investigator_console.language import gettext
from investigator_console.messages.drafts import keep_draft as store_draft
from investigator_console.messages.forms import DraftForm, ReplyForm
from investigator_console.messages.service import ask_question, send_message, send_no_news
from investigator_console.messages.typed import typed_text

blueprint = Blueprint("messages", __name__)


@blueprint.post("/cases/<reference>/reply")
def send(reference: str) -> Response:
    """Seal and queue an answer; push it at once where the portal is there."""
    desk, summary = find_case(reference)
    form = ReplyForm()
    text = typed_text(form.text.data)
    outcome = act_on(
        form,
        lambda: send_message(desk.vault, desk.shelf, desk.policies, summary.case_id, text, form.lane.data),
    )
    if isinstance(outcome, Refused):
        store_draft(desk.vault, desk.shelf, summary.case_id, text)
        return case_page(desk, summary, reply_failure=outcome.reason, status=400)
    if not try_to_send(desk):
        flash(
            gettext("The portal doesn't answer. Your answer is kept here, sealed, and sent when it is back."),
            "warn",
        )
    return redirect(url_for("cases.show", reference=reference))


@blueprint.post("/cases/<reference>/question")
def ask(reference: str) -> Response:
    """Ask the reporter something that stays open until she answers or says no."""
    desk, summary = find_case(reference)
    form = ReplyForm()
    text = typed_text(form.text.data)
    outcome = act_on(form, lambda: ask_question(desktop_of(desk, summary), text, form.lane.data))
    if isinstance(outcome, Refused):
        store_draft(desk.vault, desk.shelf, summary.case_id, text)
        return case_page(desk, summary, reply_failure=outcome.reason, status=400)
    return saved(desk, summary, gettext("Question sent."), "cases.show")


@blueprint.post("/cases/<reference>/no-news")
def no_news(reference: str) -> Response:
    """Send the monthly word: we are still working on it."""
    desk, summary = find_case(reference)
    outcome = send_no_news(desktop_of(desk, summary))
    if isinstance(outcome, Refused):
        flash(outcome.reason, "bad")
        return redirect(url_for("cases.show", reference=reference))
    return saved(desk, summary, gettext("The reporter knows that we are still working on it."), "cases.show")


@blueprint.post("/cases/<reference>/draft")
def keep_draft(reference: str) -> Response:
    """Seal what stands in the answer's field."""
    desk, summary = find_case(reference)
    form = DraftForm()
    if not form.validate_on_submit():
        return case_page(desk, summary, reply_failure=first_error(form), status=400)
    store_draft(desk.vault, desk.shelf, summary.case_id, typed_text(form.text.data))
    if request.accept_mimetypes.best == "application/json":
        return Response(status=204)
    return redirect(url_for("cases.show", reference=reference))
