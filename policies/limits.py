"""Sizes that pages, servers and consoles hold to."""

from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header

# A UTF-8 character takes up to four bytes. The page removes control characters, so no JSON escape is longer.
_BYTES_A_CHARACTER = 4
_RESERVED_BYTES = 16384


@dataclass(frozen=True)
class Limits:
    """Text limits in characters, the largest body in bytes, and whether the basic path is offered."""

    policy: Header
    story_max_chars: int
    message_max_chars: int
    where_max_chars: int
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
        if self.draft_idle_minutes < 1:
            raise InvalidValueError("draft_idle_minutes", "must be 1 or more")
