"""A child: whether the person harmed is under 18, and by when a lead for child protection must know of it.

The hours run from when the report was stored. The portal tells members the day of that and no more; the hour within
the day is what the person's own device claimed under seal. A claim of the day before or after counts as the nearest
edge of the day. Without one that fits, the day counts from its beginning: no child waits longer because a clock was
wrong. Where an officer was the first to note a child's age, the hours run from then, as they claim: believed between
the day of the report and the day on which their note came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from policies.deadlines import claimed_day
from policies.episode import ChildTold
from policies.fold import Case
from policies.loader import Policies

_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class ChildAlert:
    """A child of whom no lead has said yet that they know. `due_at`: the last moment in time, UTC."""

    due_at: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Whether the hours have run out. `now` with a zone."""
        return now > self.due_at


def is_child(case: Case, policies: Policies) -> bool:
    """Whether the person harmed is under 18, as far as anybody said: the door, an officer, or the category."""
    minor = policies.consent.minor_rule(case.episode.age_band) is not None
    return case.request.child or minor or (_coded(case, policies) and case.episode.age_band == "")


def leads_children(role: str, policies: Policies) -> bool:
    """Whether the policy names this role as the lead for child protection."""
    return role == policies.referral_sop.child_lead_role


def known_to_lead(case: Case, policies: Policies) -> tuple[ChildTold, ...]:
    """What leads signed for themselves. That a colleague told one is no answer of theirs."""
    return tuple(one for one in case.episode.child_alerts if leads_children(one.role, policies))


def child_alert(
    case: Case, received_on: date, policies: Policies, arrived: Mapping[str, date]
) -> ChildAlert | None:
    """The alert of a case; None where no child is concerned or a lead has signed. Days as in `child_due`."""
    if not is_child(case, policies) or known_to_lead(case, policies):
        return None
    return ChildAlert(child_due(case, received_on, policies, arrived))


def child_due(case: Case, received_on: date, policies: Policies, arrived: Mapping[str, date]) -> datetime:
    """The last moment, UTC, at which a lead knows in time.

    `received_on`, `arrived` by event id: the portal's days. What has none counts as arrived with the report.
    """
    # What an officer notes later of a child whom the report named gives nobody more time.
    if case.request.child or _coded(case, policies):
        since = _within_day(case.request.claimed_at, received_on)
    else:
        noted = case.episode
        latest = max(received_on, arrived.get(noted.minor_event, received_on))
        noted_on = min(claimed_day(noted.minor_since) or received_on, latest)
        # Nobody noted anything before there was a report.
        since = _within_day(noted.minor_since, max(received_on, noted_on))
    return since + timedelta(hours=policies.referral_sop.child_lead_hours)


def _coded(case: Case, policies: Policies) -> bool:
    found = (policies.taxonomy.category(code) for code in case.category.value.split())
    return any(category is not None and category.child for category in found)


def _within_day(claim: str, day: date) -> datetime:
    first = datetime.combine(day, time(), UTC)
    claimed_on = claimed_day(claim)
    if claimed_on is None or abs((claimed_on - day).days) > 1:
        return first
    moment = datetime.fromisoformat(claim)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment.astimezone(UTC), first), datetime.combine(day, _LAST_MINUTE, UTC))
