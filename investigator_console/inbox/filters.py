"""What a member wants to see of the inbox: a view, and what it is narrowed down to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flask_babel import lazy_gettext

from investigator_console.cases.summary import CaseSummary
from investigator_console.inbox.due import is_pressing
from policies.assessment import UNKNOWN
from policies.deadlines import Deadline

VIEWS = (
    ("all", lazy_gettext("All")),
    ("unread", lazy_gettext("Unread")),
    ("us", lazy_gettext("Waiting for us")),
    ("reporter", lazy_gettext("Waiting for the reporter")),
    ("due", lazy_gettext("Due or overdue")),
    ("decide", lazy_gettext("To decide")),
    ("new", lazy_gettext("Not acknowledged")),
    ("open", lazy_gettext("Open")),
    ("closed", lazy_gettext("Closed")),
)
AGES = (
    ("week", lazy_gettext("7 days or less")),
    ("month", lazy_gettext("8 to 30 days")),
    ("older", lazy_gettext("More than 30 days")),
    ("quarter", lazy_gettext("31 to 90 days")),
    ("longer", lazy_gettext("More than 90 days")),
)
ANYBODY, NOBODY, ME = "", "nobody", "me"
AGE_DAYS = {
    "week": (0, 7),
    "month": (8, 30),
    "older": (31, 10**6),
    "quarter": (31, 90),
    "longer": (91, 10**6),
}


@dataclass(frozen=True)
class Filters:
    """Empty means no narrowing. `assignee`: "nobody", "me" or a member id in hex; `found`: handle of a search."""

    view: str = "all"
    category: str = ""
    age: str = ""
    assignee: str = ""
    region: str = ""
    found: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Self:
        """From an address; what isn't known there narrows nothing."""
        view, age = arguments.get("show", "all"), arguments.get("age", "")
        return cls(
            view=view if view in dict(VIEWS) else "all",
            category=arguments.get("category", ""),
            age=age if age in AGE_DAYS else "",
            assignee=arguments.get("assignee", ""),
            region=arguments.get("region", ""),
            found=arguments.get("found", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view leaves cases out."""
        return bool(self.category or self.age or self.assignee or self.region or self.found)

    def query(self, **changes: str) -> dict[str, Any]:
        """The address's arguments of this, with other values for some fields."""
        wanted = replace(self, **changes)
        named = {
            "show": wanted.view,
            "category": wanted.category,
            "age": wanted.age,
            "assignee": wanted.assignee,
            "region": wanted.region,
            "found": wanted.found,
        }
        return {name: value for name, value in named.items() if value}

    def keeps(self, summary: CaseSummary, age: int, me: str) -> bool:
        """Whether a case passes the filters, whatever the view. `age`: in days; `me`: member id in hex."""
        if self.category and self.category not in summary.categories:
            return False
        if self.region and self.region != (summary.region or UNKNOWN):
            return False
        if self.assignee == NOBODY and summary.assignees:
            return False
        wanted = me if self.assignee == ME else self.assignee
        if self.assignee not in {ANYBODY, NOBODY} and wanted not in summary.assignees:
            return False
        if not self.age:
            return True
        youngest, oldest = AGE_DAYS[self.age]
        return youngest <= age <= oldest


def views_of(summary: CaseSummary, nearest: Deadline | None) -> tuple[str, ...]:
    """The views that a case belongs to."""
    is_open = summary.stage != "closed"
    belongs = {
        "all": True,
        "unread": summary.unread > 0,
        "us": (is_open and summary.waiting_for == "us") or summary.review,
        "reporter": is_open and summary.waiting_for == "reporter",
        "due": is_pressing(nearest),
        "decide": summary.to_decide,
        "new": summary.status == "received",
        "open": is_open,
        "closed": not is_open,
    }
    return tuple(view for view, belonging in belongs.items() if belonging)
