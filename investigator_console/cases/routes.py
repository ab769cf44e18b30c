"""GET /cases/<reference> · POST /cases/<reference>/status."""

from datetime import UTC, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from investigator_console.access.gate import is_over
from investigator_console.cases.answering import act_on, send
from investigator_console.cases.forms import StatusForm
from investigator_console.cases.openings import note_opening
from investigator_console.cases.pages import case_head
from investigator_console.cases.service import open_case, view_case
from investigator_console.cases.status import set_case_status
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk, console
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text
from investigator_console.notes.view import view_work
from investigator_console.referrals.glance import glance
from investigator_console.referrals.providers import list_entries
from investigator_console.safeguards.service import view_panel

blueprint = Blueprint("cases", __name__, template_folder="templates")


@blueprint.get("/cases/<reference>")
def show(reference: str) -> Response:
    """One case. Looking at it is noted in the sealed log of openings, and marks what it shows as read."""
    desk, summary = find_case(reference)
    return case_page(desk, summary)


@blueprint.post("/cases/<reference>/status")
def set_status(reference: str) -> Response:
    """Say a new status in every conversation of this member's."""
    desk, summary = find_case(reference)
    form = StatusForm()

    def say() -> Written | Refused:
        note = typed_text(form.note.data).strip()
        return set_case_status(desk.vault, desk.shelf, desk.policies, summary.case_id, form.status.data, note)

    outcome = act_on(form, say)
    if isinstance(outcome, Refused):
        return case_page(desk, summary, status_failure=outcome.reason, status_form=form, status=400)
    send(
        desk,
        gettext("Status saved."),
        kept=gettext("The portal doesn't answer. The status is kept here, sealed, and sent when it is back."),
    )
    return redirect(url_for("cases.show", reference=reference))


def find_case(reference: str) -> tuple[Desk, CaseSummary]:
    """The case behind an address, for whoever may read it now: every page and every act on a case begins here.

    Whoever has not yet declared whether they stand in conflict, waits for a decision, or whose time is over is led
    to the page that says so.
    """
    desk, summary = find_listed(reference)
    if summary.gate or is_over(summary.until, datetime.now(UTC).date()):
        abort(redirect(url_for("access.declaration", reference=reference)))
    return desk, summary


def find_listed(reference: str) -> tuple[Desk, CaseSummary]:
    """The listed case behind an address; anything else is answered like a page that doesn't exist."""
    desk = console().desk
    summary = desk.shelf.find(reference)
    if summary is None:
        abort(404)
    return desk, summary


def case_page(
    desk: Desk,
    summary: CaseSummary,
    *,
    reply_failure: str = "",
    note_failure: str = "",
    note_text: str = "",
    status_failure: str = "",
    status_form: StatusForm | None = None,
    status: int = 200,
) -> Response:
    """The case's page, also with a reply, a note or a status that was refused, and what was typed for it."""
    record = open_case(desk.vault, desk.policies, summary.case_id)
    today = datetime.now(UTC).date()
    template_id = request.args.get("template", "") if request.method == "GET" else ""
    view = view_case(desk.vault, desk.shelf, record, today, template_id)
    work = view_work(desk.vault, record, summary, today, note_text=note_text, note_failure=note_failure)
    note_opening(desk.vault, desk.shelf, summary.case_id, record)
    now = datetime.now(UTC)
    panel = view_panel(desk.vault, record, now)
    page = render_template(
        "cases/case.html",
        place="case",
        tab="conversation",
        case=case_head(desk, record, today),
        shown=view,
        work=work,
        reply_failure=reply_failure,
        status_failure=status_failure,
        status_form=status_form,
        care=glance(desk.vault, record, now),
        safeguards=panel,
        safeguard_entries=list_entries(desk.vault, desk.policies, today) if panel else [],
    )
    return make_response(page, status)
