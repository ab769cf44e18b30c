"""Lists over all cases of help: what is due, who cares for whom, and where services are missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crypto.keyring import Keyring
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.wording import member_in_words
from investigator_console.inbox.service import title
from investigator_console.language import gettext
from investigator_console.referrals.book import Cared
from investigator_console.referrals.children import AlertView, read_alert, view_alert
from investigator_console.referrals.tasks import GROUPS, TaskView, group_label, group_of, task_view
from investigator_console.referrals.wording import episode_state, sector_label
from policies import Policies
from policies.assistance_due import Due, due_on_day

HORIZON = timedelta(days=7)


@dataclass(frozen=True)
class TaskRow:
    """One task of one case."""

    reference: str
    label: str
    title: str
    urgent: bool
    child: bool
    task: TaskView


@dataclass(frozen=True)
class ChildRow:
    """A child of whom a lead for child protection must say that they know. `told`: a colleague says they told one."""

    reference: str
    label: str
    title: str
    alert: AlertView
    told: bool


@dataclass(frozen=True)
class Group:
    """Tasks under one heading, the most pressing first."""

    code: str
    heading: str
    rows: Sequence[TaskRow]


@dataclass(frozen=True)
class Today:
    """What is due within a week; `later`: how many tasks lie beyond; `counts` by state.

    `children`: alerts of a lead for child protection, before everything else; of nobody else.
    """

    children: Sequence[ChildRow]
    groups: Sequence[Group]
    later: int
    counts: dict[str, int]


def list_today(cases: Sequence[Cared], shelf: Shelf, policies: Policies, now: datetime) -> Today:
    """Today's list, and the week's. `now` with a zone."""
    today = now.astimezone(UTC).date()
    rows: dict[str, list[TaskRow]] = {group: [] for group in GROUPS}
    later = 0
    for cared in cases:
        who = {row.id: row.organisation for row in cared.care.referrals}
        for due in _dues(cared, today):
            if due.due_on > today + HORIZON:
                later += 1
                continue
            name = who.get(due.about, due.detail if due.kind == "consent-ends" else "")
            task = task_view(due, today, name)
            rows[group_of(due.kind)].append(_row(cared, shelf, policies, task))
    groups = [
        Group(
            code,
            group_label(code),
            sorted(found, key=lambda row: (row.task.due_on, not row.urgent, row.label)),
        )
        for code, found in rows.items()
        if found
    ]
    counts = Counter(row.task.state for group in groups for row in group.rows)
    return Today(_children(cases, shelf, policies, now), groups, later, dict(counts))


def _dues(cared: Cared, today: date) -> list[Due]:
    """What is to do in a case. For a lead a child is no task among others: it stands above them all."""
    alerted = bool(cared.summary.child_due)
    return [due for due in due_on_day(cared.care.tasks, today) if not (alerted and due.kind == "child-alert")]


def _children(cases: Iterable[Cared], shelf: Shelf, policies: Policies, now: datetime) -> list[ChildRow]:
    waiting = [one for one in cases if one.summary.child_due]
    waiting.sort(key=lambda one: (read_alert(one.summary.child_due).due_at, one.summary.case_id))
    return [
        ChildRow(
            shelf.reference(one.summary.case_id),
            label(one.summary.case_id),
            title(policies, one.summary.categories),
            view_alert(read_alert(one.summary.child_due), now),
            told=not any(task.kind == "child-alert" for task in one.care.tasks),
        )
        for one in waiting
    ]


def _row(cared: Cared, shelf: Shelf, policies: Policies, task: TaskView) -> TaskRow:
    summary, care = cared.summary, cared.care
    words = title(policies, summary.categories)
    return TaskRow(
        shelf.reference(summary.case_id), label(summary.case_id), words, care.urgent, care.child, task
    )


@dataclass(frozen=True)
class CaseloadRow:
    """One case in the caseload."""

    reference: str
    label: str
    title: str
    state: str
    state_code: str
    managers: Sequence[str]
    urgent: bool
    child: bool
    open_referrals: int
    received: int
    pressing: int
    next_on: str


@dataclass(frozen=True)
class Caseload:
    """Cases by who cares for them. `people`: (member id, words, number of open cases)."""

    rows: Sequence[CaseloadRow]
    people: Sequence[tuple[str, str, int]]


def list_caseload(
    cases: Sequence[Cared], shelf: Shelf, policies: Policies, keyring: Keyring | None, me: str, today: date
) -> Caseload:
    """Everybody who is cared for, the most pressing first, ended ones last."""
    names: dict[str, str] = {}

    def name(member: str) -> str:
        return names.setdefault(member, member_in_words(policies, keyring, member, me))

    found = [(_caseload_row(cared, shelf, policies, name, today), cared) for cared in cases]
    found.sort(key=lambda pair: (_ended(pair[1]), -pair[0].pressing, pair[0].next_on or "9", pair[0].label))
    counted = Counter(
        member for cared in cases if not _ended(cared) for member in (cared.care.managers or ("",))
    )
    people = [
        (member, name(member) if member else gettext("Nobody yet"), count)
        for member, count in counted.items()
    ]
    return Caseload([row for row, _ in found], sorted(people, key=lambda one: (one[0] != me, one[1])))


def _ended(cared: Cared) -> bool:
    return cared.care.state in {"closed", "declined"}


def _caseload_row(cared: Cared, shelf: Shelf, policies: Policies, name: object, today: date) -> CaseloadRow:
    care, summary = cared.care, cared.summary
    dues = _dues(cared, today)
    say = name if callable(name) else str
    return CaseloadRow(
        reference=shelf.reference(summary.case_id),
        label=label(summary.case_id),
        title=title(policies, summary.categories),
        state=episode_state(care.state),
        state_code=care.state,
        managers=[say(member) for member in care.managers],
        urgent=care.urgent,
        child=care.child,
        open_referrals=sum(1 for row in care.referrals if not row.result),
        received=sum(1 for row in care.referrals if row.received == "yes"),
        pressing=sum(1 for due in dues if due.state != "due") + bool(summary.child_due),
        next_on=dues[0].due_on.isoformat() if dues else "",
    )


@dataclass(frozen=True)
class GapLine:
    """Missing services of one sector in one place. `letter`: what to send, without anything of any case."""

    sector: str
    place: str
    count: int
    since: str
    asked: Sequence[str]
    agency: str
    letter: str


@dataclass(frozen=True)
class SectorLine:
    """How referrals of one sector went."""

    sector: str
    made: int
    accepted: int
    received: int
    unavailable: int


@dataclass(frozen=True)
class Gaps:
    """Where services are missing."""

    lines: Sequence[GapLine]
    sectors: Sequence[SectorLine]


def list_gaps(cases: Sequence[Cared], policies: Policies) -> Gaps:
    """Gaps by sector and place, and referrals by sector."""
    places: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for cared in cases:
        for gap in cared.care.gaps:
            places.setdefault((gap.sector, gap.place.strip()), []).append((gap.on, gap.asked))
    lines = []
    for (sector, place), gaps in sorted(places.items()):
        resort = policies.referral_sop.last_resort(sector)
        agency = "" if resort is None else resort.agency
        since, words = min(on for on, _ in gaps), sector_label(policies, sector)
        asked = sorted({asked for _, asked in gaps if asked})
        lines.append(
            GapLine(
                words, place, len(gaps), since, asked, agency, _letter(agency, words, place, since, len(gaps))
            )
        )
    return Gaps(lines, _sectors(cases, policies))


def _letter(agency: str, sector: str, place: str, since: str, count: int) -> str:
    # What leaves is a sector, a place, a day and how often: no case, no person.
    to = agency or gettext("the coordination of this sector")
    return gettext(
        "To %(to)s: since %(since)s there has been no service for “%(sector)s” in %(place)s (asked for %(count)s"
        " times). Please act as provider of last resort, or name one.",
        to=to,
        since=since,
        sector=sector,
        place=place,
        count=count,
    )


def _sectors(cases: Sequence[Cared], policies: Policies) -> list[SectorLine]:
    gaps = {result.id for result in policies.referral_sop.results if result.gap}
    made: dict[str, list[tuple[bool, bool, bool]]] = {}
    for cared in cases:
        for row in cared.care.referrals:
            outcome = (row.answer == "accepted", row.received == "yes", row.result in gaps)
            made.setdefault(row.sector, []).append(outcome)
    return [
        SectorLine(
            sector_label(policies, sector), len(found), *(sum(column) for column in zip(*found, strict=True))
        )
        for sector, found in sorted(made.items())
    ]
