"""Deadlines as data: what starts a clock, what stops it, when it is near and when overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, Review, unique
from policies.taxonomy import Tier

HOURS_A_DAY = 24

Moment = Literal[
    "told",
    "received",
    "acknowledged",
    "assessed",
    "assistance-offered",
    "last-update",
    "update",
    "feedback",
    "investigating",
    "findings_ready",
    "decided",
    "closed",
    "outcome-read",
    "review-requested",
    "reviewed",
]
LaneName = Literal["allegation", "retaliation", "assistance"]


@dataclass(frozen=True)
class Timer:
    """One deadline in hours of calendar time. Empty `tiers` or `lanes` mean all of them."""

    id: str
    label: str
    start: Moment
    stop: Moment
    target_hours: int
    limit_hours: int
    escalate_to: str
    pause_when: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    lanes: tuple[LaneName, ...] = ()
    status: Review = "draft-needs-local-review"

    def __post_init__(self) -> None:
        if self.target_hours < 1:
            raise InvalidValueError("target_hours", "must be 1 or more")
        if self.limit_hours < self.target_hours:
            raise InvalidValueError(
                "limit_hours", f"must not be less than target_hours ({self.target_hours})"
            )

    @property
    def limit_days(self) -> int:
        """The limit in whole days, rounded up: never promise less time than the policy gives."""
        return -(-self.limit_hours // HOURS_A_DAY)


@dataclass(frozen=True)
class Alarm:
    """Hours after receipt at which the portal calls the next on duty, then hours between calls.

    `slot_hours`: calls leave at hours that it divides, so that their time says less about who wrote when.
    `roster_signed_by`: the roles whose signature makes a duty roster count.
    """

    after_hours: tuple[int, ...]
    repeat_hours: int
    slot_hours: int
    roster_signed_by: tuple[str, ...]

    def __post_init__(self) -> None:
        if (
            not self.after_hours
            or self.after_hours[0] < 1
            or sorted(set(self.after_hours)) != [*self.after_hours]
        ):
            raise InvalidValueError("after_hours", "must be rising hours, each 1 or more, like [4, 8, 12]")
        if self.repeat_hours < 1:
            raise InvalidValueError("repeat_hours", "must be 1 or more")
        if not 1 <= self.slot_hours <= self.after_hours[0]:
            raise InvalidValueError(
                "slot_hours", "must be 1 or more, and not more than the first of after_hours"
            )
        if not self.roster_signed_by:
            raise InvalidValueError("roster_signed_by", "must name a role: somebody has to sign the roster")


@dataclass(frozen=True)
class Timers:
    """All deadlines and the portal's one alarm."""

    policy: Header
    alarm: Alarm
    timers: tuple[Timer, ...]

    def __post_init__(self) -> None:
        ids = tuple(timer.id for timer in self.timers)
        unique("timers", ids)
        if "acknowledge" not in ids:
            raise InvalidValueError(
                "timers", 'needs a timer with id = "acknowledge": the reporter\'s page uses it'
            )

    @cached_property
    def by_id(self) -> Mapping[str, Timer]:
        """Every timer by its id."""
        return {timer.id: timer for timer in self.timers}

    def timer(self, timer_id: str) -> Timer:
        """The timer of that id. Raises `KeyError`: asking for another is a bug."""
        return self.by_id[timer_id]
