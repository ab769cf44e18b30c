"""The bars of the overview, counted from the inbox's agenda: nothing is decrypted, no case is folded for it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import format_date

from investigator_console.inbox.agenda import Entry
from investigator_console.inbox.filters import AGE_DAYS, AGES, ME, VIEWS
from investigator_console.inbox.service import status_label
from investigator_console.language import gettext
from policies import Policies

WEEKS_AHEAD = 6
URGENT = "T1"
LATE, LATER, ON_HOLD, NOTHING = "late", "later", "on-hold", "nothing"
# Shares are in whole thousandths of the longest bar, so that a single case among ten thousand still shows.
SCALE = 1000
# The filter's bands of age that follow each other without overlapping, the youngest first.
AGE_BANDS = ("week", "month", "quarter", "longer")


@dataclass(frozen=True)
class Bar:
    """One bar. `urgent`: how many of `count` are of the first tier; `query`: the inbox that lists them, if one does.

    `length` and `urgent_length`: in thousandths of the chart's longest bar.
    """

    label: str
    count: int
    urgent: int
    length: int
    urgent_length: int
    late: bool = False
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """Bars that are compared with each other."""

    id: str
    title: str
    hint: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Overview:
    """The page. `tiles`: (how many, of what, the view of the inbox that lists them)."""

    open: int
    tiles: Sequence[tuple[int, str, str]]
    charts: Sequence[Chart]


@dataclass(frozen=True)
class _Line:
    key: Hashable
    label: str
    query: dict[str, str] = field(default_factory=dict)
    late: bool = False


def count_work(entries: Iterable[Entry], policies: Policies, today: date, me: str, *, mine: bool) -> Overview:
    """The overview of an agenda's entries. `today`: UTC; `me`: member id in hex; `mine`: only this member's cases."""
    chosen = [entry for entry in entries if not mine or me in entry.summary.assignees]
    narrowed = {"assignee": ME} if mine else {}
    still_open = [entry for entry in chosen if "open" in entry.views]
    views = Counter(view for entry in chosen for view in entry.views)
    overdue = sum(_week(entry, today) == LATE for entry in still_open)
    tiles = (
        (len(still_open), gettext("open"), "open"),
        (views["new"], gettext("not acknowledged"), "new"),
        (overdue, gettext("overdue"), "due"),
        (views["decide"], gettext("to decide"), "decide"),
    )
    charts = (
        _chart(
            ("age", gettext("How old open cases are"), gettext("Days since the portal received the report.")),
            _ages(narrowed),
            still_open,
            _band,
        ),
        _chart(
            ("turn", gettext("Whose turn it is"), gettext("Who spoke last, and whether an answer is owed.")),
            _turns(narrowed),
            still_open,
            lambda entry: entry.summary.waiting_for or "nobody",
        ),
        _chart(
            ("status", gettext("Where open cases stand"), gettext("The status that the reporter reads.")),
            [_Line(code, status_label(policies, code)) for code in _statuses(policies, still_open)],
            still_open,
            lambda entry: entry.summary.status,
        ),
        _chart(
            (
                "due",
                gettext("What is due when"),
                gettext("Each open case once, by its nearest deadline; weeks begin on Monday."),
            ),
            _weeks(today, narrowed),
            still_open,
            lambda entry: _week(entry, today),
        ),
    )
    return Overview(len(still_open), tiles, charts)


def _chart(
    named: tuple[str, str, str],
    lines: Sequence[_Line],
    entries: Sequence[Entry],
    key: Callable[[Entry], Hashable],
) -> Chart:
    counts = Counter(key(entry) for entry in entries)
    urgent = Counter(key(entry) for entry in entries if entry.summary.tier == URGENT)
    longest = max((counts[line.key] for line in lines), default=0)
    bars = [
        Bar(
            label=line.label,
            count=counts[line.key],
            urgent=urgent[line.key],
            length=_share(counts[line.key], longest),
            urgent_length=_share(urgent[line.key], longest),
            late=line.late,
            query=line.query,
        )
        for line in lines
    ]
    return Chart(*named, bars)


def _share(count: int, longest: int) -> int:
    return -(-count * SCALE // longest) if longest else 0


def _ages(narrowed: dict[str, str]) -> list[_Line]:
    words = dict(AGES)
    return [_Line(band, str(words[band]), {"show": "open", "age": band, **narrowed}) for band in AGE_BANDS]


def _band(entry: Entry) -> str:
    return next(band for band in AGE_BANDS if entry.age <= AGE_DAYS[band][1])


def _weeks(today: date, narrowed: dict[str, str]) -> list[_Line]:
    monday = today - timedelta(today.weekday())
    ahead = [monday + timedelta(weeks=number) for number in range(WEEKS_AHEAD)]
    named = {ahead[0]: gettext("This week"), ahead[1]: gettext("Next week")}
    return [
        _Line(LATE, gettext("Overdue"), {"show": "due", **narrowed}, late=True),
        *(
            _Line(day, named.get(day) or gettext("Week of %(day)s", day=format_date(day, "d MMM")))
            for day in ahead
        ),
        _Line(LATER, gettext("Later")),
        _Line(ON_HOLD, gettext("On hold")),
        _Line(NOTHING, gettext("Nothing due")),
    ]


def _week(entry: Entry, today: date) -> date | str:
    nearest = entry.nearest
    if nearest is None:
        return NOTHING
    if nearest.paused:
        return ON_HOLD
    if nearest.days_left < 0:
        return LATE
    monday = nearest.due_on - timedelta(nearest.due_on.weekday())
    first = today - timedelta(today.weekday())
    return monday if monday < first + timedelta(weeks=WEEKS_AHEAD) else LATER


def _turns(narrowed: dict[str, str]) -> list[_Line]:
    words = dict(VIEWS)
    return [
        *(_Line(view, str(words[view]), {"show": view, **narrowed}) for view in ("us", "reporter")),
        _Line("nobody", gettext("Nobody has to answer")),
    ]


def _statuses(policies: Policies, entries: Sequence[Entry]) -> list[str]:
    """The statuses that occur, in the order of the policy; unknown ones last."""
    found = {entry.summary.status for entry in entries}
    known = [one.code for one in policies.statuses.statuses if one.code in found]
    return known + sorted(found.difference(known))
