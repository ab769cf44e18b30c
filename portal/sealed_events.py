from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from crypto.errors import Malformed
from crypto.events import EventSubmission
from crypto.types import EventId
from portal.store.records import NewRecord, find_signatures


@dataclass(frozen=True)
class Accepted:
    """The event is durably stored: now, or already by an earlier request with the same bytes."""

    event_id: EventId
    is_new: bool


Reason = Literal["malformed", "not-accepted", "not-found", "stale-intake"]


@dataclass(frozen=True)
class Refused:
    """The event was not stored. `message` quotes nothing of it."""

    reason: Reason
    message: str = ""


_KIND_OFFSET = 10  # "AMP1", u32 header length, version, suite


def peek_kind(raw: bytes) -> int:
    """The kind of the signed header in a submission that is not parsed yet. Raises `Malformed`."""
    if len(raw) <= _KIND_OFFSET:
        raise Malformed("too short for a signed header")
    return raw[_KIND_OFFSET]


def event_record(event: EventSubmission, event_id: EventId) -> NewRecord:
    """The row of a verified event, whole as it came."""
    header = event.header
    return NewRecord(
        event_id=event_id,
        case_id=header.case_id,
        kind=header.kind,
        thread=header.in_thread_plane,
        header=event.header_bytes,
        signatures=b"".join(event.signatures),
        bodies=(event.body,),
        wraps=[
            (entry.kind, entry.recipient_id, wrap)
            for entry, wrap in zip(header.wraps, event.wraps, strict=True)
        ],
    )


def known_before(session: Connection, event_id: EventId, signatures: bytes) -> Accepted | Refused | None:
    """The answer for an event that is stored already: success for the same bytes. None for a new one."""
    stored = find_signatures(session, event_id)
    if stored is None:
        return None
    return Accepted(event_id, is_new=False) if stored == signatures else Refused("not-accepted")
