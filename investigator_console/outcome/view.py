"""What the page of a case's end shows, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from investigator_console.cases.acting import acting_lanes
from investigator_console.cases.record import CaseRecord, case_status
from investigator_console.cases.status import status_lanes
from investigator_console.cases.wording import member_in_words, moment
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.outcome.service import why_not_approve, why_not_review
from investigator_console.vault.opened import Vault
from policies.decision import Proposal, Review
from policies.taxonomy import Category


@dataclass(frozen=True)
class ReportPart:
    """One part of a closure report."""

    title: str
    text: str


@dataclass(frozen=True)
class ProposalView:
    """One proposal. `state`: as the fold names it; `standing`: the same in words."""

    id: str
    code: str
    label: str
    told: str
    by: str
    at: str
    state: str
    standing: str
    actions: Sequence[str]
    standard: str
    assistance: bool
    parts: Sequence[ReportPart]
    approvals: Sequence[str]
    sent_back: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReviewView:
    """One request for a review. `why_not`: why this member may not decide it, or ""."""

    id: str
    ground: str
    text: str
    state: str
    answer: str
    why_not: str


@dataclass(frozen=True)
class OutcomeChoice:
    """One ending to choose. `alone`: one person may say it for this case."""

    code: str
    label: str
    told: str
    alone: bool


@dataclass(frozen=True)
class DecisionPage:
    """The whole page. Lists of choices are empty where the role may not."""

    current: ProposalView | None
    earlier: Sequence[ProposalView]
    unsettled: Sequence[ProposalView]
    why_not_approve: str
    can_send_back: bool
    can_close: bool
    closed: bool
    outcomes: Sequence[OutcomeChoice]
    actions: Sequence[tuple[str, str]]
    standards: Sequence[tuple[str, str]]
    reviews: Sequence[ReviewView]


def view_decision(vault: Vault, record: CaseRecord) -> DecisionPage | None:
    """How the case ends; None where its report can't be shown."""
    case, policies, role = record.case, record.policies, vault.profile.role
    if case is None:
        return None
    decision, me = case.decision, vault.profile.member_id.hex()
    current = decision.current
    may_propose = bool(acting_lanes(record, role, "outcome"))
    closed = case_status(record).stage == "closed"
    views = {one.event_id: _proposal(vault, record, one) for one in decision.proposals}
    outcomes = policies.outcomes
    return DecisionPage(
        current=None if current is None else views[current.event_id],
        earlier=[
            views[one.event_id]
            for one in reversed(decision.proposals)
            if one.state == "superseded" and one is not current
        ],
        unsettled=[views[one.event_id] for one in decision.proposals if one.state == "unsettled"],
        why_not_approve=why_not_approve(record, role, me),
        can_send_back=bool(acting_lanes(record, role, "send-back")),
        can_close=decision.approved is not None and not closed and bool(status_lanes(record, role)),
        closed=closed,
        outcomes=[
            OutcomeChoice(
                one.code,
                gettext(one.label),
                gettext(one.text),
                not outcomes.approvals_needed(one.code, case.tier),
            )
            for one in outcomes.outcomes
            if not one.informal or all(_informal(policies.taxonomy.category(c)) for c in _codes(record))
        ]
        if may_propose
        else [],
        actions=[(one.code, gettext(one.label)) for one in outcomes.actions],
        standards=[(one.code, gettext(one.title)) for one in outcomes.standards],
        reviews=[_review(vault, record, one) for one in decision.reviews],
    )


def _codes(record: CaseRecord) -> set[str]:
    case = record.case
    return set() if case is None else {*case.report.categories, *case.category.value.split()}


def _informal(category: Category | None) -> bool:
    return category is None or category.informal_allowed


def _proposal(vault: Vault, record: CaseRecord, one: Proposal) -> ProposalView:
    policies = record.policies
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    outcome = policies.outcomes.outcome(one.code)
    actions = {action.code: gettext(action.label) for action in policies.outcomes.actions}
    standards = {standard.code: gettext(standard.title) for standard in policies.outcomes.standards}
    return ProposalView(
        id=one.event_id,
        code=one.code,
        label=one.code if outcome is None else gettext(outcome.label),
        told="" if outcome is None else gettext(outcome.text),
        by=member_in_words(policies, keyring, one.author, me),
        at=moment(one.sent_at) if one.sent_at else "",
        state=one.state,
        standing=_standing(one),
        actions=[actions.get(code, code) for code in one.actions],
        standard=standards.get(str(one.report.get("standard")), ""),
        assistance=one.report.get("assistance_offered") is True,
        parts=_parts(one.report),
        approvals=[member_in_words(policies, keyring, member, me) for member in one.approvals],
        sent_back=[
            (member_in_words(policies, keyring, member, me), reason) for member, reason in one.sent_back
        ],
    )


def _standing(one: Proposal) -> str:
    if one.state == "proposed":
        return (
            gettext("Waits for the approval of somebody else")
            if one.missing == 1
            else gettext("Waits for the approval of %(num)s others", num=one.missing)
        )
    return {
        "approved": gettext("Approved") if one.approvals else gettext("Stands by itself: no approval needed"),
        "sent-back": gettext("Sent back"),
        "superseded": gettext("Replaced by a later proposal"),
        "unsettled": gettext("Two proposals came at the same time"),
        "spent": gettext("Told before the case was opened again"),
        "barred": gettext("Not allowed for this kind of case"),
    }[one.state]


def part_titles() -> Mapping[str, str]:
    """The parts of a closure report, in order, in words."""
    return {
        "allegations": gettext("What was to be found out"),
        "steps": gettext("What was done"),
        "evidence": gettext("Evidence, piece by piece"),
        "findings": gettext("What was found, and why"),
        "recommendations": gettext("Recommendations"),
        "lessons": gettext("Lessons for the organisation"),
        "notifications": gettext("Who was informed"),
    }


def _parts(report: Mapping[str, Any]) -> list[ReportPart]:
    found = [ReportPart(title, str(report.get(name, ""))) for name, title in part_titles().items()]
    return [part for part in found if part.text.strip()]


def _review(vault: Vault, record: CaseRecord, one: Review) -> ReviewView:
    ground = record.policies.reviews.ground(one.ground)
    me = vault.profile.member_id.hex()
    return ReviewView(
        id=one.event_id,
        ground=one.ground if ground is None else gettext(ground.label),
        text=one.text,
        state=one.state,
        answer=one.answer,
        why_not=why_not_review(record, vault.profile.role, me, one),
    )
