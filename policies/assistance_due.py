"""What victim care has to do next, and by when: worked out from the assistance compartment alone.

Nothing here reads the state of an investigation (I1, I3). Days are whole, UTC, and count from the portal's day of
receipt or from the day that a tick names; the urgent windows count in hours from the band that the person chose, never
from a stored time of what happened.
"""

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from policies.children import child_due, is_child
from policies.consent_ledger import Row
from policies.deadlines import claimed_day, concerns_victim_care
from policies.door import URGENT_HOURS
from policies.fold import Case
from policies.loader import Policies
from policies.referral_track import Referral
from policies.timers import HOURS_A_DAY

DueKind = Literal[
    "offer",
    "child-alert",
    "stop",
    "answer",
    "followup",
    "consent-ends",
    "approve",
    "review",
    "gap",
    "contact-notice",
    "safety-moment",
]
DueState = Literal["due", "near", "overdue"]
_CLOSING = timedelta(hours=24)
_NOTHING: Mapping[str, date] = types.MappingProxyType({})


@dataclass(frozen=True)
class Task:
    """One thing to do, whatever day it is. `due_on`: the last day in time; `about`: the event concerned, or empty.

    `detail`: a code. It is shown from `since` and until `until` only, both included, where they are given.
    """

    kind: DueKind
    due_on: date
    about: str = ""
    detail: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Due:
    """A task as it stands on a day."""

    kind: DueKind
    due_on: date
    state: DueState
    about: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Window:
    """An urgent window. `until`: None where it never closes while things go on. "closing": a day or less is left."""

    id: str
    sector: str
    label: str
    until: datetime | None
    state: Literal["open", "closing", "passed"]


def list_due(
    case: Case, received_on: date, today: date, policies: Policies, arrived: Mapping[str, date] = _NOTHING
) -> tuple[Due, ...]:
    """Everything that is to be done for one case, the most pressing first. Days are UTC, `arrived` as in `schedule`."""
    return due_on_day(schedule(case, received_on, policies, arrived), today)


def due_on_day(tasks: Iterable[Task], today: date) -> tuple[Due, ...]:
    """The tasks that are shown on a day, the most pressing first."""
    shown = (task for task in tasks if (task.since or today) <= today <= (task.until or today))
    found = (
        Due(task.kind, task.due_on, _state(task.due_on, today), task.about, task.detail) for task in shown
    )
    return tuple(sorted(found, key=lambda due: (due.due_on, due.kind, due.about)))


def schedule(
    case: Case, received_on: date, policies: Policies, arrived: Mapping[str, date] = _NOTHING
) -> tuple[Task, ...]:
    """All tasks of one case: a list of many cases keeps them, and asks each day anew which are due.

    `arrived`: day of arrival by event id; what has none counts as arrived with the report.
    """
    return (
        *_offer(case, received_on, policies),
        *_child(case, received_on, policies, arrived),
        *(task for referral in case.referrals for task in _referral(referral, case)),
        *(task for row in case.ledger.rows for task in _consent(row, policies)),
        *_review(case),
        *_gaps(case, policies),
        *_told(case),
    )


def _state(day: date, today: date) -> DueState:
    if today > day:
        return "overdue"
    return "near" if today == day else "due"


def _offer(case: Case, received_on: date, policies: Policies) -> Iterator[Task]:
    if case.episode.begun or not concerns_victim_care(case, policies):
        return
    timer = policies.timers.timer("assistance-urgent" if is_urgent(case, policies) else "assistance")
    yield Task("offer", received_on + timedelta(days=timer.limit_days), "", timer.id)


def is_urgent(case: Case, policies: Policies) -> bool:
    """Whether the shorter offer holds: what the person said, or a category as grave as the policy names."""
    return case.request.urgent or case.tier in policies.timers.timer("assistance-urgent").tiers


def _child(case: Case, received_on: date, policies: Policies, arrived: Mapping[str, date]) -> Iterator[Task]:
    if is_child(case, policies) and not case.episode.child_alerts:
        yield Task("child-alert", child_due(case, received_on, policies, arrived).date(), "", "")


def _referral(referral: Referral, case: Case) -> Iterator[Task]:
    if referral.sent_on is None or referral.result:
        return
    # Whether a consent was withdrawn does not depend on the day; whether it ran out does.
    if referral.state(case, referral.sent_on) == "stop":
        yield Task("stop", referral.sent_on, referral.id)
        return
    if not referral.answer:
        days = -(-referral.answer_hours // HOURS_A_DAY)
        yield Task("answer", referral.sent_on + timedelta(days=days), referral.id, "")
    day = next_followup(referral)
    if day is not None:
        yield Task("followup", referral.sent_on + timedelta(days=day), referral.id, str(day))


def next_followup(referral: Referral) -> int | None:
    """The first day of its own follow-ups that nobody looked after yet; a later look covers an earlier one."""
    latest = max((one.day for one in referral.followups), default=0)
    return next((day for day in referral.followup_days if day > latest), None)


def _consent(row: Row, policies: Policies) -> Iterator[Task]:
    state = row.state(row.given_on)
    if state == "live":
        warn_on = row.until - timedelta(days=policies.referral_sop.consent_warning_days)
        yield Task("consent-ends", row.until, row.id, row.recipient, since=warn_on, until=row.until)
    elif state == "pending":
        yield Task("approve", row.given_on, row.id, row.recipient, until=row.until)


def _review(case: Case) -> Iterator[Task]:
    if case.episode.state == "plan" and case.episode.review_on is not None:
        yield Task("review", case.episode.review_on, "", "")
    for decision in case.episode.decisions:
        if not decision.stands:
            yield Task("approve", decision.on, decision.event_id, decision.decision)


def _gaps(case: Case, policies: Policies) -> Iterator[Task]:
    """A referral that ended without a service, or a gap that nobody asked the last resort about."""
    flagged = {gap.referral for gap in case.episode.gaps if gap.referral}
    asked = {(gap.sector, gap.place) for gap in case.episode.gaps if gap.asked}
    for referral in case.referrals:
        result = policies.referral_sop.result(referral.result)
        if result is not None and result.gap and referral.id not in flagged:
            yield Task("gap", referral.sent_on or referral.on, referral.id, referral.sector)
    for gap in case.episode.gaps:
        resort = policies.referral_sop.last_resort(gap.sector)
        if resort is not None and not gap.asked and (gap.sector, gap.place) not in asked:
            days = -(-resort.trigger_hours // HOURS_A_DAY)
            yield Task("gap", gap.on + timedelta(days=days), gap.event_id, gap.sector)


def _told(case: Case) -> Iterator[Task]:
    for notice in case.safeguards.notices:
        if not notice.seen_by:
            yield Task("contact-notice", notice.at.astimezone(UTC).date(), notice.event_id, notice.kind)
    for moment in case.safeguards.moments:
        if not moment.acknowledged_by:
            yield Task("safety-moment", moment.on, moment.event_id, "")


def urgent_windows(case: Case, received_on: date, now: datetime, policies: Policies) -> tuple[Window, ...]:
    """The urgent windows as they stand. `now` with a zone. A window is open up to and including its last minute.

    It closes no later than the band allows: "72-120h" leaves 48 of 120 hours at most.
    """
    recency = case.request.recency
    base = _written_at(case, received_on)
    found = []
    for window in policies.referral_sop.windows:
        if window.hours == 0:
            if window.id == "danger" and case.request.danger_now == "yes":
                found.append(Window(window.id, window.sector, window.label, None, "open"))
        elif recency == "ongoing":
            found.append(Window(window.id, window.sector, window.label, None, "open"))
        elif recency in URGENT_HOURS:
            until = base + timedelta(hours=window.hours - URGENT_HOURS[recency])
            found.append(
                Window(window.id, window.sector, window.label, until, _window_state(until, base, now))
            )
    return tuple(found)


def _window_state(until: datetime, base: datetime, now: datetime) -> Literal["open", "closing", "passed"]:
    if now > until or until <= base:
        return "passed"
    return "closing" if until - now <= _CLOSING else "open"


def _written_at(case: Case, received_on: date) -> datetime:
    """When the band was chosen: the claim, if it fits the day of receipt; else the end of that day.

    A wrong clock must not tell an officer that a medicine comes too late.
    """
    claim = case.request.claimed_at
    day = claimed_day(claim)
    if day is not None and abs((day - received_on).days) <= 1:
        moment = datetime.fromisoformat(claim)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(received_on, time(23, 59), UTC)
