"""Which entries an order to destroy a lane names."""

from crypto.constants import COMPARTMENTS, THREAD_OFFSET
from crypto.event_header import EventHeader
from crypto.types import EventId
from investigator_console.cases.record import CaseRecord

# What says that and why something was destroyed, held or handed out stays as long as headers do.
LASTING_ACTS = frozenset({"hold", "release", "destroy", "exported"})
# Whoever agrees has to declare first; that says nothing new about the case, and holds nothing up.
_NO_NEWS = LASTING_ACTS | {"conflict-declaration"}


def entries_of(record: CaseRecord, compartments: tuple[int, ...]) -> tuple[EventId, ...]:
    """Every entry with a body in these compartments (1 to 5) that is still here, the report first of all.

    A reporter's message doesn't show its lane; it is named where it opened in one of them.
    """
    opened = {entry.event_id: set(entry.bodies) for entry in record.log.records}
    types = {
        entry.event_id: {str(body.get("type", "")) for body in entry.bodies.values()}
        for entry in record.log.records
    }
    named = []
    for event_id, entry in record.entries.items():
        if types.get(event_id, set()) & LASTING_ACTS:
            continue
        if entry.is_report:
            present = any(
                body is not None and c in compartments
                for c, body in zip(COMPARTMENTS, entry.bodies, strict=True)
            )
            if present or set(compartments) - record.keys.held:
                named.append(entry.event_id)
            continue
        c = EventHeader.parse(entry.header).c
        lanes = opened.get(event_id, set()) if c == THREAD_OFFSET else {c % THREAD_OFFSET}
        if lanes & set(compartments) and any(body is not None for body in entry.bodies):
            named.append(entry.event_id)
    return tuple(EventId(one) for one in named)


def left_over(record: CaseRecord, compartment: int, named: frozenset[bytes]) -> tuple[str, ...]:
    """Entries of a compartment that can still be read here and that an order doesn't name: ids in hex."""
    return tuple(
        entry.event_id
        for entry in record.log.records
        if compartment in entry.bodies
        and bytes.fromhex(entry.event_id) not in named
        and str(entry.bodies[compartment].get("type", "")) not in _NO_NEWS
    )


def written_since(record: CaseRecord, compartments: tuple[int, ...], named: frozenset[bytes]) -> bool:
    """Whether these compartments hold something that an order doesn't name, or lack something that it does."""
    here = frozenset(bytes(one) for one in entries_of(record, compartments))
    news = {
        bytes.fromhex(entry.event_id)
        for entry in record.log.records
        if {str(body.get("type", "")) for body in entry.bodies.values()} - _NO_NEWS
    }
    known = {bytes.fromhex(entry.event_id) for entry in record.log.records if entry.bodies}
    return bool(named - here) or any(one in news or one not in known for one in here - named)
