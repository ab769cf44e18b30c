"""Which cases stand on a page of the inbox, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext

from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.summary import CaseSummary
from investigator_console.language import gettext, ngettext
from policies import Policies

ROWS_A_PAGE = 50

VIEWS = (
    ("all", lazy_gettext("All")),
    ("unread", lazy_gettext("Unread")),
    ("new", lazy_gettext("Not acknowledged")),
    ("open", lazy_gettext("Open")),
    ("closed", lazy_gettext("Closed")),
)


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

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


@dataclass(frozen=True)
class Listing:
    """One page of the inbox. `counts`: how many cases each view holds."""

    view: str
    rows: Sequence[Row]
    counts: dict[str, int]
    page: int
    pages: int


def list_cases(shelf: Shelf, policies: Policies, *, view: str, page: int, today: date) -> Listing:
    """The page `page` (from 1; too high a number gives the last one) of `view`; an unknown view is "all"."""
    listed = shelf.listed()
    chosen = {code: [s for s in listed if _belongs(s, code)] for code, _ in VIEWS}
    if view not in chosen:
        view = "all"
    ordered = sorted(chosen[view], key=_order)
    pages = max(1, -(-len(ordered) // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    start = (page - 1) * ROWS_A_PAGE
    return Listing(
        view=view,
        rows=[_row(shelf, policies, summary, today) for summary in ordered[start : start + ROWS_A_PAGE]],
        counts={code: len(members) for code, members in chosen.items()},
        page=page,
        pages=pages,
    )


def _belongs(summary: CaseSummary, view: str) -> bool:
    match view:
        case "unread":
            return summary.unread > 0
        case "new":
            return summary.status == "received"
        case "open":
            return summary.stage != "closed"
        case "closed":
            return summary.stage == "closed"
        case _:
            return True


def _order(summary: CaseSummary) -> tuple[bool, str, int, bytes]:
    # Unread before read, urgent before less urgent, then the newest change; the id settles what is left.
    newest = -date.fromisoformat(summary.changed_on).toordinal()
    return (summary.unread == 0, summary.tier or "T9", newest, summary.case_id)


def _row(shelf: Shelf, policies: Policies, summary: CaseSummary, today: date) -> Row:
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
        age=age(summary.received_on, today),
    )


def title(policies: Policies, categories: Sequence[str]) -> str:
    """The categories in words, in the order of the report."""
    labels = []
    for code in categories:
        category = policies.taxonomy.category(code)
        labels.append(code if category is None else gettext(category.label))
    return "; ".join(labels) or gettext("A message to your team")


def status_label(policies: Policies, code: str) -> str:
    """A status in words; a code that this version doesn't know stays as it is."""
    status = policies.statuses.status(code)
    return code if status is None else gettext(status.label)


def age(day: str, today: date) -> str:
    """How long ago a day of receipt was, in words."""
    days = (today - date.fromisoformat(day)).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(num)s day ago", "%(num)s days ago", days)
