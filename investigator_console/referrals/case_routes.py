"""GET /cases/<reference>/help and the acts on one case of help: POST /cases/<reference>/help/<act>."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from investigator_console.cases.answering import saved
from investigator_console.cases.openings import note_opening
from investigator_console.cases.record import load_case
from investigator_console.cases.routes import find_case
from investigator_console.cases.summary import CaseSummary
from investigator_console.cases.writing import Refused
from investigator_console.console import Desk
from investigator_console.language import gettext
from investigator_console.messages.typed import typed_text
from investigator_console.notes.service import add_note
from investigator_console.referrals import forms
from investigator_console.referrals.choices import page_choices
from investigator_console.referrals.providers import list_providers
from investigator_console.referrals.service import LANE, do_act
from investigator_console.referrals.view import sees_care, view_care
from policies.fold import Case

blueprint = Blueprint("care", __name__, template_folder="templates")


@dataclass(frozen=True)
class _Asked:
    """What an act's form is read with."""

    desk: Desk
    case: Case
    form: MultiDict[str, str]
    today: date


Reader = Callable[[_Asked], Mapping[str, Any] | Refused]


def _me(asked: _Asked) -> tuple[str, str]:
    profile = asked.desk.vault.profile
    return profile.member_id.hex(), profile.role


# Every act of the page: its name in the address, how its form is read, and which part of the page it belongs to.
ACTS: Mapping[str, tuple[Reader, str]] = {
    "episode": (lambda a: forms.episode_body(a.form, *_me(a), a.today, a.desk.policies), "episode"),
    "step": (lambda a: forms.sitting_body(a.form), "sitting"),
    "consent": (
        lambda a: forms.consent_body(a.form, a.desk.vault, a.case, a.today, a.desk.policies),
        "consents",
    ),
    "withdraw": (lambda a: {"type": "consent-withdraw", "consents": [a.form.get("row", "")]}, "consents"),
    "sign": (lambda a: {"type": "assistance-approve", "names": a.form.get("names", "")}, "consents"),
    "referral": (
        lambda a: forms.referral_body(a.form, a.desk.vault, a.case, a.today, a.desk.policies),
        "new",
    ),
    "tick": (lambda a: forms.step_body(a.form, a.desk.vault, a.case, a.today, a.desk.policies), "referrals"),
    "followup": (lambda a: forms.followup_body(a.form, a.today), "referrals"),
    "gap": (lambda a: forms.gap_body(a.form, a.today, a.desk.policies), "gaps"),
    "contact": (lambda a: forms.contact_body(a.form, a.today), "contacts"),
    "child-alert": (lambda a: {"type": "child-alert", "on": a.today.isoformat()}, "children"),
    "decision": (lambda a: forms.decision_body(a.form, a.today), "children"),
}


@blueprint.get("/cases/<reference>/help")
def show(reference: str) -> Response:
    """One case of help as a checklist. Looking at it is noted like any opening."""
    desk, summary = find_case(reference)
    return care_page(desk, summary)


@blueprint.post("/cases/<reference>/help/<act>")
def act(reference: str, act: str) -> Response:
    """Write one act. A refusal shows the page again with everything that was typed."""
    desk, summary = find_case(reference)
    reader = ACTS.get(act)
    case = load_case(desk.vault, desk.policies, summary.case_id).case
    if reader is None or case is None or not sees_care(desk.vault, desk.policies, case):
        abort(404)
    read, anchor = reader
    body = read(_Asked(desk, case, request.form, datetime.now(UTC).date()))
    if isinstance(body, Refused):
        return care_page(desk, summary, failure=body.reason, at=anchor, status=400)
    message = typed_text(request.form.get("message")) if act == "episode" else ""
    outcome = do_act(desk.vault, desk.shelf, desk.policies, summary.case_id, body, message=message)
    if isinstance(outcome, Refused):
        return care_page(desk, summary, failure=outcome.reason, at=anchor, status=400)
    return saved(desk, summary, gettext("Saved."), "care.show", anchor=request.form.get("back") or anchor)


@blueprint.post("/cases/<reference>/help/note")
def note(reference: str) -> Response:
    """Keep a note for colleagues. What looks like something that must never be recorded is named first."""
    desk, summary = find_case(reference)
    case = load_case(desk.vault, desk.policies, summary.case_id).case
    if case is None or not sees_care(desk.vault, desk.policies, case):
        abort(404)
    text = typed_text(request.form.get("text"))
    findings = desk.policies.never_record.check(text)
    # Only the very text that the warning was about may pass it: an edit is looked at anew.
    seen = typed_text(request.form.get("seen"))
    sure = request.form.get("sure") == "yes" and seen == text
    if findings and not sure:
        return care_page(desk, summary, findings=findings, at="notes", status=400)
    limit = desk.policies.limits.note_max_chars
    if len(text) > limit:
        why = gettext("A note has at most %(limit)s characters.", limit=limit)
        return care_page(desk, summary, failure=why, at="notes", status=400)
    outcome = add_note(desk.vault, desk.shelf, desk.policies, summary.case_id, text, LANE)
    if isinstance(outcome, Refused):
        return care_page(desk, summary, failure=outcome.reason, at="notes", status=400)
    return saved(desk, summary, gettext("Saved."), "care.show", anchor="notes")


def care_page(
    desk: Desk,
    summary: CaseSummary,
    *,
    failure: str = "",
    at: str = "",
    findings: tuple[object, ...] = (),
    status: int = 200,
) -> Response:
    """The page, also with a form that was refused: `at` names its part, what was typed comes out of the request."""
    record = load_case(desk.vault, desk.policies, summary.case_id)
    if record.case is None or not sees_care(desk.vault, desk.policies, record.case):
        return make_response(render_template("referrals/not_mine.html", place="help"), 404)
    now = datetime.now(UTC)
    view = view_care(desk.vault, desk.shelf, record, record.case, now)
    note_opening(desk.vault, desk.shelf, summary.case_id, record)
    typed = request.form if request.method == "POST" else MultiDict[str, str]()
    # What the next step asks for stands ready: the first need that nobody was asked for yet.
    served = {one.sector for one in record.case.referrals}
    wanted = next(iter((*sorted(view.needs_codes - served), *sorted(view.needs_codes))), "")
    sector = typed.get("sector") or request.args.get("sector", wanted)
    page = render_template(
        "referrals/case.html",
        place="help",
        care=view,
        choices=page_choices(desk.policies),
        child_hours=desk.policies.referral_sop.child_lead_hours,
        providers=list_providers(desk.vault, desk.policies, sector, now.date()),
        sector=sector,
        today=now.date().isoformat(),
        failure=failure,
        at=at,
        findings=findings,
        typed=typed,
    )
    return make_response(page, status)
