"""Referral of a person harmed to services, as a checklist with urgent windows and a last resort."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique


@dataclass(frozen=True)
class Sector:
    """A kind of help. `records` false: information only, nothing about it is ever kept."""

    code: str
    label: str
    track: Literal["person", "staff"] = "person"
    records: bool = True


@dataclass(frozen=True)
class Step:
    """One line of the checklist."""

    id: str
    label: str


@dataclass(frozen=True)
class Window:
    """Hours from the event within which a sector is urgent; 0: the same day."""

    id: str
    hours: int
    sector: str
    label: str


@dataclass(frozen=True)
class LastResort:
    """Whom to ask where a sector has no service for so many hours, without any detail of the case."""

    sector: str
    agency: str
    trigger_hours: int


@dataclass(frozen=True)
class Result:
    """How a referral ended. `gap`: counts as a gap in services."""

    id: str
    label: str
    gap: bool = False


@dataclass(frozen=True)
class FundingLine:
    """Who paid."""

    id: str
    label: str


@dataclass(frozen=True)
class Referrals:
    """The procedure. `followup_days` count from sending; directory entries are checked, then hidden."""

    policy: Header
    followup_days: tuple[int, ...]
    directory_check_days: int
    directory_hide_days: int
    sectors: tuple[Sector, ...]
    steps: tuple[Step, ...]
    windows: tuple[Window, ...]
    last_resorts: tuple[LastResort, ...]
    results: tuple[Result, ...]
    funding_lines: tuple[FundingLine, ...]

    def __post_init__(self) -> None:
        unique("sectors", tuple(sector.code for sector in self.sectors))
        unique("steps", tuple(step.id for step in self.steps))
        unique("windows", tuple(window.id for window in self.windows))
        unique("last_resorts", tuple(one.sector for one in self.last_resorts))
        unique("results", tuple(result.id for result in self.results))
        unique("funding_lines", tuple(line.id for line in self.funding_lines))
        known = {sector.code for sector in self.sectors}
        for name in ("windows", "last_resorts"):
            for one in getattr(self, name):
                if one.sector not in known:
                    raise InvalidValueError(
                        name, f"{one.sector!r} is no sector; known: {', '.join(sorted(known))}"
                    )
        if list(self.followup_days) != sorted(set(self.followup_days)):
            raise InvalidValueError("followup_days", "must be rising days, like [1, 3, 14]")
        if self.directory_hide_days < self.directory_check_days:
            raise InvalidValueError("directory_hide_days", "must not be less than directory_check_days")
