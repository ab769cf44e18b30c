"""The page of one person's help, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from crypto.keyring import Keyring
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.wording import member_in_words
from investigator_console.inbox.service import title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext, language_name
from investigator_console.messages.templates import MessageTemplate, offer_template
from investigator_console.referrals.approvers import vital_approvers
from investigator_console.referrals.children import ChildView, alert_for, view_child
from investigator_console.referrals.consent_view import RowView, known_recipients, view_row
from investigator_console.referrals.next_step import NextStep, next_step
from investigator_console.referrals.referral_view import ReferralView, view_referral
from investigator_console.referrals.tasks import TaskView, task_view
from investigator_console.referrals.wording import (
    answer_label,
    assistance_line,
    decision_label,
    episode_state,
    sector_label,
    way_label,
)
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.assistance_due import is_urgent, list_due, urgent_windows
from policies.care_scope import care_scope, sees_case, sees_referral
from policies.consent_ledger import Denied, may_contact
from policies.episode import Episode, allowed_next
from policies.fold import Case

RAIL = ("offered", "consented", "needs-agreed", "plan", "review", "closed")


@dataclass(frozen=True)
class StepView:
    """One step of the once-an-episode checklist."""

    id: str
    label: str
    done: bool
    by: str
    on: str


@dataclass(frozen=True)
class WindowView:
    """An urgent window in words."""

    label: str
    left: str
    state: str


@dataclass(frozen=True)
class CareView:
    """Everything on the page. `own_only`: this member sees their own referrals only.

    `vital`: who may sign where nobody can be asked; `vital_from_roster`: they stand in the duty roster.
    """

    reference: str
    label: str
    title: str
    tier: str
    stage: str
    outcome: str
    outside: str
    state: str
    state_code: str
    conflict: Sequence[str]
    next: NextStep
    rail: Sequence[tuple[str, str, bool]]
    choices: frozenset[str]
    manager: str
    managers: Sequence[str]
    people: Sequence[tuple[str, str]]
    urgent: bool
    child: ChildView
    through_reporter: bool
    left_alone: bool
    direct_contact: str
    facts: Sequence[tuple[str, str]]
    needs: Sequence[str]
    needs_codes: frozenset[str]
    windows: Sequence[WindowView]
    steps: Sequence[StepView]
    age_band: str
    rows: Sequence[RowView]
    referrals: Sequence[ReferralView]
    recipients: Sequence[tuple[str, str]]
    vital: Sequence[str]
    vital_from_roster: bool
    tasks: Sequence[TaskView]
    gaps: Sequence[tuple[str, str, str]]
    contacts: Sequence[str]
    decisions: Sequence[tuple[str, str, bool, bool]]
    unsuitable: Sequence[str]
    moments: Sequence[tuple[str, str, bool]]
    notices: Sequence[tuple[str, str, bool]]
    notes: Sequence[tuple[str, str]]
    shown: bool
    own_only: bool
    offer: MessageTemplate


def sees_care(vault: Vault, policies: Policies, case: Case | None) -> bool:
    """Whether this member sees the plan of a case."""
    if case is None:
        return False
    officers = {one.officer for one in case.referrals}
    me = vault.profile.member_id.hex()
    return sees_case(care_scope(vault.profile.role, policies), me, case.episode.managers, officers)


def view_care(vault: Vault, shelf: Shelf, record: CaseRecord, case: Case, now: datetime) -> CareView:
    """The page. `now` with a zone."""
    policies, me, today = record.policies, vault.profile.member_id.hex(), now.astimezone(UTC).date()
    keyring, episode = current_keyring(vault), case.episode
    scope = care_scope(vault.profile.role, policies)
    arrived = record.arrived
    received_on = min(arrived.values(), default=today)
    seen = [one for one in case.referrals if sees_referral(scope, me, episode.managers, one.officer)]
    everything = len(seen) == len(case.referrals)
    say = _Names(policies, keyring, me)
    alert = alert_for(vault.profile.role, case, received_on, policies, arrived)
    child = view_child(case, alert, now, vault.profile.role, policies, say)
    dues = [
        due
        for due in list_due(case, received_on, today, policies, arrived)
        if (everything or due.about in {one.id for one in seen})
        # A lead finds it above the list, with its hours.
        and not (due.kind == "child-alert" and child.alert)
    ]
    names = {one.id: one.provider.organisation for one in seen} | {
        row.id: row.name for row in case.ledger.rows
    }
    approvers = vital_approvers(vault, case, now)
    direct = may_contact(case, today, decided=episode.decided("contact"))
    recipients = {one.provider.entry for one in seen}
    rows = [row for row in case.ledger.rows if everything or row.recipient in recipients or row.author == me]
    return CareView(
        reference=shelf.reference(record.case_id),
        label=label(record.case_id),
        title=title(policies, tuple(case.category.value.split())),
        tier=case.tier,
        stage=case.stage.value or "open",
        outcome=_outcome(case, policies) if scope == "all" else "",
        outside=assistance_line(case.assistance.value),
        state=episode_state(episode.state),
        state_code=episode.state,
        conflict=[episode_state(state) for state in episode.states] if len(episode.states) > 1 else [],
        next=next_step(case, dues, seen, today, policies, alerted=child.alert is not None),
        rail=_rail(episode),
        choices=allowed_next(episode),
        manager=say(episode.manager) if episode.manager else "",
        managers=[say(one) for one in episode.managers] if len(episode.managers) > 1 else [],
        people=[(one, say(one)) for one in case.holders.of(3)],
        urgent=is_urgent(case, policies),
        child=child,
        through_reporter=case.request.through_reporter,
        left_alone=case.request.left_alone,
        direct_contact="" if not isinstance(direct, Denied) else direct.reason,
        facts=_facts(case, policies),
        needs=[sector_label(policies, code) for code in episode.needs or case.request.needs],
        needs_codes=frozenset(episode.needs or case.request.needs),
        windows=_windows(case, received_on, now, policies),
        steps=_steps(episode, policies, say),
        age_band=episode.age_band,
        rows=[view_row(row, today, policies, me, approvers, say) for row in rows],
        vital=[say(one) for one in approvers.members],
        vital_from_roster=approvers.from_roster,
        referrals=[view_referral(one, case, today, policies, say) for one in seen],
        recipients=known_recipients(case),
        tasks=[task_view(due, today, names.get(due.about, "")) for due in dues],
        gaps=[(sector_label(policies, gap.sector), gap.place, gap.asked) for gap in episode.gaps],
        contacts=[_contact(one) for one in episode.contacts],
        decisions=[
            (one.event_id, decision_label(one.decision), one.stands, me not in one.signers)
            for one in episode.decisions
        ],
        unsuitable=case.safeguards.unsuitable,
        moments=[
            (one.event_id, one.on.isoformat(), bool(one.acknowledged_by)) for one in case.safeguards.moments
        ],
        notices=[
            (one.event_id, f"{one.at:%Y-%m-%d %H:%M} UTC", bool(one.seen_by))
            for one in case.safeguards.notices
        ],
        notes=[(note.text, say(note.author)) for note in case.notes if note.lane == 3],  # noqa: PLR2004  the lane
        shown=case.plan is not None and bool(case.plan.items),
        own_only=not everything,
        offer=offer_template(record, child=child.child),
    )


class _Names:
    """Members in words; a name is asked for many times on one page."""

    def __init__(self, policies: Policies, keyring: Keyring | None, me: str) -> None:
        self._known: dict[str, str] = {}
        self._policies, self._keyring, self._me = policies, keyring, me

    def __call__(self, member: str) -> str:
        if member not in self._known:
            self._known[member] = member_in_words(self._policies, self._keyring, member, self._me)
        return self._known[member]


def _rail(episode: Episode) -> list[tuple[str, str, bool]]:
    passed = {state for state, _, _ in episode.history}
    ended_early = episode.state == "declined"
    rail = ("offered", "declined") if ended_early else RAIL
    return [(state, episode_state(state), state in passed) for state in rail]


def _outcome(case: Case, policies: Policies) -> str:
    """How the case ended, for whoever prepares the person for it; empty while it is open or people disagree."""
    found = policies.outcomes.outcome(case.stage.outcome)
    return "" if found is None or case.stage.conflict else gettext(found.label)


def _facts(case: Case, policies: Policies) -> list[tuple[str, str]]:
    """What the person answered, without what they were not asked."""
    asked = case.request
    found = [
        (gettext("Who was harmed"), answer_label(asked.harmed_person)),
        (gettext("In danger now"), answer_label(asked.danger_now)),
        (gettext("When it happened"), answer_label(asked.recency)),
        (gettext("Age"), answer_label(asked.age_group)),
        (gettext("Wants help"), answer_label(asked.wants_support)),
        (gettext("Kinds of help"), gettext(", ").join(sector_label(policies, code) for code in asked.needs)),
        (gettext("Ways of contact"), gettext(", ").join(way_label(code) for code in asked.contact_ok)),
        (gettext("Safe way"), asked.safe_contact),
        (gettext("Unsafe ways"), asked.unsafe_ways),
        (gettext("Not from"), asked.not_from),
        (gettext("Already referred"), answer_label(asked.already_referred)),
        (gettext("Language"), language_name(asked.language or case.report.language)),
    ]
    empty = {"", answer_label("unknown"), answer_label("not-asked")}
    return [(name, value) for name, value in found if asked.used and value not in empty]


def _windows(case: Case, received_on: date, now: datetime, policies: Policies) -> list[WindowView]:
    found = []
    for one in urgent_windows(case, received_on, now, policies):
        if one.until is None:
            left = gettext("now")
        elif one.state == "passed":
            left = gettext("the time has passed; care still helps")
        else:
            hours = int((one.until - now).total_seconds() // 3600)
            left = gettext("%(hours)s hours left at most", hours=hours)
        found.append(WindowView(gettext(one.label), left, one.state))
    return found


def _steps(episode: Episode, policies: Policies, say: _Names) -> list[StepView]:
    found = []
    for step in policies.referral_sop.ticks("episode"):
        ticks = [tick for tick in episode.ticks.get(step.id, ()) if tick.done]
        by = gettext(", ").join(dict.fromkeys(say(tick.author) for tick in ticks))
        found.append(StepView(step.id, gettext(step.label), bool(ticks), by, ticks[0].on if ticks else ""))
    return found


def _contact(one: object) -> str:
    on, who = getattr(one, "on", ""), getattr(one, "who", "")
    with_whom = gettext("the person") if who == "person" else gettext("the reporter")
    way, reached = way_label(getattr(one, "way", "")), getattr(one, "outcome", "") == "reached"
    result = gettext("reached") if reached else gettext("not reached")
    return gettext("%(day)s: %(who)s, %(way)s, %(result)s", day=on, who=with_whom, way=way, result=result)
