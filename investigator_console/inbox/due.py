"""Deadlines in words, short enough for a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.cases.summary import CaseSummary
from investigator_console.language import gettext, ngettext
from policies import Policies
from policies.deadlines import Deadline, deadlines

NEVER = date.max


@dataclass(frozen=True)
class DueView:
    """`state`: "due", "near", "overdue" or "paused"; the text says the same, so that no colour has to.

    `what`: the thing that is due, without its time.
    """

    text: str
    state: str
    due_on: str
    what: str


def due_on(found: Deadline | None) -> date:
    """The day to sort by: nothing due, or nothing that moves, comes last."""
    return NEVER if found is None or found.paused else found.due_on


def is_pressing(found: Deadline | None) -> bool:
    """Whether a deadline is near or over, and its clock runs."""
    return found is not None and not found.paused and found.state != "due"


def show_all(policies: Policies, summary: CaseSummary, today: date) -> Sequence[DueView]:
    """The deadlines of a case, the nearest first. Of several for one thing only the strictest is shown."""
    first: dict[str, Deadline] = {}
    for found in deadlines(summary.clocks, policies.timers, today):
        first.setdefault(_named(policies, found.timer), found)
    return [show_due(policies, found) for found in first.values()]


def show_due(policies: Policies, found: Deadline) -> DueView:
    """One deadline in words."""
    what = _named(policies, found.timer)
    day = found.due_on.isoformat()
    if found.paused:
        return DueView(gettext("%(what)s on hold", what=what), "paused", day, what)
    if found.days_left < 0:
        late = ngettext(
            "%(what)s overdue by %(num)s day", "%(what)s overdue by %(num)s days", -found.days_left, what=what
        )
        return DueView(late, found.state, day, what)
    if found.days_left == 0:
        return DueView(gettext("%(what)s due today", what=what), found.state, day, what)
    left = ngettext("%(what)s due in %(num)s day", "%(what)s due in %(num)s days", found.days_left, what=what)
    return DueView(left, found.state, day, what)


def _named(policies: Policies, timer_id: str) -> str:
    words = {
        "acknowledge": gettext("First answer"),
        "assistance-urgent": gettext("Offer of help"),
        "assistance": gettext("Offer of help"),
        "assessment": gettext("Decision"),
        "assessment-urgent": gettext("Decision"),
        "retaliation-review": gettext("First review"),
        "update": gettext("Update"),
        "feedback": gettext("Feedback"),
        "investigation": gettext("Inquiry"),
        "outcome-told": gettext("Telling the outcome"),
        "review": gettext("Review"),
    }
    return words.get(timer_id) or gettext(policies.timers.timer(timer_id).label)
