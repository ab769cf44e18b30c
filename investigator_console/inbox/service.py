"""Which cases stand on a page of the inbox, and in what order: the most urgent first, then what is due next.

Everything comes from the sealed summaries; no case is opened for a list.
"""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import chain

from investigator_console.access.gate import is_over
from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.summary import CaseSummary
from investigator_console.inbox.agenda import Agenda, Entry
from investigator_console.inbox.due import DueView, show_due
from investigator_console.inbox.filters import VIEWS, Filters
from investigator_console.language import gettext, ngettext
from policies import Policies

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the inbox. `due`: the nearest deadline, None where nothing is due."""

    reference: str
    label: str
    title: str
    tier: str
    status: str
    conflict: bool
    path: str
    unread: int
    new: bool
    problems: int
    waiting: int
    draft: bool
    age: str
    due: DueView | None
    mine: bool
    can_acknowledge: bool
    can_pick: bool
    to_decide: bool
    review: bool
    gate: str


@dataclass(frozen=True)
class Listing:
    """One page of the inbox. `counts`: how many cases each view holds under the present filters.

    `total`: all cases, whatever the filters. `categories` and `assignees`: what there is to filter by.
    """

    filters: Filters
    rows: Sequence[Row]
    counts: dict[str, int]
    total: int
    page: int
    pages: int
    categories: Sequence[str]
    assignees: Sequence[str]
    regions: Sequence[str]


def list_cases(
    shelf: Shelf,
    agenda: Agenda,
    policies: Policies,
    filters: Filters,
    *,
    page: int,
    today: date,
    me: str,
    role: str,
    found: AbstractSet[bytes] = frozenset(),
) -> Listing:
    """The page `page` (from 1; too high a number gives the last one). `me`: member id in hex; `today`: UTC.

    `found`: the cases of the filters' search.
    """
    day = agenda.on(shelf, today)
    kept = day.entries
    if filters.narrowed:
        kept = [
            entry
            for entry in kept
            if filters.keeps(entry.summary, entry.age, me)
            and (not filters.found or entry.summary.case_id in found)
        ]
    counts = Counter(chain.from_iterable(entry.views for entry in kept))
    chosen = [entry for entry in kept if filters.view in entry.views]
    pages = max(1, -(-len(chosen) // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    start = (page - 1) * ROWS_A_PAGE
    return Listing(
        filters=filters,
        rows=[_row(shelf, policies, entry, today, me, role) for entry in chosen[start : start + ROWS_A_PAGE]],
        counts={code: counts[code] for code, _ in VIEWS},
        total=len(day.entries),
        page=page,
        pages=pages,
        categories=day.categories,
        assignees=[member for member in day.assignees if member != me],
        regions=day.regions,
    )


def may_acknowledge(policies: Policies, summary: CaseSummary, role: str) -> bool:
    """Whether a case still waits for somebody to say that it was read, and this role may say it."""
    return summary.status == "received" and may_set_status(policies, role)


def may_set_status(policies: Policies, role: str) -> bool:
    """Whether this role sets statuses anywhere; each case decides for itself when something is written."""
    found = policies.roles.role(role)
    return found is not None and "status" in found.actions


def _row(shelf: Shelf, policies: Policies, entry: Entry, today: date, me: str, role: str) -> Row:
    summary = entry.summary
    gate = "waits" if is_over(summary.until, today) else summary.gate
    return Row(
        reference=shelf.reference(summary.case_id),
        label=label(summary.case_id),
        title=title(policies, summary.categories),
        tier=summary.tier,
        status=status_label(policies, summary.status),
        conflict=len(summary.statuses) > 1,
        path=summary.path,
        unread=summary.unread,
        new=not summary.opened,
        problems=summary.problems,
        waiting=summary.waiting,
        draft=summary.draft,
        age=received(summary.received_on, today),
        due=None if entry.nearest is None else show_due(policies, entry.nearest),
        mine=me in summary.assignees,
        can_acknowledge=not gate and may_acknowledge(policies, summary, role),
        can_pick=not gate and summary.stage != "closed" and may_set_status(policies, role),
        to_decide=summary.to_decide,
        review=summary.review,
        gate=gate,
    )


def title(policies: Policies, categories: Sequence[str]) -> str:
    """The categories in words, in the order of the report."""
    labels = []
    for code in categories:
        category = policies.taxonomy.category(code)
        labels.append(code if category is None else gettext(category.label))
    return gettext("; ").join(labels) or gettext("A message to your team")


def status_label(policies: Policies, code: str) -> str:
    """A status in words for members; a code that this version doesn't know stays as it is."""
    status = policies.statuses.status(code)
    if status is None:
        return code
    # Its label speaks to the reporter: a member would take "for you" for themselves.
    return gettext("Question to the reporter") if status.waits_for_reporter else gettext(status.label)


def received(day: str, today: date) -> str:
    """How long ago a report came, in words that stand alone beside a deadline."""
    days = (today - date.fromisoformat(day)).days
    if days <= 0:
        return gettext("received today")
    if days == 1:
        return gettext("received yesterday")
    return ngettext("received %(num)s day ago", "received %(num)s days ago", days)


def age(day: str, today: date) -> str:
    """How long ago a day of receipt was, in words."""
    days = (today - date.fromisoformat(day)).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(num)s day ago", "%(num)s days ago", days)
