from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from crypto.constants import KIND_CODE_REPLACED, KIND_SUPPLEMENT
from crypto.errors import ProtocolError
from crypto.events import EventSubmission, event_id
from crypto.reporter_keys import mailbox_id
from crypto.signing import verify_key
from crypto.submission import Submission
from portal.intake.service import is_fresh, new_record
from portal.sealed_events import Accepted, Refused, event_record, known_before, peek_kind
from portal.services import Services
from portal.store.cases import Mailbox, mailbox_by_id, mailbox_of_case, swap_mailbox
from portal.store.records import NewRecord, add_record

# Stands in for the key of a case that does not exist: the signature is checked either way, in the same time.
_NOBODYS_KEY = verify_key(bytes(32))
_REFUSED = Refused("not-accepted")


def store_reporter_event(services: Services, raw: bytes) -> Accepted | Refused:
    """Stores one event of a reporter ("AMP1"): a message, a replaced code, a supplement.

    The signature by the mailbox's current key is the proof; an unknown case and a wrong or replaced key are
    refused alike. Sending the same bytes again is a success, also after the code was replaced.
    """
    try:
        parsed = _parse(raw)
    except ProtocolError as error:
        return Refused("malformed", error.code)
    try:
        return _store(services, parsed)
    except IntegrityError:
        # Another case took the new code's mailbox in this very moment: now that is seen.
        return _store(services, parsed)


def _parse(raw: bytes) -> EventSubmission | Submission:
    if peek_kind(raw) == KIND_SUPPLEMENT:
        return Submission.parse(raw)
    return EventSubmission.parse(raw)


def _store(services: Services, parsed: EventSubmission | Submission) -> Accepted | Refused:
    identity = event_id(parsed.header_bytes, services.settings.deployment_id)
    signatures = parsed.signature if isinstance(parsed, Submission) else b"".join(parsed.signatures)
    with services.store.writing() as session:
        mailbox = mailbox_of_case(session, parsed.header.case_id)
        signed = _is_signed(services, parsed, mailbox)
        known = known_before(session, identity, signatures)
        if known is not None:
            return known
        if mailbox is None or not signed:
            return _REFUSED
        if isinstance(parsed, Submission):
            return _add_supplement(services, session, parsed, new_record(parsed, identity))
        if services.directory.keyring(session, parsed.header.keyring_hash) is None:
            return _REFUSED
        replaces = parsed.header.kind == KIND_CODE_REPLACED
        if (replaces and not _swap(services, session, parsed, mailbox)) or not add_record(
            session, event_record(parsed, identity), day=services.day()
        ):
            # The same event at the same moment, by another worker: now it is stored.
            return known_before(session, identity, signatures) or _REFUSED
        return Accepted(identity, is_new=True)


def _is_signed(services: Services, parsed: EventSubmission | Submission, mailbox: Mailbox | None) -> bool:
    current = _NOBODYS_KEY if mailbox is None else mailbox.sign_vk
    deployment = services.settings.deployment_id
    try:
        if isinstance(parsed, Submission):
            parsed.verify(deployment, sign_vk=current)
        else:
            parsed.verify(current, deployment)
    except ProtocolError:
        return False
    return isinstance(parsed, Submission) or parsed.header.by_reporter


def _swap(services: Services, session: Connection, event: EventSubmission, mailbox: Mailbox) -> bool:
    new = event.header.replacement
    if new is None:
        return False
    fresh = Mailbox(
        mailbox.case_id,
        mailbox_id(new.auth_vk, services.settings.deployment_id),
        new.auth_vk,
        new.sign_vk,
    )
    if mailbox_by_id(session, fresh.mailbox_id) is not None:
        return False
    return swap_mailbox(session, mailbox.case_id, mailbox.sign_vk, fresh)


def _add_supplement(
    services: Services, session: Connection, supplement: Submission, record: NewRecord
) -> Accepted | Refused:
    directory = services.directory.current(session)
    if directory is None or not is_fresh(directory, supplement, services.day()):
        return Refused("stale-intake")
    add_record(session, record, day=services.day())
    return Accepted(event_id(supplement.header_bytes, services.settings.deployment_id), is_new=True)
