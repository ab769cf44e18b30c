"""How long what is kept, and what is due to be destroyed. No clock is read here: `today` is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Trigger = Literal["handed-over", "closed", "assistance-closed", "last-need", "never"]
State = Literal["open", "kept", "due", "held", "never"]
ALLEGATION, RETALIATION, ASSISTANCE, IDENTITY, COORDINATION = 1, 2, 3, 4, 5
LANE_CLASSES: Mapping[int, str] = {RETALIATION: "retaliation", ASSISTANCE: "assistance", IDENTITY: "identity"}
NEVER_OPENED = "never-opened"


@dataclass(frozen=True)
class RetentionClass:
    """Days from the trigger until destruction is due. Trigger "never": nothing is destroyed silently."""

    id: str
    label: str
    trigger: Trigger
    days: int
    approvers: int = 2

    def __post_init__(self) -> None:
        if (self.days < 1) != (self.trigger == "never"):
            raise InvalidValueError("days", 'must be 1 or more; 0 only with trigger = "never"')
        if self.approvers < 2:  # noqa: PLR2004 — rule E9 of the protocol, not a tunable
            raise InvalidValueError("approvers", "must be 2 or more: nobody destroys alone")


@dataclass(frozen=True)
class Reason:
    """Why something is held, as a code and in words."""

    code: str
    label: str


@dataclass(frozen=True)
class Retention:
    """All classes, and the limits in days for holds, backups, a reporter's access and the audit chain."""

    policy: Header
    hold_max_days: int
    backup_days: int
    code_access_days: int
    audit_chain_days: int
    hold_reasons: tuple[Reason, ...]
    classes: tuple[RetentionClass, ...]

    def __post_init__(self) -> None:
        unique("classes", tuple(one.id for one in self.classes))
        unique("hold_reasons", tuple(one.code for one in self.hold_reasons))
        for name in ("hold_max_days", "backup_days", "code_access_days", "audit_chain_days"):
            if getattr(self, name) < 1:
                raise InvalidValueError(name, "must be 1 or more")
        missing = {*LANE_CLASSES.values(), NEVER_OPENED} - {one.id for one in self.classes}
        if missing:
            raise InvalidValueError("classes", f"must have {', '.join(sorted(missing))}")
        if not any(one.trigger == "closed" for one in self.classes):
            raise InvalidValueError("classes", 'must have one with trigger = "closed"')

    def of(self, class_id: str) -> RetentionClass:
        """The class of that id. Raises `KeyError`."""
        return {one.id: one for one in self.classes}[class_id]

    def class_of(self, lane: int, outcome_class: str) -> RetentionClass:
        """The class of a lane (1 to 4). An allegation without a recorded outcome keeps as long as any would."""
        if lane in LANE_CLASSES:
            return self.of(LANE_CLASSES[lane])
        known = {one.id: one for one in self.classes if one.trigger in {"closed", "handed-over"}}
        longest = max(known.values(), key=lambda one: one.days)
        return known.get(outcome_class, longest)


@dataclass(frozen=True)
class KeptCase:
    """What retention has to know of a case.

    `lanes`: those in use and not destroyed yet (1 to 4). `closed_on`: lane (1 to 3) to the day on which it was
    closed, for those that are closed and not disputed. `outcome_class`: a class of the allegation's outcome,
    or "". `held`: whether a hold lives, whatever its date.
    """

    received_on: date
    acknowledged: bool
    lanes: frozenset[int]
    closed_on: Mapping[int, date] = field(default_factory=dict)
    outcome_class: str = ""
    held: bool = False


@dataclass(frozen=True)
class Due:
    """One lane of a case: until when it is kept, and what stands in the way. `due_on` None: no end yet.

    "open": work goes on. "kept": closed, and its time runs. "due": its time is over. "held": over, and a hold
    lives. "never": nobody ever acknowledged it, so nothing is destroyed by time alone and somebody must look.
    """

    lane: int
    class_id: str
    state: State
    due_on: date | None


def due_for_destruction(
    case: KeptCase, retention: Retention, review_days: int, today: date
) -> tuple[Due, ...]:
    """How each lane of a case stands. `review_days`: how long after a closing a review can be asked for.

    Nothing is due while any lane is open, or while the reporter could still ask for a review or come back: the
    time to keep begins with the lane's own closing, but never ends before those windows of every lane.
    """
    if not case.acknowledged:
        return tuple(Due(lane, NEVER_OPENED, "never", None) for lane in sorted(case.lanes))
    worked = [lane for lane in case.lanes if lane != IDENTITY]
    still_open = [lane for lane in worked if lane not in case.closed_on]
    last = max((case.closed_on[lane] for lane in worked if lane in case.closed_on), default=None)
    window = timedelta(days=max(review_days, retention.code_access_days))
    found = []
    for lane in sorted(case.lanes):
        kind = retention.class_of(lane, case.outcome_class)
        closed = last if lane == IDENTITY else case.closed_on.get(lane)
        if still_open or closed is None or last is None:
            found.append(Due(lane, kind.id, "open", None))
            continue
        due_on = max(closed + timedelta(days=kind.days), last + window + timedelta(days=1))
        state: State = "kept"
        if today >= due_on:
            state = "held" if case.held else "due"
        found.append(Due(lane, kind.id, state, due_on))
    return tuple(found)
