"""A child, for whoever leads the protection of children: the alert on every page, on today's list and on the case."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from investigator_console.cases.shelf import Shelf
from investigator_console.language import gettext, ngettext
from policies import Policies
from policies.children import ChildAlert, child_alert, is_child, known_to_lead, leads_children
from policies.episode import ChildTold
from policies.fold import Case

_HOUR, _DAYS = timedelta(hours=1), 48


@dataclass(frozen=True)
class AlertView:
    """How long a lead has to say that they know of a child, in words."""

    when: str
    overdue: bool


@dataclass(frozen=True)
class ChildView:
    """What a case says of a child. `alert`: for a lead alone, while none of them has signed.

    `leads`: this member leads the protection of children; `known`, `told`: what leads signed, and what others did.
    """

    child: bool
    leads: bool
    alert: AlertView | None
    known: Sequence[str]
    told: Sequence[str]


@dataclass(frozen=True)
class AlertCount:
    """Children of whom a lead must say that they know."""

    waiting: int
    overdue: int


def alert_for(
    role: str, case: Case | None, received_on: date, policies: Policies, arrived: Mapping[str, date]
) -> ChildAlert | None:
    """The alert of a case for a member of `role`; None for whoever does not lead the protection of children."""
    if case is None or not leads_children(role, policies):
        return None
    return child_alert(case, received_on, policies, arrived)


def count_alerts(shelf: Shelf, now: datetime) -> AlertCount:
    """What stands beside the name of the page of help, on every page. `now` with a zone."""
    alerts = [read_alert(summary.child_due) for summary in shelf.listed() if summary.child_due]
    return AlertCount(len(alerts), sum(one.is_overdue(now) for one in alerts))


def child_due_to_keep(
    role: str, case: Case | None, received_on: date, policies: Policies, arrived: Mapping[str, date]
) -> str:
    """The alert as the inbox's snapshot keeps it, or "". `case`: None where its record of help does not open."""
    alert = alert_for(role, case, received_on, policies, arrived)
    return "" if alert is None else alert.due_at.isoformat()


def read_alert(text: str) -> ChildAlert:
    """The reverse of `child_due_to_keep`, of a text that is not empty."""
    return ChildAlert(datetime.fromisoformat(text))


def view_child(
    case: Case,
    alert: ChildAlert | None,
    now: datetime,
    role: str,
    policies: Policies,
    say: Callable[[str], str],
) -> ChildView:
    """The child of a case. `alert`: as of `alert_for`; `now` with a zone; `say`: a member in words."""
    known = known_to_lead(case, policies)
    told = [one for one in case.episode.child_alerts if one not in known]
    return ChildView(
        child=is_child(case, policies),
        leads=leads_children(role, policies),
        alert=None if alert is None else view_alert(alert, now),
        known=_lines(known, say),
        told=_lines(told, say),
    )


def view_alert(alert: ChildAlert, now: datetime) -> AlertView:
    """Hours are cut down while they run, so that nobody counts on time that is not there."""
    left = alert.due_at - now.astimezone(UTC)
    if not alert.is_overdue(now):
        hours = left // _HOUR
        words = ngettext("%(num)s hour left", "%(num)s hours left", hours)
        return AlertView(words if hours else gettext("less than an hour left"), overdue=False)
    hours = -left // _HOUR
    if hours >= _DAYS:
        return AlertView(
            ngettext("overdue by %(num)s day", "overdue by %(num)s days", hours // 24), overdue=True
        )
    words = ngettext("overdue by %(num)s hour", "overdue by %(num)s hours", hours)
    return AlertView(words if hours else gettext("overdue"), overdue=True)


def _lines(signed: Iterable[ChildTold], say: Callable[[str], str]) -> list[str]:
    return [f"{one.on.isoformat()} {say(one.author)}" for one in signed]
