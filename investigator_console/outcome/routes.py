"""GET /cases/<reference>/decision · POST …/outcome, /outcome-draft, /approve, /send-back, /close, /review."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import Field

from investigator_console.cases.answering import act_on, saved
from investigator_console.cases.openings import note_opening
from investigator_console.cases.pages import case_head, desktop_of
from investigator_console.cases.routes import find_case
from investigator_console.cases.service import open_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk
from investigator_console.language import gettext
from investigator_console.messages.templates import message_templates
from investigator_console.messages.typed import typed_text
from investigator_console.outcome.drafts import keep_report_draft, read_report_draft
from investigator_console.outcome.forms import ClosingForm, OutcomeForm, ProposalForm, ReviewForm
from investigator_console.outcome.service import (
    Proposed,
    approve_outcome,
    close_case,
    decide_review,
    propose_outcome,
    send_back_outcome,
)
from investigator_console.outcome.view import part_titles, view_decision
from policies.acts.outcome import REPORT_FIELDS

blueprint = Blueprint("outcome", __name__, template_folder="templates")


@blueprint.get("/cases/<reference>/decision")
def show(reference: str) -> Response:
    """How the case ends. Looking at it is noted in the sealed log of openings, like the case itself."""
    desk, summary = find_case(reference)
    return _page(desk, summary)


@blueprint.post("/cases/<reference>/outcome")
def propose(reference: str) -> Response:
    """Propose an outcome with its closure report. What was refused stays on the page, sealed as a draft."""
    desk, summary = find_case(reference)
    form = OutcomeForm()
    outcome = act_on(
        form,
        lambda: propose_outcome(desktop_of(desk, summary), _proposed(form), tell=bool(form.tell.data)),
    )
    if isinstance(outcome, Refused):
        keep_report_draft(desk.vault, summary.case_id, _typed(form))
    return _answer(desk, summary, outcome, gettext("Outcome proposed."), "propose")


@blueprint.post("/cases/<reference>/outcome-draft")
def keep_draft(reference: str) -> Response:
    """Seal what stands in the closure report."""
    desk, summary = find_case(reference)
    keep_report_draft(desk.vault, summary.case_id, _typed(OutcomeForm()))
    return redirect(url_for("outcome.show", reference=reference, _anchor="propose"))


@blueprint.post("/cases/<reference>/approve")
def approve(reference: str) -> Response:
    """Approve the proposal that was on the screen."""
    desk, summary = find_case(reference)
    form = ProposalForm()
    outcome = act_on(form, lambda: approve_outcome(desktop_of(desk, summary), form.proposal.data or ""))
    return _answer(desk, summary, outcome, gettext("Outcome approved."), "current")


@blueprint.post("/cases/<reference>/send-back")
def send_back(reference: str) -> Response:
    """Ask for more work on a proposal."""
    desk, summary = find_case(reference)
    form = ProposalForm()
    text = _text(form.text)
    outcome = act_on(
        form, lambda: send_back_outcome(desktop_of(desk, summary), form.proposal.data or "", text)
    )
    return _answer(desk, summary, outcome, gettext("Sent back."), "current", text)


@blueprint.post("/cases/<reference>/close")
def close(reference: str) -> Response:
    """Tell the reporter the approved outcome, and close."""
    desk, summary = find_case(reference)
    form = ClosingForm()
    text = _text(form.text)
    outcome = act_on(form, lambda: close_case(desktop_of(desk, summary), text))
    return _answer(
        desk, summary, outcome, gettext("Closed. The reporter reads the outcome now."), "close", text
    )


@blueprint.post("/cases/<reference>/review")
def review(reference: str) -> Response:
    """Decide a review that the reporter asked for."""
    desk, summary = find_case(reference)
    form = ReviewForm()
    text = _text(form.text)
    outcome = act_on(
        form,
        lambda: decide_review(
            desktop_of(desk, summary), form.request_id.data or "", form.result.data or "", text
        ),
    )
    return _answer(desk, summary, outcome, gettext("Review decided."), "review", text)


def _answer(
    desk: Desk, summary: CaseSummary, outcome: Written | Refused, done: str, place: str, text: str = ""
) -> Response:
    if isinstance(outcome, Refused):
        return _page(desk, summary, failure=outcome.reason, place=place, text=text, status=400)
    return saved(desk, summary, done, "outcome.show")


def _page(
    desk: Desk,
    summary: CaseSummary,
    *,
    failure: str = "",
    place: str = "",
    text: str = "",
    status: int = 200,
) -> Response:
    record = open_case(desk.vault, desk.policies, summary.case_id)
    note_opening(desk.vault, desk.shelf, summary.case_id, record, read=False)
    page = render_template(
        "outcome/decision.html",
        place="inbox",
        tab="decision",
        case=case_head(desk, record, datetime.now(UTC).date()),
        decision=view_decision(desk.vault, record),
        parts=part_titles(),
        draft=read_report_draft(desk.vault, summary.case_id),
        closings=message_templates(record, "closing"),
        answers=message_templates(record, "review"),
        failure=failure,
        failed_at=place,
        text=text,
    )
    return make_response(page, status)


def _proposed(form: OutcomeForm) -> Proposed:
    report: dict[str, Any] = {name: _text(form[name]) for name in REPORT_FIELDS}
    report |= {"standard": form.standard.data, "assistance_offered": bool(form.assistance_offered.data)}
    return Proposed(form.outcome.data or "", form.actions.data or [], report)


def _typed(form: OutcomeForm) -> dict[str, Any]:
    fields = {name: _text(form[name]) for name in ("outcome", "standard", *REPORT_FIELDS)}
    return {
        **fields,
        "actions": form.actions.data or [],
        "assistance_offered": bool(form.assistance_offered.data),
    }


def _text(field: Field) -> str:
    return typed_text(field.data).strip()
