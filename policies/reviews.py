"""After the end of a case: a review by somebody else, a complaint about the handling, and the survey."""

from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header, unique


@dataclass(frozen=True)
class Labelled:
    """A code and the words that a reporter reads."""

    code: str
    label: str


@dataclass(frozen=True)
class Reviews:
    """The choices of each.

    `request_days`: after the closing, how long a review can be asked for; `survey_minimum`: with fewer answers no
    survey result is shown.
    """

    policy: Header
    request_days: int
    survey_minimum: int
    grounds: tuple[Labelled, ...]
    results: tuple[Labelled, ...]
    questions: tuple[Labelled, ...]
    answers: tuple[Labelled, ...]

    def __post_init__(self) -> None:
        for name in ("grounds", "results", "questions", "answers"):
            unique(name, tuple(one.code for one in getattr(self, name)))
        if self.request_days < 1:
            raise InvalidValueError("request_days", "must be 1 or more")
        if self.survey_minimum < 10:  # noqa: PLR2004  below ten, an answer may name a person
            raise InvalidValueError("survey_minimum", "must be 10 or more: fewer answers may name a person")
        if {one.code for one in self.results} != {"upheld", "reopened"}:
            raise InvalidValueError("results", 'must be "upheld" and "reopened"')

    def ground(self, code: str) -> Labelled | None:
        """Look a ground up; `None` where it is unknown."""
        return next((one for one in self.grounds if one.code == code), None)
