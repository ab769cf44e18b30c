"""Questions to the reporter: open until she answers or says no. She may answer after a no; an answer counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policies.records import Act

QuestionState = Literal["open", "declined", "answered"]


@dataclass(frozen=True)
class Question:
    """One question in one conversation. `answers`: event ids of what she said to it, in display order."""

    event_id: str
    lane: int
    author: str
    text: str
    state: QuestionState
    answers: tuple[str, ...] = ()


def trace_questions(acts: Iterable[Act]) -> tuple[Question, ...]:
    """All questions, in display order. `acts`: those that count."""
    listed = tuple(acts)
    replies = [act for act in listed if act.type == "answer"]
    return tuple(_question(act, replies) for act in listed if act.type == "question")


def _question(act: Act, replies: Iterable[Act]) -> Question:
    mine = [
        reply for reply in replies if reply.body["question"] == act.record.event_id and reply.lane == act.lane
    ]
    state: QuestionState = "open"
    if mine:
        state = "declined" if all(reply.body["declined"] for reply in mine) else "answered"
    return Question(
        act.record.event_id,
        act.lane,
        act.record.author,
        act.body["text"],
        state,
        tuple(reply.record.event_id for reply in mine),
    )
