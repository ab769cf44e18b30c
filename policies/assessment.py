"""The codes with which members assess a case: what to do, where, who is reported, how it came."""

from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header, unique

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Choice:
    """One code with its words for members."""

    code: str
    title: str


@dataclass(frozen=True)
class AssessmentDecision:
    """What is to be done with a case, and the status that goes with it."""

    code: str
    title: str
    status: str


@dataclass(frozen=True)
class Assessment:
    """All codes. "unknown" is always among regions and subjects: nobody has to guess."""

    policy: Header
    decisions: tuple[AssessmentDecision, ...]
    regions: tuple[Choice, ...]
    subjects: tuple[Choice, ...]
    channels: tuple[Choice, ...]

    def __post_init__(self) -> None:
        unique("decisions", tuple(one.code for one in self.decisions))
        unique("channels", tuple(one.code for one in self.channels))
        for name, choices in (("regions", self.regions), ("subjects", self.subjects)):
            codes = tuple(one.code for one in choices)
            unique(name, codes)
            if UNKNOWN not in codes:
                raise InvalidValueError(name, 'needs an entry with code = "unknown": nobody has to guess')

    def decision(self, code: str) -> AssessmentDecision | None:
        """Look a decision up; `None` where it is unknown."""
        return next((one for one in self.decisions if one.code == code), None)

    def codes(self, name: str) -> frozenset[str]:
        """The codes of "decisions", "regions", "subjects" or "channels"."""
        return frozenset(one.code for one in getattr(self, name))
