"""What a report says in each lane, and who may open which: nothing is sealed that only one person could open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.constants import (
    ALLEGATION,
    ASSISTANCE,
    COMPARTMENTS,
    COORDINATION,
    IDENTITY,
    LANE_NAMES,
    RETALIATION,
)
from crypto.errors import LaneTooFewHolders, Malformed
from crypto.types import MemberId

_ROSTER_LANES = (ALLEGATION, RETALIATION, ASSISTANCE, COORDINATION)
_HOLDERS = 2


@dataclass(frozen=True)
class Rosters:
    """Who may open what: `lanes` for c 1, 2, 3 and 5; the two shares of the identity key."""

    lanes: Mapping[int, tuple[MemberId, ...]]
    share_a: tuple[MemberId, ...] = ()
    share_b: tuple[MemberId, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.lanes) <= set(_ROSTER_LANES):
            raise Malformed("rosters are for lanes 1, 2, 3 and 5")
        if set(self.lane(ALLEGATION)) & set(self.lane(ASSISTANCE)):
            raise Malformed("nobody holds allegation and assistance together")
        if set(self.share_a) & set(self.share_b):
            raise Malformed("nobody holds both shares of the identity key")

    def lane(self, c: int) -> tuple[MemberId, ...]:
        """The roster of lane `c`; empty where its key goes to nobody."""
        return self.lanes.get(c, ())

    def everybody(self) -> frozenset[MemberId]:
        """All who get any key."""
        return frozenset((*self.share_a, *self.share_b, *(one for ids in self.lanes.values() for one in ids)))


@dataclass(frozen=True)
class ReportPlan:
    """What to seal: the own fields of each lane's body (c to dict, with "used"), and the rosters."""

    bodies: Mapping[int, Mapping[str, Any]] = field(repr=False)
    rosters: Rosters

    def __post_init__(self) -> None:
        if not set(self.bodies) <= set(COMPARTMENTS):
            raise Malformed("a report has bodies 1 to 5")

    def used(self, c: int) -> bool:
        """Whether lane `c` says something; coordination always does."""
        return c == COORDINATION or bool(self.bodies.get(c, {}).get("used", False))


def check_holders(plan: ReportPlan, reached: set[MemberId]) -> None:
    """Two people for every lane that says something. `reached`: whoever gets keys. Raises `LaneTooFewHolders`.

    A lane that says nothing stops no report: one member's bad key there would silence everybody. Its key goes to
    whoever can still be reached, so that somebody hears her if she asks for help later.
    """
    named = [(LANE_NAMES[c], plan.rosters.lane(c)) for c in _ROSTER_LANES if plan.used(c)]
    if plan.used(IDENTITY):
        named += [("identity share A", plan.rosters.share_a), ("identity share B", plan.rosters.share_b)]
    for name, ids in named:
        if len(reached & set(ids)) < _HOLDERS:
            raise LaneTooFewHolders(f"fewer than two people could open {name}: use another channel")
