"""One placed entry while a log is being assembled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.event_header import EventHeader
from crypto.keyring import Keyring, Member
from crypto.types import EventId, KeyringHash, MemberId


@dataclass(slots=True)
class Node:
    """`ancestors`: bit i for the entry at position i. `floor`: the highest keyring version in past and self.

    `rejected`: authentic but against a rule that its own author could check, so without effect for good.
    """

    event_id: EventId
    position: int
    ancestors: int
    parents: tuple[EventId, ...]
    author: MemberId
    keyring_hash: KeyringHash
    keyring: Keyring | None
    floor: int
    thread: bool
    member: Member | None = None
    header: EventHeader | None = None
    bodies: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    sealed: bool = False
    rejected: bool = False

    @property
    def version(self) -> int:
        """The version of the keyring that it names; 0 where that is not at hand."""
        return 0 if self.keyring is None else self.keyring.version
