"""The days of a month with what is due on each, from the sealed summaries alone."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from investigator_console.cases.summary import CaseSummary
from investigator_console.inbox.due import show_due
from policies import Policies
from policies.deadlines import deadlines

# Monday first, as ISO 8601 counts.
_WEEKS = calendar.Calendar(0)


@dataclass(frozen=True)
class Item:
    """One thing due. `kind`: "deadline" or "task"; `text`: of a deadline, in words."""

    case_id: bytes
    day: date
    kind: str
    text: str
    tier: str
    mine: bool


@dataclass
class Day:
    """One day of the grid. `inside`: it belongs to the month."""

    day: date
    inside: bool
    today: bool
    items: list[Item] = field(default_factory=list)

    @property
    def urgent(self) -> bool:
        """Whether something of the first tier is due."""
        return any(item.tier == "T1" for item in self.items)


@dataclass(frozen=True)
class Month:
    """Whole weeks around one month.

    `late`: how much lies before today and is still not done; `following`: the first day after the month that has
    something.
    """

    first: date
    weeks: Sequence[Sequence[Day]]
    late: int
    following: date | None

    @property
    def days(self) -> list[Day]:
        """The days of the month that have something, in order."""
        return [day for week in self.weeks for day in week if day.inside and day.items]

    @property
    def before(self) -> date:
        """The first of the month before."""
        return (self.first - timedelta(1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first of the month after."""
        return month_after(self.first)


def month_after(first: date) -> date:
    """The first of the month after the one of `first`."""
    return (first + timedelta(31)).replace(day=1)


def read_month(text: str, today: date) -> date:
    """The first of the month that "YYYY-MM" names; of this month where it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def month_of(
    listed: Iterable[CaseSummary], policies: Policies, first: date, today: date, me: str, *, mine: bool
) -> Month:
    """What is due in the month of `first`. `me`: member id in hex; `mine`: only tasks and cases of this member."""
    weeks = [
        [Day(day, day.month == first.month, day == today) for day in week]
        for week in _WEEKS.monthdatescalendar(first.year, first.month)
    ]
    grid = {day.day: day for week in weeks for day in week}
    late, beyond, following = 0, month_after(first), None
    for summary in listed:
        for item in _items(summary, policies, today, me):
            if mine and not item.mine:
                continue
            late += item.day < today
            if item.day in grid:
                grid[item.day].items.append(item)
            if item.day >= beyond:
                following = item.day if following is None else min(following, item.day)
    for day in grid.values():
        day.items.sort(key=lambda item: (item.tier or "T9", item.kind, item.case_id))
    return Month(first, weeks, late, following)


def _items(summary: CaseSummary, policies: Policies, today: date, me: str) -> Iterable[Item]:
    assigned = me in summary.assignees
    told: set[str] = set()
    for found in deadlines(summary.clocks, policies.timers, today):
        view = show_due(policies, found)
        # Of several clocks for one thing only the strictest is due.
        if found.paused or view.what in told:
            continue
        told.add(view.what)
        yield Item(summary.case_id, found.due_on, "deadline", view.what, summary.tier, assigned)
    if summary.stage != "closed":
        for due, owner in summary.tasks:
            if due:
                yield Item(summary.case_id, date.fromisoformat(due), "task", "", summary.tier, owner == me)
