from sqlalchemy import Connection

from crypto.constants import (
    KIND_CODE_REPLACED,
    KIND_EVENT,
    KIND_GENESIS,
    LANES,
    THREAD_OFFSET,
    WRAP_REPORTER,
    ZERO_HASH,
)
from crypto.destruction import SignedOrder
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission, event_id
from crypto.genesis_header import GenesisHeader
from policies.fold import ACKNOWLEDGES
from portal.members_api.session import Caller
from portal.sealed_events import Accepted, Refused, event_record, known_before
from portal.services import Services
from portal.store.cases import lock_mailbox, mark_acknowledged
from portal.store.orders import orders_of_case
from portal.store.records import add_record, headers_of_kinds

_REFUSED = Refused("not-accepted")


def store_event(
    services: Services, caller: Caller, raw: bytes, *, acknowledges: bool = False
) -> Accepted | Refused:
    """Stores one event ("AMP1") that a member hands in: their own, or one that the portal has lost.

    `acknowledges`: its author's console says that it tells the reporter "a person has read it" (rule E11).

    A console that misses an event it once had brings it back, whoever wrote it; the author's signature
    decides, not who carries it. Events with wraps come from their author only: nobody else holds them all.
    """
    try:
        event = EventSubmission.parse(raw)
    except ProtocolError as error:
        return Refused("malformed", error.code)
    return _store(services, caller, event, acknowledges=acknowledges)


def _store(
    services: Services, caller: Caller, event: EventSubmission, *, acknowledges: bool
) -> Accepted | Refused:
    header = event.header
    identity = event_id(event.header_bytes, services.settings.deployment_id)
    with services.store.writing() as session:
        known = known_before(session, identity, b"".join(event.signatures))
        if known is not None:
            return known
        # Two at once wait here, above all an order to destroy and what it names: neither misses the other.
        if lock_mailbox(session, header.case_id) is None:
            return Refused("not-found")
        if (
            header.kind == KIND_CODE_REPLACED
            or identity in destroyed_by_order(session, header.case_id)
            or not _is_signed(services, session, caller, event)
        ):
            return _REFUSED
        if not _is_fresh(services, caller, header):
            return Refused("stale-intake")
        if not add_record(session, event_record(event, identity), day=services.day()):
            # The same event at the same moment, by another worker: now it is stored.
            return known_before(session, identity, b"".join(event.signatures)) or _REFUSED
        if acknowledges and _may_acknowledge(services, caller, header):
            mark_acknowledged(session, header.case_id)
        return Accepted(identity, is_new=True)


def _may_acknowledge(services: Services, caller: Caller, header: EventHeader) -> bool:
    """Whether this event can be what its author's console says: an acknowledgement, which ends the alarm.

    A blind portal can't read it, so it is told: stepping back, taking over or adopting stand in the conversation as
    well, and answer nobody. What it can check it checks, since silence here means that nobody is called any more:
    the author brings it themselves, and could answer. Whether they were excluded stands under the seal: consoles
    judge that.
    """
    return header.author_id == caller.id and could_answer(services, caller, header)


def could_answer(services: Services, caller: Caller, header: EventHeader) -> bool:
    """Whether an active member wrote it to whom reports are sealed, whose role answers reporters in this lane."""
    author = caller.directory.member(header.author_id)
    lane = header.c - THREAD_OFFSET
    return (
        header.kind == KIND_EVENT
        and lane in LANES
        and author is not None
        and author.id in caller.directory.keyring.intake_recipients
        and any(services.policies.roles.may(author.role, act, lane) for act in ACKNOWLEDGES)
    )


def _is_signed(services: Services, session: Connection, caller: Caller, event: EventSubmission) -> bool:
    """By the author it names, under a keyring that was published here."""
    header = event.header
    keyring = services.directory.keyring(session, header.keyring_hash)
    if keyring is None:
        return False
    if header.by_reporter:
        keys = reporter_keys(session, header.case_id)
    elif header.author_id == caller.id:
        keys = [caller.member.verify_vk]
    else:
        author = keyring.member(header.author_id)
        keys = [author.verify_vk] if author is not None and not header.wraps else []
    return any(_verifies(services, event, key) for key in keys)


def _verifies(services: Services, event: EventSubmission, author_vk: bytes) -> bool:
    try:
        event.verify(author_vk, services.settings.deployment_id)
    except ProtocolError:
        return False
    return True


def destroyed_by_order(session: Connection, case_id: bytes) -> frozenset[bytes]:
    """The ids that orders to destroy name: where such a record was lost as well, it does not come back."""
    named = [SignedOrder.parse(row.record).order.events for row in orders_of_case(session, case_id)]
    return frozenset(bytes(one) for events in named for one in events)


def reporter_keys(session: Connection, case_id: bytes) -> list[bytes]:
    """Every signing key that the case's reporter has had: an old message may be brought back as well."""
    keys = []
    for kind, header in headers_of_kinds(session, case_id, (KIND_GENESIS, KIND_CODE_REPLACED)):
        if kind == KIND_GENESIS:
            keys.append(GenesisHeader.parse(header).sign_vk)
        elif (new := EventHeader.parse(header).replacement) is not None:
            keys.append(new.sign_vk)
    return keys


def _is_fresh(services: Services, caller: Caller, header: EventHeader) -> bool:
    """Every wrap for a member goes to a living key of theirs; the reporter's key the portal does not know."""
    return all(
        entry.kem_hash != ZERO_HASH
        and caller.directory.accepts_key(entry.recipient_id, entry.kem_hash, services.day())
        for entry in header.wraps
        if entry.kind != WRAP_REPORTER
    )
