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
from crypto.errors import ProtocolError
from crypto.event_header import EventHeader
from crypto.events import EventSubmission, event_id
from crypto.genesis_header import GenesisHeader
from portal.members_api.session import Caller
from portal.sealed_events import Accepted, Refused, event_record, known_before
from portal.services import Services
from portal.store.cases import mailbox_of_case, mark_acknowledged
from portal.store.records import add_record, headers_of_kinds

_REFUSED = Refused("not-accepted")
_CONVERSATIONS = frozenset(lane + THREAD_OFFSET for lane in LANES)


def store_event(services: Services, caller: Caller, raw: bytes) -> Accepted | Refused:
    """Stores one event ("AMP1") that a member hands in: their own, or one that the portal has lost.

    A console that misses an event it once had brings it back, whoever wrote it; the author's signature
    decides, not who carries it. Events with wraps come from their author only: nobody else holds them all.
    """
    try:
        event = EventSubmission.parse(raw)
    except ProtocolError as error:
        return Refused("malformed", error.code)
    return _store(services, caller, event)


def _store(services: Services, caller: Caller, event: EventSubmission) -> Accepted | Refused:
    header = event.header
    identity = event_id(event.header_bytes, services.settings.deployment_id)
    with services.store.writing() as session:
        known = known_before(session, identity, b"".join(event.signatures))
        if known is not None:
            return known
        if mailbox_of_case(session, header.case_id) is None:
            return Refused("not-found")
        if header.kind == KIND_CODE_REPLACED or not _is_signed(services, session, caller, event):
            return _REFUSED
        if not _is_fresh(services, caller, header):
            return Refused("stale-intake")
        if not add_record(session, event_record(event, identity), day=services.day()):
            # The same event at the same moment, by another worker: now it is stored.
            return known_before(session, identity, b"".join(event.signatures)) or _REFUSED
        if _ends_alarm(caller, header):
            mark_acknowledged(session, header.case_id)
        return Accepted(identity, is_new=True)


def _ends_alarm(caller: Caller, header: EventHeader) -> bool:
    """Whether somebody who could have opened the report has said something that its reporter is handed.

    All that a blind portal can know: the event lies in a conversation and hands over no keys (what colleagues note,
    declare or re-key among themselves answers nobody), and its author is an active member to whom reports are
    sealed. Whether it is an acknowledgement, and whether this author was excluded, stands under the seal: consoles
    judge that.
    """
    author = caller.directory.member(header.author_id)
    return (
        header.kind == KIND_EVENT
        and header.c in _CONVERSATIONS
        and author is not None
        and author.id in caller.directory.keyring.intake_recipients
    )


def _is_signed(services: Services, session: Connection, caller: Caller, event: EventSubmission) -> bool:
    """By the author it names, under a keyring that was published here."""
    header = event.header
    keyring = services.directory.keyring(session, header.keyring_hash)
    if keyring is None:
        return False
    if header.by_reporter:
        keys = _reporter_keys(session, header.case_id)
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


def _reporter_keys(session: Connection, case_id: bytes) -> list[bytes]:
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
