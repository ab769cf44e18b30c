"""What a case is: a pure fold over its verified records, the same on every member's machine.

No clock, no arrival order, no database: signed causal past, the roles' table and the policies' ranks decide.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from policies.acts import read_acts
from policies.assistance_request import AssistanceRequest, read_request
from policies.authority import judge
from policies.consent_ledger import Ledger, trace_ledger
from policies.decision import Decision, trace_decision
from policies.declarations import Declaration, trace_declarations
from policies.destruction import Destruction, trace_destruction
from policies.episode import Episode, trace_episode
from policies.holders import Holders, trace_holders
from policies.identities import IdentityRequest, trace_identity
from policies.loader import Policies
from policies.plan_shown import Plan, trace_plan
from policies.questions import Question, trace_questions
from policies.records import GENESIS, REPORTER, SUPPLEMENT, Act, Problem, Record, maximal
from policies.referral_track import Referral, trace_referrals
from policies.registers import Register, settle
from policies.report import Report, read_report
from policies.roles import COORDINATION, LANE_NUMBERS
from policies.safeguards import Safeguards, trace_safeguards
from policies.work import Work, trace_work

# What stands in the conversation as somebody's words.
SPOKEN = frozenset({"message", "question", "answer", "review-request"})
# What a member does that answers a reporter.
ANSWERS = frozenset({"message", "question", "status", "review"})
# Rule E11: what tells the reporter that a person has read it. Stepping back, taking over keys, or declaring a conflict
# tells nothing of the kind: whoever must not read a report can't make it look read.
ACKNOWLEDGES = ANSWERS | {"plan-shown"}
# Her wish that her own page shows nothing of what came before; it asks nobody for anything.
CLEARED = "view-cleared"
Waiting = Literal["us", "reporter", "nobody"]


@dataclass(frozen=True)
class Message:
    """One message. `sent_at` is the sender's claim; `void` names why it does not count, or is empty.

    `kind`: "message", "question", "answer", "declined" (a no to a question) or "review-request"; `answers`: the
    question's event id.
    """

    event_id: str
    lane: int
    author: str
    role: str
    text: str
    sent_at: str
    void: str
    kind: str = "message"
    answers: str = ""

    @property
    def from_reporter(self) -> bool:
        """Whether the reporter wrote it."""
        return self.role == REPORTER


@dataclass(frozen=True)
class Note:
    """One internal note; never seen by the reporter."""

    event_id: str
    lane: int
    author: str
    role: str
    text: str


@dataclass(frozen=True)
class Case:
    """All that a reader with certain keys may know of a case. Tuples stand in display order (rule E4).

    `supplements`: what the reporter added later in the form of a report; those in `void` count once adopted.
    `cleared`: events that her own page shows no more, because she said so; members go on reading them.
    """

    report: Report
    supplements: tuple[Report, ...]
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    status: Mapping[int, Register]
    assignee: Register
    category: Register
    stage: Register
    assistance: Register
    request: AssistanceRequest
    episode: Episode
    ledger: Ledger
    referrals: tuple[Referral, ...]
    plan: Plan | None
    safeguards: Safeguards
    tier: str
    holders: Holders
    declarations: Mapping[str, Declaration]
    identity: tuple[IdentityRequest, ...]
    destruction: Destruction
    questions: tuple[Question, ...]
    work: Work
    decision: Decision
    void: Mapping[str, str]
    adopted: frozenset[str]
    cleared: frozenset[str]
    code_replaced: bool
    acknowledged: bool
    waiting: Waiting
    problems: tuple[Problem, ...]


def fold(records: Iterable[Record], policies: Policies) -> Case | None:
    """Fold the records of one case. `None` without its report. Never raises for hostile input."""
    ordered = sorted(
        {record.event_id: record for record in records}.values(), key=lambda record: record.position
    )
    genesis = next((record for record in ordered if record.kind == GENESIS), None)
    if genesis is None:
        return None
    report, faults = read_report(genesis, policies)
    added = [read_report(record, policies) for record in ordered if record.kind == SUPPLEMENT]
    faults = (*faults, *chain.from_iterable(problems for _, problems in added))
    read, misread = read_acts(ordered, policies)
    standing = judge(ordered, read)
    acts = tuple(act for act in read if standing.counts(act.record))
    holders = trace_holders(report, acts, policies)
    destruction = trace_destruction(acts)
    categories = _categories(report, acts)
    request = read_request(genesis.bodies.get(LANE_NUMBERS["assistance"]), policies)
    episode, jumps = trace_episode(acts, policies)
    ledger, unfit = trace_ledger(acts, request, policies)
    referrals, stray = trace_referrals(acts, policies)
    safeguards, hasty = trace_safeguards(acts, policies)
    tier = _tier(report, categories, policies)
    decision = trace_decision(report, tier, acts, policies)
    return Case(
        report=report,
        supplements=tuple(one for one, _ in added),
        messages=_messages(read, standing.void),
        notes=tuple(
            Note(a.record.event_id, a.lane, a.record.author, a.record.role, a.body["text"])
            for a in acts
            if a.type == "note"
        ),
        status=_statuses(acts, policies),
        assignee=settle(_of(acts, "assign"), lambda act: str(act.body["to"]), ()),
        category=categories,
        stage=settle(_of(acts, "stage"), lambda act: str(act.body["stage"]), policies.sharing.stages),
        assistance=settle(
            _of(acts, "assistance"),
            lambda act: str(act.body["state"]),
            policies.sharing.assistance,
            "unknown",
        ),
        request=request,
        episode=episode,
        ledger=ledger,
        referrals=referrals,
        plan=trace_plan(acts),
        safeguards=safeguards,
        tier=tier,
        holders=holders,
        declarations=trace_declarations(acts, policies),
        identity=trace_identity(acts),
        destruction=destruction,
        questions=trace_questions(acts),
        work=trace_work(acts),
        decision=decision,
        void=types.MappingProxyType(dict(sorted(standing.void.items()))),
        adopted=standing.adopted,
        cleared=_cleared(ordered, acts),
        code_replaced=any(record.kind == "code-replaced" and standing.counts(record) for record in ordered),
        acknowledged=any(act.record.role != REPORTER and act.type in ACKNOWLEDGES for act in acts),
        waiting=_waiting(ordered, acts, policies),
        problems=tuple(
            sorted(
                {
                    *faults,
                    *misread,
                    *standing.problems,
                    *holders.problems,
                    *destruction.problems,
                    *jumps,
                    *unfit,
                    *stray,
                    *hasty,
                    *decision.problems,
                }
            )
        ),
    )


def _of(acts: Iterable[Act], kind: str) -> Iterator[Act]:
    return (act for act in acts if act.type == kind)


def _messages(acts: Iterable[Act], void: Mapping[str, str]) -> tuple[Message, ...]:
    """Void messages stay visible and marked: hiding them would hide an attack, or honest work."""
    return tuple(
        Message(
            act.record.event_id,
            act.lane,
            act.record.author,
            act.record.role,
            str(act.body.get("text", "")),
            act.body.get("sent_at", ""),
            void.get(act.record.event_id, ""),
            "declined" if act.body.get("declined") else act.type,
            str(act.body.get("question", "")),
        )
        for act in acts
        if act.type in SPOKEN
    )


def _cleared(ordered: Iterable[Record], acts: Iterable[Act]) -> frozenset[str]:
    """What the reporter had before her eyes when she cleared her page. What came meanwhile stays."""
    seen = 0
    for act in _of(acts, CLEARED):
        seen |= act.record.ancestors
    return frozenset(record.event_id for record in ordered if seen >> record.position & 1)


def _statuses(acts: Iterable[Act], policies: Policies) -> Mapping[int, Register]:
    """One register for each thread; a status in one says nothing of the other."""
    safest = [
        status.code for status in sorted(policies.statuses.statuses, key=lambda status: -status.protects)
    ]
    found = [act for act in acts if act.type == "status"]
    return types.MappingProxyType(
        {
            lane: settle((act for act in found if act.lane == lane), lambda act: act.body["status"], safest)
            for lane in sorted({act.lane for act in found})
        }
    )


def _categories(report: Report, acts: Iterable[Act]) -> Register:
    """The members' coding. In a conflict the union counts: nobody codes a case away."""
    last = maximal(act for act in acts if act.type == "category")
    if not last:
        return Register(" ".join(report.categories))
    choices = {" ".join(sorted(set(act.body["categories"]))) for act in last}
    union = " ".join(sorted({code for act in last for code in act.body["categories"]}))
    values = (union,) if len(choices) == 1 else (union, *sorted(choices - {union}))
    if len(choices) > 1 and len(values) == 1:
        values = (union, *sorted(choices))
    return Register(union, values, tuple(sorted(act.record.event_id for act in last)))


def _tier(report: Report, category: Register, policies: Policies) -> str:
    """Re-coding by members may change the urgency; an empty coding may not."""
    if not category.event_ids:
        return report.tier
    tiers = [
        found.tier
        for code in category.value.split()
        if (found := policies.taxonomy.category(code)) is not None
    ]
    return min(tiers, default=report.tier)


def _waiting(ordered: Sequence[Record], acts: Sequence[Act], policies: Policies) -> Waiting:
    """Whose turn it is. A reporter's word that no member's later act knew of waits for us."""
    answers = 0
    for act in acts:
        if act.record.role != REPORTER and act.type in ANSWERS:
            answers |= act.record.ancestors
    silent = {act.record.event_id for act in acts if act.type == CLEARED}
    for record in ordered:
        if (
            record.role == REPORTER
            and record.kind in {GENESIS, SUPPLEMENT, "event"}
            and record.event_id not in silent
            and not answers >> record.position & 1
        ):
            return "us"
    registers = _statuses(acts, policies).values()
    states = [policies.statuses.status(register.value) for register in registers]
    if any(state is not None and state.waits_for_reporter for state in states):
        return "reporter"
    return "nobody"


__all__ = ["COORDINATION", "Case", "Message", "Note", "Register", "fold"]
