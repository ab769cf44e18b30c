"""Referral of a person harmed to services, as a checklist with urgent windows and a last resort."""

from dataclasses import dataclass
from typing import Literal, get_args

from policies.errors import InvalidValueError
from policies.header import Header, unique

EpisodeState = Literal[
    "offered", "declined", "consented", "needs-agreed", "plan", "review", "closed", "reopened"
]
EPISODE_STATES: tuple[str, ...] = get_args(EpisodeState)


@dataclass(frozen=True)
class Sector:
    """A kind of help. `records` false: information only, nothing about it is ever kept."""

    code: str
    label: str
    track: Literal["person", "staff"] = "person"
    records: bool = True


@dataclass(frozen=True)
class Step:
    """One line of the checklist.

    `level`: ticked once for an episode, once for each referral, or "derived": worked out from what is on record.
    """

    id: str
    label: str
    level: Literal["episode", "referral", "derived"] = "derived"


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
class Code:
    """A code and the words for it."""

    id: str
    label: str


@dataclass(frozen=True)
class Referrals:
    """The procedure. `followup_days` count from sending; directory entries are checked, then hidden."""

    policy: Header
    followup_days: tuple[int, ...]
    directory_check_days: int
    directory_hide_days: int
    answer_hours: int
    answer_urgent_hours: int
    consent_warning_days: int
    review_days: int
    child_lead_role: str
    child_lead_hours: int
    episode_states: tuple[EpisodeState, ...]
    sectors: tuple[Sector, ...]
    steps: tuple[Step, ...]
    windows: tuple[Window, ...]
    last_resorts: tuple[LastResort, ...]
    results: tuple[Result, ...]
    funding_lines: tuple[FundingLine, ...]
    closings: tuple[Code, ...]
    refusals: tuple[Code, ...]
    evidence: tuple[Code, ...]

    def __post_init__(self) -> None:
        unique("sectors", tuple(sector.code for sector in self.sectors))
        unique("steps", tuple(step.id for step in self.steps))
        unique("windows", tuple(window.id for window in self.windows))
        unique("last_resorts", tuple(one.sector for one in self.last_resorts))
        unique("results", tuple(result.id for result in self.results))
        unique("funding_lines", tuple(line.id for line in self.funding_lines))
        for name in ("closings", "refusals", "evidence"):
            unique(name, tuple(code.id for code in getattr(self, name)))
        if set(self.episode_states) != set(EPISODE_STATES):
            raise InvalidValueError("episode_states", f"must hold each of {', '.join(EPISODE_STATES)} once")
        unique("episode_states", self.episode_states)
        if not self.ticks("episode") or not self.ticks("referral"):
            raise InvalidValueError("steps", 'needs steps of level "episode" and of level "referral"')
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

    def ticks(self, level: str) -> tuple[Step, ...]:
        """The steps that a person ticks: "episode" or "referral"."""
        return tuple(step for step in self.steps if step.level == level)

    def sector(self, code: str) -> Sector | None:
        """Look a sector up; None where it is unknown."""
        return next((sector for sector in self.sectors if sector.code == code), None)

    def last_resort(self, sector: str) -> LastResort | None:
        """Whom to ask where there is no service; None where the policy names nobody."""
        return next((one for one in self.last_resorts if one.sector == sector), None)

    def result(self, result_id: str) -> Result | None:
        """Look a result up; None where it is unknown."""
        return next((result for result in self.results if result.id == result_id), None)
