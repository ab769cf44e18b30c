"""The information-sharing protocol between investigation and victim care, as coded values."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique
from policies.statuses import Stage

Party = Literal["investigation", "victim-care", "local-victim-care", "service-provider", "statistics"]
AssistanceState = Literal["unknown", "offered", "declined", "in-place"]


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
