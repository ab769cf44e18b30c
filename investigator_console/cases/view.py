"""Everything that one case's page shows, as plain values: no keys, no bytes, nothing left to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from investigator_console.messages.templates import MessageTemplate


@dataclass(frozen=True)
class ReportView:
    """What the reporter sealed into one lane."""

    heading: str
    story: str
    language: str
    categories: Sequence[str]
    when: str
    where: str
    claimed_at: str
    answers: Sequence[tuple[str, str]]
    excluded: Sequence[str]


@dataclass(frozen=True)
class ThreadItem:
    """A message, or a step such as a new status. `waiting`: written here, not yet with the portal."""

    kind: str
    text: str
    by: str
    at: str
    lane: str
    ours: bool
    waiting: bool
    void: str
    chip: str = ""
    chip_open: bool = False


@dataclass(frozen=True)
class LaneView:
    """Who was given a lane."""

    label: str
    people: Sequence[str]


@dataclass(frozen=True)
class Check:
    """One line of the integrity panel. `state`: "" holds, "off" doesn't apply, "fault" doesn't hold."""

    text: str
    state: str = ""


@dataclass(frozen=True)
class ProblemView:
    """Something that a person must know. `event`: the start of its id, to name it to a colleague."""

    text: str
    event: str


@dataclass(frozen=True)
class StatusChoice:
    """One status to choose."""

    code: str
    label: str


@dataclass(frozen=True)
class CaseView:
    """The conversation's page of one case, below the head that all its pages share."""

    can_acknowledge: bool
    can_set_status: bool
    can_write: bool
    statuses: Sequence[StatusChoice]
    reports: Sequence[ReportView]
    thread: Sequence[ThreadItem]
    threads: Sequence[tuple[int, str]]
    recipients: Sequence[LaneView]
    checks: Sequence[Check]
    problems: Sequence[ProblemView]
    fingerprint: str
    draft: str
    can_ask: bool
    templates: Sequence[MessageTemplate]
    no_news: MessageTemplate | None
