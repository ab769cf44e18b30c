"""What the inbox needs to know of a case, sealed beside it so that unlocking reads nothing else."""

import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self

from policies.deadlines import Clock

# Grows when a summary must say more than it did: older ones are made again from their records.
FORM = 5


@dataclass(frozen=True)
class CaseSummary:
    """A snapshot of the folded case, without a word of what was written.

    `statuses`: the status register's maximal values; more than one is a conflict. `status`: the one that
    counts. `messages`: from the reporter; `seen`: how many of them this member has had on the screen;
    `opened`: whether this member ever opened the case. `waiting_for`: whose turn it is, "us", "reporter" or
    "nobody". `region`: as members coded it. `tasks`: of those that are open the day due, or "", and the owner.
    `to_decide`: an outcome waits for approval, or a review for its decision. `review`: one was asked for and isn't
    decided. `waiting`: own events that the portal hasn't yet. `heads`: of the whole record, hex. `assignees`:
    member ids in hex; more than one is a conflict. `clocks`: those that run, for this member's role.
    `kept`: (lane, class, last day of keeping or "", "never" or ""); `holds` that live; `requests` to destroy.
    `gate`: what stands before reading ("" nothing, "declare", "waits", "out"); `until`: this member's last
    day, or "". `rekey`: some key is in hands that should not have it; `ends`: the first day after which it
    will be. `asked`: somebody asks for this member's share of the identity key. `child_due`: for who leads the
    protection of children, the last moment at which they know in time of the child in it, ISO 8601, or "".
    """

    case_id: bytes
    listed: bool
    received_on: str
    changed_on: str
    categories: tuple[str, ...] = ()
    tier: str = ""
    path: str = ""
    status: str = "received"
    statuses: tuple[str, ...] = ()
    stage: str = "open"
    waiting_for: str = ""
    messages: int = 0
    seen: int = 0
    opened: bool = False
    problems: int = 0
    waiting: int = 0
    draft: bool = False
    events: int = 0
    heads: tuple[str, ...] = field(default=())
    assignees: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    region: str = ""
    tasks: tuple[tuple[str, str], ...] = ()
    to_decide: bool = False
    review: bool = False
    kept: tuple[tuple[int, str, str, str], ...] = ()
    holds: int = 0
    requests: int = 0
    gate: str = ""
    until: str = ""
    rekey: bool = False
    ends: str = ""
    asked: bool = False
    child_due: str = ""
    form: int = 1

    @property
    def unread(self) -> int:
        """Messages of the reporter that this member hasn't seen; a case never opened counts as one more."""
        return max(0, self.messages - self.seen) + (0 if self.opened else 1)

    def encode(self) -> bytes:
        """JSON bytes for the sealed record."""
        document: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        document["case_id"] = self.case_id.hex()
        document["clocks"] = [_clock_row(clock) for clock in self.clocks]
        return json.dumps(document, separators=(",", ":")).encode("utf-8")

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse of `encode`."""
        document = json.loads(data)
        document["case_id"] = bytes.fromhex(document["case_id"])
        for name in ("categories", "statuses", "heads", "assignees"):
            document[name] = tuple(document.get(name, ()))
        document["tasks"] = tuple((due, owner) for due, owner in document.get("tasks", ()))
        document["clocks"] = tuple(_clock(*row) for row in document.get("clocks", ()))
        document["kept"] = tuple(tuple(row) for row in document.get("kept", ()))
        # Ten thousand of these stand between a passphrase and the inbox: the constructor of a frozen class takes
        # three times as long, and checks nothing that the seal has not.
        summary = cls.__new__(cls)
        summary.__dict__.update(document)
        return summary


def _clock_row(clock: Clock) -> list[Any]:
    paused_on = None if clock.paused_on is None else clock.paused_on.isoformat()
    return [clock.timer, clock.started_on.isoformat(), clock.paused_days, paused_on]


def _clock(timer: str, started_on: str, paused_days: int, paused_on: str | None) -> Clock:
    since = None if paused_on is None else date.fromisoformat(paused_on)
    return Clock(timer, date.fromisoformat(started_on), paused_days, since)
