"""From a folded case to what retention has to know of it. The rules are in policies/retention.py."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from crypto.constants import ASSISTANCE, IDENTITY, LANES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.keys import CaseKeys
from policies import Policies
from policies.fold import Case
from policies.retention import Due, KeptCase, State, due_for_destruction

_REVIEW = "review-request"


class ReadCase(Protocol):
    """What is needed of a case that was read: see `cases.record.CaseRecord`."""

    @property
    def case(self) -> Case | None: ...  # noqa: D102
    @property
    def entries(self) -> Mapping[str, StoredEntry]: ...  # noqa: D102
    @property
    def keys(self) -> CaseKeys: ...  # noqa: D102
    @property
    def policies(self) -> Policies: ...  # noqa: D102
    def in_use(self, lane: int) -> bool: ...  # noqa: D102


def kept_case(record: ReadCase) -> KeptCase | None:
    """The case as retention sees it; None where nothing of it opens here."""
    case = record.case
    if case is None or record.keys.empty:
        return None
    used = {lane for lane in LANES if record.in_use(lane) and record.keys.records.get(lane)}
    closed = {
        lane: record_day(record, register.event_ids)
        for lane, register in case.status.items()
        if register.value == "closed" and not register.conflict
    }
    if case.episode.open:
        # Help that goes on keeps its lane open, whatever the conversation's status says.
        closed.pop(ASSISTANCE, None)
    elif case.episode.state == "closed":
        ends = tuple(event_id for state, event_id, _ in case.episode.history if state == "closed")
        closed[ASSISTANCE] = record_day(record, ends)
    days = [entry.received_on for entry in record.entries.values()]
    review = case.decision.review
    return KeptCase(
        received_on=date.fromisoformat(min(days)),
        acknowledged=case.acknowledged,
        lanes=frozenset(used | ({IDENTITY} if used else set())),
        # A review that waits for its answer keeps everything, whatever else is closed.
        closed_on={}
        if review is not None and review.state == "requested"
        else {lane: day for lane, day in closed.items() if day is not None},
        outcome_class=outcome_class(record),
        held=bool(case.destruction.live),
    )


def due_lanes(record: ReadCase, today: date) -> tuple[Due, ...]:
    """How each lane of a case stands today; nothing where nothing opens here."""
    kept = kept_case(record)
    if kept is None:
        return ()
    review_days = record.policies.timers.timer(_REVIEW).limit_days
    return due_for_destruction(kept, record.policies.retention, review_days, today)


def kept_lanes(record: ReadCase) -> tuple[tuple[int, str, str, str], ...]:
    """The same for the sealed snapshot: lane, class, last day or "", and "never" or "" where there is no day.

    Whether that day has come is judged when it is shown.
    """
    return tuple(
        (
            one.lane,
            one.class_id,
            "" if one.due_on is None else one.due_on.isoformat(),
            "never" if one.state == "never" else "",
        )
        for one in due_lanes(record, date.min)
    )


def state_of(row: tuple[int, str, str, str], holds: int, today: date) -> State:
    """How a lane of a snapshot stands today."""
    _lane, _class, due_on, never = row
    if not due_on:
        return "never" if never else "open"
    if today < date.fromisoformat(due_on):
        return "kept"
    return "held" if holds else "due"


def outcome_class(record: ReadCase) -> str:
    """The class of the outcome that was recorded, or "": then the longest time counts."""
    approved = None if record.case is None else record.case.decision.approved
    outcomes = record.policies.outcomes.outcomes
    return next((one.retention for one in outcomes if approved is not None and one.code == approved.code), "")


def record_day(record: ReadCase, event_ids: tuple[str, ...]) -> date | None:
    """The day on which the last of these entries came to the portal, or was written here."""
    days = [record.entries[one].received_on for one in event_ids if one in record.entries]
    return date.fromisoformat(max(days)) if days else None
