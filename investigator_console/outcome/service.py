"""Signing the end of a case. The fold decides what counts; this refuses early what it would not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crypto.constants import THREAD_OFFSET
from investigator_console.cases.acting import Desktop, Step, acting_lanes, all_or_nothing, in_lane, sign_acts
from investigator_console.cases.record import CaseRecord, case_status
from investigator_console.cases.status import set_case_status
from investigator_console.cases.writing import Refused, Written
from investigator_console.language import gettext
from investigator_console.outcome.drafts import drop_report_draft
from policies.acts.outcome import REPORT_FIELDS
from policies.decision import Proposal, Review

DECIDING = "decision_pending"
CLOSED = "closed"


@dataclass(frozen=True)
class Proposed:
    """What somebody proposes. `report`: the closure report's texts by field, its standard and one yes or no."""

    code: str
    actions: Sequence[str]
    report: Mapping[str, Any]


def propose_outcome(desktop: Desktop, proposed: Proposed, *, tell: bool) -> Written | Refused:
    """Propose how the case ends. `tell`: the reporter reads that a decision is being made."""
    fault = _unfit(desktop, proposed)
    if fault:
        return Refused(fault)
    body = {"outcome": proposed.code, "actions": list(proposed.actions), "report": dict(proposed.report)}
    with desktop.vault.store.transaction():
        written = sign_acts(desktop, in_lane(desktop.role, "outcome", body))
        if isinstance(written, Refused):
            return written
        if tell:
            set_case_status(desktop.vault, desktop.shelf, desktop.policies, desktop.case_id, DECIDING, "")
        drop_report_draft(desktop.vault, desktop.case_id)
    return written


def _unfit(desktop: Desktop, proposed: Proposed) -> str:
    outcomes, report = desktop.policies.outcomes, proposed.report
    outcome = outcomes.outcome(proposed.code)
    if outcome is None:
        return gettext("Choose how it ends.")
    if not set(proposed.actions) <= {action.code for action in outcomes.actions}:
        return gettext("Choose the actions from the list.")
    if report.get("standard") not in {standard.code for standard in outcomes.standards}:
        return gettext("Choose the standard of proof.")
    if outcome.without_inquiry:
        return "" if str(report["findings"]).strip() else gettext("Write why nothing is looked into.")
    wanted = {
        "allegations": gettext("Write what was to be found out."),
        "steps": gettext("Write what was done."),
        "findings": gettext("Write what was found."),
        "lessons": gettext("Write what the organisation should learn, also where nothing was proven."),
    }
    return next((sentence for name, sentence in wanted.items() if not str(report[name]).strip()), "")


def why_not_approve(record: CaseRecord, role: str, me: str) -> str:
    """Why this member may not approve the current proposal; "" where they may. `me`: id in hex."""
    current = None if record.case is None else record.case.decision.current
    if current is None or current.state != "proposed":
        return gettext("There is nothing to approve.")
    if not acting_lanes(record, role, "approve"):
        return gettext("Your role doesn't approve outcomes. The head of investigations or oversight does.")
    if current.author == me:
        return gettext("You proposed it: somebody else must approve it.")
    if record.case is not None and me in record.case.decision.investigators:
        return gettext("You worked on this case: somebody else must approve its outcome.")
    if me in current.approvals:
        return gettext("You have approved it. One more person must.")
    return ""


def approve_outcome(desktop: Desktop, proposal_id: str) -> Written | Refused:
    """Approve the proposal that was on the screen, and no other."""

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        current = _current(record, proposal_id)
        if isinstance(current, Refused):
            return current
        reason = why_not_approve(record, desktop.role, desktop.me)
        if reason:
            return Refused(reason)
        return [Step(current.lane, {"type": "approve", "outcome": proposal_id})]

    return sign_acts(desktop, plan)


def send_back_outcome(desktop: Desktop, proposal_id: str, reason: str) -> Written | Refused:
    """Ask for more work; the reason is for colleagues."""
    if not reason.strip():
        return Refused(gettext("Write what is missing, so that the next proposal can have it."))

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        current = _current(record, proposal_id)
        if isinstance(current, Refused):
            return current
        if current.lane not in acting_lanes(record, desktop.role, "send-back"):
            return Refused(gettext("Your role doesn't do this here."))
        return [Step(current.lane, {"type": "send-back", "outcome": proposal_id, "reason": reason})]

    return sign_acts(desktop, plan)


def _current(record: CaseRecord, proposal_id: str) -> Proposal | Refused:
    current = None if record.case is None else record.case.decision.current
    if current is None or current.event_id != proposal_id:
        return Refused(gettext("Another proposal came in meanwhile. Read it first."))
    return current


def close_case(desktop: Desktop, note: str) -> Written | Refused:
    """Tell the reporter the approved outcome, and close."""
    return set_case_status(desktop.vault, desktop.shelf, desktop.policies, desktop.case_id, CLOSED, note)


def end_without_inquiry(desktop: Desktop, code: str, reason: str, note: str) -> Written | Refused:
    """Propose and close in one step, where the policy lets one person do so. Never for an urgent case."""
    outcomes = desktop.policies.outcomes
    outcome = outcomes.outcome(code)
    if outcome is None or not outcome.without_inquiry:
        return Refused(gettext("Choose why it is closed."))
    if not reason.strip():
        return Refused(gettext("Write why, for colleagues."))

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        tier = "T1" if record.case is None else record.case.tier
        if outcomes.approvals_needed(code, tier):
            return Refused(
                gettext("It is urgent: propose an outcome on its own page, and somebody else approves it.")
            )
        if case_status(record).stage == CLOSED:
            return Refused(gettext("it is closed already."))
        report = dict.fromkeys(REPORT_FIELDS, "") | {
            "findings": reason,
            "standard": "none",
            "assistance_offered": False,
        }
        body = {"outcome": code, "actions": ["none"], "report": report}
        return in_lane(desktop.role, "outcome", body)(record)

    def both() -> Written | Refused:
        written = sign_acts(desktop, plan)
        return written if isinstance(written, Refused) else close_case(desktop, note)

    return all_or_nothing(desktop, both)


def why_not_review(record: CaseRecord, role: str, me: str, review: Review) -> str:
    """Why this member may not decide a review; "" where they may. `me`: id in hex."""
    if review.state != "requested":
        return gettext("This review is decided.")
    if not record.policies.roles.may(role, "review", review.lane):
        return gettext("Your role doesn't decide reviews. Oversight does: give them access to the case.")
    if me in review.reviewers_out:
        return gettext("You worked on this case or closed it: somebody else must decide the review.")
    return ""


def decide_review(desktop: Desktop, request_id: str, result: str, text: str) -> Written | Refused:
    """Answer a reporter who asked for a review. Where it opens the case again, the status says so too."""
    if result not in {"upheld", "reopened"}:
        return Refused(gettext("Choose what your review says."))

    def plan(record: CaseRecord) -> Sequence[Step] | Refused:
        reviews = () if record.case is None else record.case.decision.reviews
        review = next((one for one in reviews if one.event_id == request_id), None)
        if review is None:
            return Refused(gettext("This request isn't here any more."))
        reason = why_not_review(record, desktop.role, desktop.me, review)
        if reason:
            return Refused(reason)
        body = {
            "type": "review",
            "request": request_id,
            "result": result,
            "text": text,
            "role": desktop.role,
        }
        return [Step(THREAD_OFFSET + review.lane, body)]

    with desktop.vault.store.transaction():
        written = sign_acts(desktop, plan)
        if isinstance(written, Written) and result == "reopened":
            set_case_status(desktop.vault, desktop.shelf, desktop.policies, desktop.case_id, "reopened", "")
    return written
