"""Tasks in words, for today's list and for a case."""

from dataclasses import dataclass
from datetime import date

from investigator_console.language import gettext, ngettext
from policies.assistance_due import Due


@dataclass(frozen=True)
class TaskView:
    """One task. `state`: "due", "near" or "overdue"; `when` says the same in words."""

    kind: str
    what: str
    when: str
    state: str
    due_on: str


GROUPS = ("first", "offers", "answers", "followups", "consents", "others")
_GROUP = {
    "stop": "first",
    "safety-moment": "first",
    "child-alert": "first",
    "offer": "offers",
    "answer": "answers",
    "followup": "followups",
    "consent-ends": "consents",
    "approve": "consents",
}


def group_of(kind: str) -> str:
    """The heading of today's list that a task stands under."""
    return _GROUP.get(kind, "others")


def group_label(group: str) -> str:
    """A heading."""
    return {
        "first": gettext("First of all"),
        "offers": gettext("Offers of help"),
        "answers": gettext("Services that have not answered"),
        "followups": gettext("Follow-ups"),
        "consents": gettext("Consents"),
    }.get(group, gettext("Reviews, gaps, announced contacts"))


def task_view(due: Due, today: date, who: str) -> TaskView:
    """A task. `who`: the service or recipient that it is about, or empty."""
    return TaskView(due.kind, _what(due, who), _when(due, today), due.state, due.due_on.isoformat())


def _what(due: Due, who: str) -> str:
    name = who or gettext("a service")
    return {
        "offer": gettext("Offer help"),
        "child-alert": gettext("Tell the lead for child protection"),
        "stop": gettext("Tell %(who)s that consent was withdrawn", who=name),
        "answer": gettext("%(who)s has not answered", who=name),
        "followup": gettext("Ask how it went with %(who)s (day %(day)s)", who=name, day=due.detail),
        "consent-ends": gettext("Consent for %(who)s ends", who=name),
        "approve": gettext("Second signature needed"),
        "review": gettext("Review the plan"),
        "gap": gettext("No service: flag it, ask the last resort"),
        "contact-notice": gettext("Investigators plan a contact"),
        "safety-moment": gettext("The person reported is to be told: acknowledge"),
    }[due.kind]


def _when(due: Due, today: date) -> str:
    days = (due.due_on - today).days
    if days < 0:
        return ngettext("overdue by %(num)s day", "overdue by %(num)s days", -days)
    if days == 0:
        return gettext("today")
    return ngettext("in %(num)s day", "in %(num)s days", days)
