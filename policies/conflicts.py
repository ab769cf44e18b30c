"""Declaring a conflict of interest: the question, its answers, and what each answer does."""

from dataclasses import dataclass
from typing import Literal

from policies.errors import InvalidValueError
from policies.header import Header, unique

Reading = Literal["opens", "waits", "leaves"]
# The gravest first: what somebody declared twice counts as the graver of the two.
GRAVITY: tuple[Reading, ...] = ("leaves", "waits", "opens")


@dataclass(frozen=True)
class Answer:
    """One answer and what it does to reading."""

    id: str
    label: str
    text: str
    reading: Reading


@dataclass(frozen=True)
class Conflicts:
    """The whole policy. `opening_text` stands where opening a case is itself the declaration of no conflict."""

    policy: Header
    question: str
    text: str
    opening_text: str
    answers: tuple[Answer, ...]

    def __post_init__(self) -> None:
        unique("answers", tuple(answer.id for answer in self.answers))
        for reading in GRAVITY:
            if sum(answer.reading == reading for answer in self.answers) != 1:
                raise InvalidValueError("answers", f'must hold exactly one with reading = "{reading}"')

    def answer(self, answer_id: str) -> Answer | None:
        """Look an answer up; `None` where it is unknown."""
        return next((answer for answer in self.answers if answer.id == answer_id), None)

    def that(self, reading: Reading) -> Answer:
        """The answer with this effect."""
        return next(answer for answer in self.answers if answer.reading == reading)
