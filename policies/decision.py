"""How a case ends: outcomes proposed, approved by somebody who did not investigate, told, and perhaps reviewed.

A pure part of the fold. Whoever approves must have seen the proposal; nobody approves their own, nor what they
were assigned to look into; sending back beats a concurrent approval, reopening beats a concurrent "it stays".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from policies.loader import Policies
from policies.records import Act, Problem, maximal
from policies.report import Report

ProposalState = Literal["proposed", "approved", "sent-back", "superseded", "unsettled", "barred", "spent"]
ReviewState = Literal["requested", "reopened", "upheld"]
CLOSED, REOPENED = "closed", "reopened"
_DECIDED_LANES = (1, 2)


@dataclass(frozen=True)
class Proposal:
    """One proposed outcome with its closure report. `approvals`, `missing`: who signed, how many still must.

    "spent": the case was opened again by someone who did not hear of it, or after it was told.
    """

    event_id: str
    lane: int
    author: str
    role: str
    code: str
    actions: tuple[str, ...]
    report: Mapping[str, Any] = field(hash=False)
    sent_at: str
    approvals: tuple[str, ...]
    missing: int
    sent_back: tuple[tuple[str, str], ...]
    state: ProposalState


@dataclass(frozen=True)
class Review:
    """A reporter's request for another look. `reviewers_out`: who may not decide it; `decided_by`: an event, or ""."""

    event_id: str
    lane: int
    ground: str
    text: str
    state: ReviewState
    answer: str
    reviewers_out: frozenset[str]
    decided_by: str = ""


@dataclass(frozen=True)
class Decision:
    """All proposals and reviews. `investigators`: whoever was ever assigned, or proposed."""

    proposals: tuple[Proposal, ...]
    reviews: tuple[Review, ...]
    investigators: frozenset[str]
    problems: tuple[Problem, ...]

    @property
    def current(self) -> Proposal | None:
        """The proposal that nobody superseded; none while two stand side by side."""
        live = [one for one in self.proposals if one.state not in {"superseded", "unsettled"}]
        return live[-1] if live else None

    @property
    def approved(self) -> Proposal | None:
        """The outcome with which the case may be closed now."""
        current = self.current
        return current if current is not None and current.state == "approved" else None

    def review_of(self, lane: int) -> Review | None:
        """The one review of a conversation: its first request. Later ones are read, and open no second review."""
        return next((review for review in self.reviews if review.lane == lane), None)

    @property
    def review(self) -> Review | None:
        """The review that waits for us; else the last one that was decided."""
        first = [review for review in self.reviews if review is self.review_of(review.lane)]
        return next((one for one in first if one.state == "requested"), first[-1] if first else None)


def trace_decision(report: Report, tier: str, acts: Iterable[Act], policies: Policies) -> Decision:
    """What `acts` (those that count, in display order) decide."""
    listed = tuple(acts)
    proposed = [act for act in listed if act.type == "outcome"]
    last = {act.record.event_id for act in maximal(proposed)}
    problems: list[Problem] = []
    proposals = tuple(
        _proposal(act, listed, last, _Rules(report, tier, policies), problems) for act in proposed
    )
    investigators = frozenset(
        {one.author for one in proposals} | {str(act.body["to"]) for act in listed if act.type == "assign"}
    )
    problems += _closings(report, listed, proposals, {act.record.event_id: act for act in proposed})
    reviews, faults = _reviews(listed)
    return Decision(proposals, reviews, investigators, (*problems, *faults))


@dataclass(frozen=True)
class _Rules:
    report: Report
    tier: str
    policies: Policies

    def informal_barred(self, code: str, acts: Iterable[Act]) -> bool:
        """Whether an informal ending is proposed for something that is never settled informally."""
        outcome = self.policies.outcomes.outcome(code)
        if outcome is None or not outcome.informal:
            return False
        codes = set(self.report.categories)
        codes |= {one for act in acts if act.type == "category" for one in act.body["categories"]}
        found = (self.policies.taxonomy.category(one) for one in codes)
        return any(category is not None and not category.informal_allowed for category in found)


def _proposal(
    act: Act, acts: tuple[Act, ...], last: set[str], rules: _Rules, problems: list[Problem]
) -> Proposal:
    body, mine = act.body, act.record.event_id
    code = str(body["outcome"])
    approvals: list[str] = []
    for other in acts:
        if other.type != "approve" or other.body["outcome"] != mine or not other.knew(act):
            continue
        if other.record.author in _barred(act, other, acts):
            problems.append(_problem(other, "own-approval", _OWN_APPROVAL))
        elif other.record.author not in approvals:
            approvals.append(other.record.author)
    sent_back = tuple(
        (other.record.author, str(other.body["reason"]))
        for other in acts
        if other.type == "send-back" and other.body["outcome"] == mine and other.knew(act)
    )
    barred = rules.informal_barred(code, acts)
    if barred:
        problems.append(_problem(act, "informal-barred", _INFORMAL))
    missing = max(0, rules.policies.outcomes.approvals_needed(code, rules.tier) - len(approvals))
    state = _state(act, acts, last, missing=missing, sent_back=bool(sent_back), barred=barred)
    return Proposal(
        mine,
        act.lane,
        act.record.author,
        act.record.role,
        code,
        tuple(dict.fromkeys(body["actions"])),
        body["report"],
        str(body.get("sent_at", "")),
        tuple(approvals),
        missing,
        sent_back,
        state,
    )


def _state(
    act: Act, acts: Iterable[Act], last: set[str], *, missing: int, sent_back: bool, barred: bool
) -> ProposalState:
    if act.record.event_id not in last:
        return "superseded"
    if len(last) > 1:
        return "unsettled"
    if barred:
        return "barred"
    if sent_back:
        return "sent-back"
    if any(_is_status(other, REOPENED) and not act.knew(other) for other in acts):
        return "spent"
    return "proposed" if missing else "approved"


def _barred(proposal: Act, approval: Act, acts: Iterable[Act]) -> set[str]:
    """Who may not approve: the author, and whoever was assigned before the approval or beside it."""
    assigned = {str(act.body["to"]) for act in acts if act.type == "assign" and not act.knew(approval)}
    return {proposal.record.author, *assigned}


def _closings(
    report: Report, acts: tuple[Act, ...], proposals: Iterable[Proposal], proposed: Mapping[str, Act]
) -> list[Problem]:
    """A closing must name an approved outcome, after a reopening a new one. Who reads the lane's record can tell."""
    approved = {
        one.event_id: one.code
        for one in proposals
        if not one.missing and not one.sent_back and one.state != "barred"
    }
    reopenings = [act for act in acts if _is_status(act, REOPENED)]

    def founded(closing: Act) -> bool:
        named = str(closing.body.get("decision", ""))
        if named not in approved or approved[named] != closing.body.get("outcome"):
            return False
        return all(proposed[named].knew(one) for one in reopenings if closing.knew(one))

    return [
        _problem(act, "closed-without-outcome", _NO_OUTCOME)
        for act in acts
        if _is_status(act, CLOSED)
        and act.lane in _DECIDED_LANES
        and act.lane in report.used
        and not founded(act)
    ]


def _is_status(act: Act, code: str) -> bool:
    return act.type == "status" and act.body["status"] == code


def _reviews(acts: tuple[Act, ...]) -> tuple[tuple[Review, ...], list[Problem]]:
    closings = [act for act in acts if _is_status(act, CLOSED)]
    found: list[Review] = []
    problems: list[Problem] = []
    for act in acts:
        if act.type != "review-request":
            continue
        known = [closing for closing in closings if closing.lane == act.lane and act.knew(closing)]
        if not known:
            problems.append(_problem(act, "review-too-early", _TOO_EARLY))
            continue
        out = _involved(acts, act) | {closing.record.author for closing in known}
        found.append(_review(act, out, acts, problems))
    return tuple(found), problems


def _involved(acts: Iterable[Act], request: Act) -> frozenset[str]:
    """Who was assigned, proposed or approved without knowing of the request; what answers it is the review."""
    return frozenset(
        str(act.body["to"]) if act.type == "assign" else act.record.author
        for act in acts
        if act.type in {"assign", "outcome", "approve"} and not act.knew(request)
    )


def _review(request: Act, out: frozenset[str], acts: Iterable[Act], problems: list[Problem]) -> Review:
    state: ReviewState = "requested"
    answer = decided_by = ""
    for act in acts:
        named = act.type == "review" and act.body["request"] == request.record.event_id
        if not named or act.lane != request.lane or not act.knew(request):
            continue
        if act.record.author in out:
            problems.append(_problem(act, "same-reviewer", _SAME_REVIEWER))
        elif state != "reopened":
            state = "reopened" if act.body["result"] == "reopened" else "upheld"
            answer, decided_by = str(act.body.get("text", "")), act.record.event_id
    return Review(
        request.record.event_id,
        request.lane,
        str(request.body["ground"]),
        str(request.body.get("text", "")),
        state,
        answer,
        out,
        decided_by,
    )


def _problem(act: Act, kind: str, text: str) -> Problem:
    return Problem(act.record.event_id, kind, text)


_OWN_APPROVAL = "Somebody approved an outcome of their own, or of a case assigned to them. It does not count."
_INFORMAL = (
    "An informal ending was proposed for something that is never settled informally. It does not count."
)
_NO_OUTCOME = "This case was closed without an outcome that somebody else had approved."
_TOO_EARLY = "A review was asked for before the case was closed. It does not count."
_SAME_REVIEWER = "Somebody who had worked on the case decided its review. It does not count."
