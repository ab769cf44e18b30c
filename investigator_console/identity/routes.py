"""GET POST /cases/<reference>/identity · POST /cases/<reference>/identity/open · GET POST /identity."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from investigator_console.access.answering import send_orders
from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk, console
from investigator_console.identity.forms import AskForm, OpenForm, ShareForm
from investigator_console.identity.service import (
    ask_for_identity,
    decline_share,
    give_share,
    list_asked,
    open_identity,
    view_identity,
)
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text

blueprint = Blueprint("identity", __name__, template_folder="templates")


@blueprint.get("/cases/<reference>/identity")
def show(reference: str) -> Response:
    """Who asked, who handed over a share, and, once opened, what the reporter said."""
    return _page(*find_case(reference))


@blueprint.post("/cases/<reference>/identity")
def ask(reference: str) -> Response:
    """Ask both sides, with a reason that they read."""
    desk, summary = find_case(reference)
    form = AskForm()
    reason = typed_text(form.reason.data)
    if not form.validate_on_submit():
        return _page(desk, summary, failure=gettext("This form was not accepted"), reason=reason, status=400)
    outcome = ask_for_identity(desk.vault, desk.policies, summary.case_id, reason)
    if outcome is not None:
        return _page(desk, summary, failure=outcome.reason, reason=reason, status=400)
    send_orders(desk, gettext("Both sides were asked."), summary.case_id)
    return redirect(url_for("identity.show", reference=reference))


@blueprint.post("/cases/<reference>/identity/open")
def open_it(reference: str) -> Response:
    """Open it; that it was opened is signed first."""
    desk, summary = find_case(reference)
    if not OpenForm().validate_on_submit():
        return _page(desk, summary, failure=gettext("This form was not accepted"), status=400)
    outcome = open_identity(desk.vault, desk.shelf, desk.policies, summary.case_id)
    if isinstance(outcome, Refused):
        return _page(desk, summary, failure=outcome.reason, status=400)
    desk.sync.start()
    return redirect(url_for("identity.show", reference=reference))


@blueprint.get("/identity")
def asked() -> Response:
    """Requests that wait for this member's share."""
    desk = console().desk
    page = render_template(
        "identity/asked.html", place="identity", asked=list_asked(desk.vault, desk.shelf, desk.policies)
    )
    return make_response(page)


@blueprint.post("/identity")
def answer() -> Response:
    """Hand the share over, or say no."""
    desk, form = console().desk, ShareForm()
    summary = desk.shelf.find_known(form.case.data or "")
    if not form.validate_on_submit() or summary is None or not summary.asked:
        abort(404)
    if form.answer.data == "yes":
        outcome = give_share(desk.vault, desk.policies, summary.case_id, form.request.data or "")
        said = gettext("Your share was handed over.")
    else:
        declined = decline_share(desk.vault, desk.shelf, desk.policies, summary.case_id)
        outcome = declined if isinstance(declined, Refused) else None
        said = gettext("You said no.")
    if outcome is not None:
        flash(outcome.reason, "bad")
    else:
        send_orders(desk, said, summary.case_id)
    return redirect(url_for("identity.asked"))


def _page(
    desk: Desk, summary: CaseSummary, *, failure: str = "", reason: str = "", status: int = 200
) -> Response:
    record = load_case(desk.vault, desk.policies, summary.case_id)
    page = render_template(
        "identity/identity.html",
        place="case",
        reference=desk.shelf.reference(summary.case_id),
        tab="access",
        case=case_head(desk, record, datetime.now(UTC).date()),
        identity=view_identity(desk.vault, record),
        failure=failure,
        reason=reason,
    )
    return make_response(page, status)
