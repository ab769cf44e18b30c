"""The states of a case and the words that the reporter reads for each."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Stage = Literal["open", "decision", "closed"]


@dataclass(frozen=True)
class Status:
    """One state. `details` are never shown to the reporter; `protects` ranks it in an unsettled conflict."""

    code: str
    label: str
    text: str
    stage: Stage
    protects: int
    settable: bool = True
    waits_for_reporter: bool = False
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReporterWords:
    """What the reporter's page says where the record holds no status, or an unsettled one."""

    stored_label: str
    stored_text: str
    opened_label: str
    opened_text: str
    overdue_text: str
    unsettled_text: str
    answered_label: str
    answered_text: str
    review_asked_text: str


@dataclass(frozen=True)
class Statuses:
    """All states. Each has its own rank, so that a conflict has one answer on every machine."""

    policy: Header
    statuses: tuple[Status, ...]
    reporter: ReporterWords

    def __post_init__(self) -> None:
        unique("statuses", tuple(status.code for status in self.statuses))
        unique("statuses.protects", tuple(str(status.protects) for status in self.statuses))
        highest_closed = max((s.protects for s in self.statuses if s.stage == "closed"), default=-1)
        lowest_open = min((s.protects for s in self.statuses if s.stage != "closed"), default=0)
        if highest_closed >= lowest_open:
            raise InvalidValueError("statuses.protects", "a closed status must rank below every open one")

    def status(self, code: str) -> Status | None:
        """Look a code up; `None` where it is unknown."""
        return next((status for status in self.statuses if status.code == code), None)
