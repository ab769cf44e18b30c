"""The information-sharing protocol between investigation and victim care, as coded values."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique
from policies.statuses import Stage

Party = Literal["investigation", "victim-care", "local-victim-care", "service-provider", "statistics"]
AssistanceState = Literal["unknown", "offered", "declined", "in-place"]
Scope = Literal["all", "own", "none"]

PLAN = "assistance-plan"
# Which side of the table a role stands on. Roles that are not named see no plan.
_PARTIES: Mapping[str, Party] = types.MappingProxyType(
    {"victim-care-officer": "victim-care", "psea-officer": "local-victim-care"}
)


@dataclass(frozen=True)
class DataPoint:
    """One fact and who may hold it: always, with the person's consent, or for their own referrals."""

    id: str
    label: str
    readers: tuple[Party, ...]
    with_consent: tuple[Party, ...] = ()
    own_referrals: tuple[Party, ...] = ()


@dataclass(frozen=True)
class Sharing:
    """Coded values of the coordination lane, most protective first, and the table of data points."""

    policy: Header
    stages: tuple[Stage, ...]
    assistance: tuple[AssistanceState, ...]
    contact_notice_hours: int
    safety_moment_hours: int
    data_points: tuple[DataPoint, ...]

    def __post_init__(self) -> None:
        unique("stages", self.stages)
        unique("assistance", self.assistance)
        unique("data_points", tuple(point.id for point in self.data_points))
        if self.stages[:1] != ("open",):
            raise InvalidValueError("stages", 'must begin with "open": an open case beats a closed one')
        medical = next((point for point in self.data_points if point.id == "medical"), None)
        if medical is not None and (medical.readers or medical.with_consent):
            raise InvalidValueError("data_points", "medical content is held by the service provider alone")

    def plan_scope(self, role: str) -> Scope:
        """What a role sees of plans and referrals: all, those of its own, or none."""
        party = _PARTIES.get(role)
        point = next((one for one in self.data_points if one.id == PLAN), None)
        if party is None or point is None:
            return "none"
        if party in point.readers:
            return "all"
        return "own" if party in point.own_referrals else "none"
