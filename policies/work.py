"""The work on a case, from signed acts: assessment, plan, tasks. A pure part of the fold."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.acts.work import STEP_STATES, TASK_STATES
from policies.records import Act, maximal
from policies.registers import Register, settle


@dataclass(frozen=True)
class Assessed:
    """One assessment in codes, and its reasons in words for colleagues."""

    event_id: str
    author: str
    role: str
    decision: str
    region: str
    subject: str
    channel: str
    reasons: str


@dataclass(frozen=True)
class Task:
    """One task. `due`: a day, or empty; `state`: "open", "done" or "dropped"; while people disagree it is open."""

    event_id: str
    lane: int
    author: str
    text: str
    owner: str
    due: str
    state: str
    note: str


@dataclass(frozen=True)
class Work:
    """`assessments`: those that nobody superseded, more than one is a conflict. `steps`: by id of the plan."""

    assessments: tuple[Assessed, ...]
    tasks: tuple[Task, ...]
    steps: Mapping[str, Register]

    @property
    def assessment(self) -> Assessed | None:
        """The assessment that counts: none while people disagree."""
        return self.assessments[0] if len(self.assessments) == 1 else None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Tasks that are still to be done."""
        return tuple(task for task in self.tasks if task.state == "open")


def trace_work(acts: Iterable[Act]) -> Work:
    """The work that `acts` (those that count, in display order) describe."""
    listed = tuple(acts)
    moves = [act for act in listed if act.type == "task-state"]
    steps = [act for act in listed if act.type == "plan-step"]
    return Work(
        assessments=_assessments(act for act in listed if act.type == "assessment"),
        tasks=tuple(_task(act, moves) for act in listed if act.type == "task"),
        steps=types.MappingProxyType(
            {
                name: settle(
                    (act for act in steps if act.body["step"] == name),
                    _state,
                    STEP_STATES,
                    "open",
                )
                for name in sorted({act.body["step"] for act in steps})
            }
        ),
    )


def _state(act: Act) -> str:
    return str(act.body["state"])


def _assessments(acts: Iterable[Act]) -> tuple[Assessed, ...]:
    found = (
        Assessed(
            event_id=act.record.event_id,
            author=act.record.author,
            role=act.record.role,
            decision=str(act.body["decision"]),
            region=str(act.body["region"]),
            subject=str(act.body["subject"]),
            channel=str(act.body["channel"]),
            reasons=str(act.body.get("reasons", "")),
        )
        for act in maximal(acts)
    )
    # Two people who coded alike at the same time do not disagree.
    unique: dict[tuple[str, ...], Assessed] = {}
    for one in found:
        unique.setdefault((one.decision, one.region, one.subject, one.channel), one)
    return tuple(unique.values())


def _task(act: Act, moves: Iterable[Act]) -> Task:
    mine = [move for move in moves if move.body["task"] == act.record.event_id and move.knew(act)]
    state = settle(mine, _state, TASK_STATES, "open")
    body = act.body
    return Task(
        act.record.event_id,
        act.lane,
        act.record.author,
        str(body["text"]),
        str(body["owner"]),
        str(body.get("due", "")),
        state.value,
        state.note,
    )
