"""All listed cases in the order of triage, worked out once and then only where something changed.

Ten thousand deadlines on every press of a filter would be felt; a case that stays as it was keeps its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from investigator_console.cases.shelf import Shelf
from investigator_console.cases.summary import CaseSummary
from investigator_console.inbox.due import due_on
from investigator_console.inbox.filters import views_of
from policies.deadlines import Deadline, nearest_deadline
from policies.timers import Timers


@dataclass(frozen=True)
class Entry:
    """One case with what follows from it today: the nearest deadline, its views, its place, its age in days."""

    summary: CaseSummary
    nearest: Deadline | None
    views: tuple[str, ...]
    order: tuple[bool, str, date, int, bytes]
    age: int


@dataclass(frozen=True)
class Day:
    """The whole agenda on one day, in order, and what occurs in it to filter by."""

    entries: Sequence[Entry]
    categories: Sequence[str]
    assignees: Sequence[str]
    regions: Sequence[str] = ()


class Agenda:
    """Belongs to one unlocked vault. Safe to use from several threads."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._lock = Lock()
        self._state: tuple[date | None, int] = (None, 0)
        self._known: dict[bytes, Entry] = {}
        self._day = Day((), (), ())

    def on(self, shelf: Shelf, today: date) -> Day:
        """The agenda of the shelf's listed cases. `today`: UTC."""
        with self._lock:
            # Read before the cases are: a change in between makes it work once too often, never once too few.
            state = (today, shelf.changes)
            if state == self._state:
                return self._day
            if today != self._state[0]:
                self._known = {}
            listed = shelf.listed()
            self._known = {entry.summary.case_id: entry for entry in self._entries(listed, today)}
            self._day = Day(
                entries=sorted(self._known.values(), key=lambda entry: entry.order),
                categories=sorted({code for one in listed for code in one.categories}),
                assignees=sorted({member for one in listed for member in one.assignees}),
                regions=sorted({one.region for one in listed if one.region}),
            )
            self._state = state
            return self._day

    def _entries(self, listed: Sequence[CaseSummary], today: date) -> Iterator[Entry]:
        for summary in listed:
            known = self._known.get(summary.case_id)
            if known is not None and known.summary is summary:
                yield known
            else:
                yield self._entry(summary, today)

    def _entry(self, summary: CaseSummary, today: date) -> Entry:
        nearest = nearest_deadline(summary.clocks, self._timers, today)
        return Entry(
            summary=summary,
            nearest=nearest,
            views=views_of(summary, nearest),
            order=_order(summary, nearest),
            age=max(0, (today - date.fromisoformat(summary.received_on)).days),
        )


def _order(summary: CaseSummary, nearest: Deadline | None) -> tuple[bool, str, date, int, bytes]:
    # Closed cases owe nothing. The newest change, then the id, settle what urgency and deadline leave.
    newest = -date.fromisoformat(summary.changed_on).toordinal()
    settled = summary.stage == "closed" and not summary.review
    return (settled, summary.tier or "T9", due_on(nearest), newest, summary.case_id)
