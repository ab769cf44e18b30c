"""What the fold reads: verified, opened records; and what it finds wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

REPORTER = "reporter"
GENESIS = "genesis"
SUPPLEMENT = "supplement"


class Record(Protocol):
    """One verified entry of a case.

    `position` numbers the entries, parents first; bit i of `ancestors` says that the entry at position i
    lies in the causal past. `bodies` maps lane (1 to 5) to an opened body, empty if sealed to others.
    `role` is "reporter" or the role; `author` an id in hex. `void` says why an authentic entry has no
    effect unless adopted: a retired code, a dismissed or suspended author.
    """

    @property
    def event_id(self) -> str: ...  # noqa: D102
    @property
    def position(self) -> int: ...  # noqa: D102
    @property
    def ancestors(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def thread(self) -> bool: ...  # noqa: D102
    @property
    def author(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def void(self) -> str: ...  # noqa: D102
    @property
    def bodies(self) -> Mapping[int, Mapping[str, Any]]: ...  # noqa: D102


@dataclass(frozen=True, order=True)
class Problem:
    """Something hostile, broken or unknown. It has no effect on the case and is always shown."""

    event_id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Act:
    """One readable act: a record, the lane in which it was done, its type and its body."""

    record: Record
    lane: int
    type: str
    body: Mapping[str, Any]

    @property
    def bit(self) -> int:
        """The record's own bit in other records' `ancestors`."""
        return 1 << self.record.position

    def knew(self, other: "Act") -> bool:
        """Whether the author of this act had `other` before their eyes."""
        return bool(self.record.ancestors & other.bit)


def maximal(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that no other of them has in its causal past: more than one means they disagree."""
    listed = tuple(acts)
    seen = 0
    for act in listed:
        seen |= act.record.ancestors
    return tuple(act for act in listed if not act.bit & seen)
