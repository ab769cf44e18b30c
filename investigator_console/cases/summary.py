"""What the inbox needs to know of a case, sealed beside it so that unlocking reads nothing else."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True)
class CaseSummary:
    """A snapshot of the folded case, without a word of what was written.

    `statuses`: the status register's maximal values; more than one is a conflict. `status`: the one that
    counts. `messages`: from the reporter; `seen`: how many of them this member has had on the screen;
    `opened`: whether this member ever opened the case. `waiting_for`: whose turn it is, "us", "reporter" or
    "nobody". `waiting`: own events that the portal hasn't yet. `heads`: of the whole record, hex.
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

    @property
    def unread(self) -> int:
        """Messages of the reporter that this member hasn't seen; a case never opened counts as one more."""
        return max(0, self.messages - self.seen) + (0 if self.opened else 1)

    def encode(self) -> bytes:
        """JSON bytes for the sealed record."""
        document = asdict(self)
        document["case_id"] = self.case_id.hex()
        return json.dumps(document, separators=(",", ":")).encode("utf-8")

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse of `encode`."""
        document = json.loads(data)
        document["case_id"] = bytes.fromhex(document["case_id"])
        for name in ("categories", "statuses", "heads"):
            document[name] = tuple(document[name])
        return cls(**document)
