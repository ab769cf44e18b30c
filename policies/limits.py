"""Sizes that pages, servers and consoles hold to."""

from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header

# A UTF-8 character takes up to four bytes. The page removes control characters, so no JSON escape is longer.
_BYTES_A_CHARACTER = 4
_RESERVED_BYTES = 16384
# Name, contact and note share a body of 4 KiB with rosters, hashes and a possible escape for every quote.
_IDENTITY_PARTS = 3
_IDENTITY_BYTES = 2400


@dataclass(frozen=True)
class Limits:
    """Text limits in characters, the largest body in bytes, and whether the basic path is offered."""

    policy: Header
    story_max_chars: int
    message_max_chars: int
    where_max_chars: int
    identity_max_chars: int
    note_max_chars: int
    body_max_bytes: int
    basic_path: bool
    draft_idle_minutes: int

    def __post_init__(self) -> None:
        room = (self.body_max_bytes - _RESERVED_BYTES) // _BYTES_A_CHARACTER
        for name in ("story_max_chars", "message_max_chars", "note_max_chars", "where_max_chars"):
            value = getattr(self, name)
            if not 1 <= value <= room:
                raise InvalidValueError(
                    name, f"must lie between 1 and {room}, so that any script fits into a body"
                )
        identity_room = _IDENTITY_BYTES // _IDENTITY_PARTS // _BYTES_A_CHARACTER
        if not 1 <= self.identity_max_chars <= identity_room:
            raise InvalidValueError(
                "identity_max_chars", f"must lie between 1 and {identity_room}, so that a name fits its 4 KiB"
            )
        if self.draft_idle_minutes < 1:
            raise InvalidValueError("draft_idle_minutes", "must be 1 or more")
