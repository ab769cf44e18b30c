"""The declaration before a case is read, the page "Who has access", and everything that it offers.

GET POST /cases/<reference>/declaration
GET      /cases/<reference>/access
POST     /cases/<reference>/access/{grant,approve,leave,remove,clear,adopt,take-over,dismiss}
GET POST /leavers
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from investigator_console.access.answering import send_orders
from investigator_console.access.declaring import clear_conflict, declare_conflict
from investigator_console.access.forms import DeclarationForm, GrantForm, LeaveForm, MemberForm, NamedForm
from investigator_console.access.gate import is_over
from investigator_console.access.granting import adopt_entries, approve_grant, order_grant
from investigator_console.access.leavers import list_leavers, order_leaver
from investigator_console.access.leaving import REASONS, leave_case, take_off
from investigator_console.access.orders import done, orders, place
from investigator_console.access.view import view_access
from investigator_console.cases.answering import first_error
from investigator_console.cases.pages import case_head
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case, find_listed
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused, Written
from investigator_console.console import Desk, console
from investigator_console.language import gettext
from investigator_console.notes.service import assign_case

blueprint = Blueprint("access", __name__, template_folder="templates")

Outcome = Written | Refused | None


@blueprint.get("/cases/<reference>/declaration")
def declaration(reference: str) -> Response:
    """The question before a case is read, or why it can't be read now."""
    return _gate_page(*find_listed(reference))


@blueprint.post("/cases/<reference>/declaration")
def declare(reference: str) -> Response:
    """Sign the answer; "no conflict" leads to the case."""
    desk, summary = find_listed(reference)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _gate_page(desk, summary, failure=first_error(form), note=form.note.data or "", status=400)
    answer = form.answer.data or ""
    note = (form.note.data or "").strip()
    outcome = declare_conflict(desk.vault, desk.shelf, desk.policies, summary.case_id, answer, note)
    if isinstance(outcome, Refused):
        return _gate_page(desk, summary, failure=outcome.reason, note=note, status=400)
    wanted = desk.policies.conflicts.answer(answer)
    if wanted is None or wanted.reading == "opens":
        return redirect(url_for("cases.show", reference=reference))
    if wanted.reading == "waits":
        desk.sync.start()
        return redirect(url_for("access.declaration", reference=reference))
    send_orders(desk, gettext("You stepped back from case %(case)s.", case=desk.shelf.label_of(summary)))
    return redirect(url_for("inbox.show"))


@blueprint.get("/cases/<reference>/access")
def show(reference: str) -> Response:
    """Who can read this case, who could before, and what may be done about it."""
    return _page(*find_case(reference))


@blueprint.post("/cases/<reference>/access/grant")
def grant(reference: str) -> Response:
    """Let somebody in; "hand over" also makes them the one who works on it, and steps back where asked."""
    desk, summary = find_case(reference)
    form = GrantForm()
    lanes = [int(lane) for lane in form.lanes.data or () if lane.isdecimal()]
    if not form.validate_on_submit():
        return _page(desk, summary, failure=first_error(form), status=400)
    outcome = order_grant(
        desk.vault,
        desk.policies,
        summary.case_id,
        form.to.data or "",
        lanes,
        thread_only=form.part.data == "thread",
        history=form.history.data or "all",
        until=form.until.data or "",
    )
    if outcome is not None:
        return _page(desk, summary, failure=outcome.reason, status=400)
    if form.then.data == "leave":
        with desk.vault.store.transaction():
            place(desk.vault, summary.case_id, {"do": "leave", "reason": "other"})
    send_orders(desk, gettext("Access granted."), summary.case_id)
    if form.then.data == "leave" and desk.shelf.find(reference) is None:
        return redirect(url_for("inbox.show"))
    return redirect(url_for("access.show", reference=reference))


@blueprint.post("/cases/<reference>/access/approve")
def approve(reference: str) -> Response:
    """Sign for somebody whom the reporter excluded."""
    return _act_on_member(
        reference,
        gettext("Signed. Somebody else can now grant it."),
        lambda desk, case_id, form: approve_grant(
            desk.vault, desk.shelf, desk.policies, case_id, form.member.data or ""
        ),
    )


@blueprint.post("/cases/<reference>/access/clear")
def clear(reference: str) -> Response:
    """Decide that a possible conflict is none."""
    return _act_on_member(
        reference,
        gettext("Decided. This person may read the case."),
        lambda desk, case_id, form: clear_conflict(
            desk.vault, desk.shelf, desk.policies, case_id, form.member.data or ""
        ),
    )


@blueprint.post("/cases/<reference>/access/remove")
def remove(reference: str) -> Response:
    """Take somebody off; the keys are changed in the same go."""
    return _act_on_member(
        reference,
        gettext("Taken off, and the keys changed."),
        lambda desk, case_id, form: take_off(
            desk.vault, desk.shelf, desk.policies, case_id, form.member.data or "", _reason(form.reason.data)
        ),
    )


@blueprint.post("/cases/<reference>/access/take-over")
def take_over(reference: str) -> Response:
    """Become the one who works on it."""
    desk, summary = find_case(reference)
    me = desk.vault.profile.member_id.hex()
    outcome = (
        assign_case(desk.vault, desk.shelf, desk.policies, summary.case_id, me)
        if LeaveForm().validate_on_submit()
        else Refused(gettext("This form was not accepted"))
    )
    return _answer(desk, summary, reference, outcome, gettext("The case is yours now."))


@blueprint.post("/cases/<reference>/access/adopt")
def adopt(reference: str) -> Response:
    """Answer for an entry of somebody who is out."""
    desk, summary = find_case(reference)
    form = NamedForm()
    outcome = (
        adopt_entries(desk.vault, desk.shelf, desk.policies, summary.case_id, [form.name.data or ""])
        if form.validate_on_submit()
        else Refused(gettext("There is nothing that you could answer for here."))
    )
    return _answer(desk, summary, reference, outcome, gettext("It counts again; you answer for it."))


@blueprint.post("/cases/<reference>/access/leave")
def leave(reference: str) -> Response:
    """Step back; where fewer than two would remain, others are let in first."""
    desk, summary = find_case(reference)
    form = LeaveForm()
    outcome: Outcome = Refused(gettext("This form was not accepted"))
    if form.validate_on_submit():
        reason = _reason(form.reason.data)
        outcome = leave_case(desk.vault, desk.shelf, desk.policies, summary.case_id, reason)
    if isinstance(outcome, Refused):
        return _page(desk, summary, failure=outcome.reason, status=400)
    send_orders(desk, gettext("You stepped back from case %(case)s.", case=desk.shelf.label_of(summary)))
    return redirect(url_for("inbox.show"))


@blueprint.post("/cases/<reference>/access/dismiss")
def dismiss(reference: str) -> Response:
    """Drop an order that waits or could not be done."""
    desk, summary = find_case(reference)
    form = NamedForm()
    if form.validate_on_submit():
        with desk.vault.store.transaction():
            for order in orders(desk.vault, summary.case_id):
                if order.key.hex() == form.name.data:
                    done(desk.vault, order)
    return redirect(url_for("access.show", reference=reference))


@blueprint.get("/leavers")
def leavers() -> Response:
    """Who else holds cases that this member holds, and how many: to take a leaver off all of them."""
    desk = console().desk
    page = render_template(
        "access/leavers.html", place="keys", leavers=list_leavers(desk.vault, desk.shelf, desk.policies)
    )
    return make_response(page)


@blueprint.post("/leavers")
def take_leaver_off() -> Response:
    """Take somebody off every case that both hold."""
    desk = console().desk
    form = MemberForm()
    if form.validate_on_submit():
        outcome = order_leaver(desk.vault, desk.policies, form.member.data or "")
        if outcome is None:
            send_orders(desk, gettext("Taken off all cases, and the keys changed."), b"")
        else:
            flash(outcome.reason, "bad")
    return redirect(url_for("access.leavers"))


def _act_on_member(reference: str, said: str, act: Callable[[Desk, bytes, MemberForm], Outcome]) -> Response:
    desk, summary = find_case(reference)
    form = MemberForm()
    outcome: Outcome = Refused(gettext("Choose somebody."))
    if form.validate_on_submit():
        outcome = act(desk, summary.case_id, form)
    return _answer(desk, summary, reference, outcome, said)


def _answer(desk: Desk, summary: CaseSummary, reference: str, outcome: Outcome, said: str) -> Response:
    if isinstance(outcome, Refused):
        return _page(desk, summary, failure=outcome.reason, status=400)
    send_orders(desk, said, summary.case_id)
    return redirect(url_for("access.show", reference=reference))


def _page(desk: Desk, summary: CaseSummary, *, failure: str = "", status: int = 200) -> Response:
    record = load_case(desk.vault, desk.policies, summary.case_id)
    today = datetime.now(UTC).date()
    page = render_template(
        "access/access.html",
        place="case",
        tab="access",
        case=case_head(desk, record, today),
        access=view_access(desk.vault, desk.shelf, record, today),
        failure=failure,
        reasons=_reasons(),
    )
    return make_response(page, status)


def _gate_page(
    desk: Desk, summary: CaseSummary, *, failure: str = "", note: str = "", status: int = 200
) -> Response:
    over = is_over(summary.until, datetime.now(UTC).date())
    page = render_template(
        "access/declaration.html",
        place="case",
        reference=desk.shelf.reference(summary.case_id),
        label=desk.shelf.label_of(summary),
        gate="over" if over else summary.gate,
        until=summary.until,
        policy=desk.policies.conflicts,
        failure=failure,
        note=note,
    )
    return make_response(page, status)


def _reason(value: str | None) -> str:
    return value if value in REASONS else "other"


def _reasons() -> list[tuple[str, str]]:
    return [
        ("conflict", gettext("Conflict of interest")),
        ("left", gettext("Leaves the team")),
        ("finished", gettext("Their part of the work is finished")),
        ("other", gettext("Another reason")),
    ]
