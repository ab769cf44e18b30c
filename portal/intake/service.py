from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from crypto.constants import KIND_GENESIS
from crypto.errors import ProtocolError
from crypto.reporter_keys import mailbox_id
from crypto.submission import Submission
from portal.directory import Directory
from portal.services import Services
from portal.store.cases import Mailbox, add_case
from portal.store.records import NewRecord, add_record, find_genesis


@dataclass(frozen=True)
class Stored:
    """The report is durably stored: now, or already by an earlier request with the same bytes."""

    is_new: bool


Reason = Literal["malformed", "case-exists", "stale-intake", "not-ready"]


@dataclass(frozen=True)
class Refused:
    """The report was not stored. `message` is for a program's author and quotes nothing of the report."""

    reason: Reason
    message: str = ""


def store_report(services: Services, raw: bytes) -> Stored | Refused:
    """Stores one sealed report ("AMP1", at most 1.4 MB), whole or not at all.

    Sending the same bytes again is a success. When this returns `Stored` the report survives a power cut.
    """
    deployment = services.settings.deployment_id
    try:
        submission = Submission.parse(raw)
        event_id = submission.verify(deployment)
    except ProtocolError as error:
        return Refused("malformed", error.code)
    if submission.header.kind != KIND_GENESIS:
        return Refused("malformed", "Malformed")
    mailbox = Mailbox(
        submission.header.case_id,
        mailbox_id(submission.header.auth_vk, deployment),
        submission.header.auth_vk,
        submission.header.sign_vk,
    )
    record = new_record(submission, event_id)
    return services.store.write(lambda session: _store(services, session, submission, mailbox, record))


def new_record(submission: Submission, event_id: bytes) -> NewRecord:
    """The row of a verified report or supplement."""
    header = submission.header
    return NewRecord(
        event_id=event_id,
        case_id=header.case_id,
        kind=header.kind,
        thread=True,
        header=submission.header_bytes,
        signatures=submission.signature,
        bodies=submission.bodies,
        wraps=[
            (header.wrap_kind(i), entry.recipient_id, wrap)
            for i, (entry, wrap) in enumerate(zip(header.entries, submission.wraps, strict=True))
        ],
    )


def _store(
    services: Services, session: Connection, submission: Submission, mailbox: Mailbox, record: NewRecord
) -> Stored | Refused:
    directory = services.directory.current(session)
    if directory is None:
        return Refused("not-ready")
    fresh = is_fresh(directory, submission, services.day())
    if fresh and add_case(session, mailbox, day=services.day(), hour=services.hour()):
        add_record(session, record, day=services.day())
        return Stored(is_new=True)
    # A retry is a success even when its keys have lapsed since.
    before = find_genesis(session, mailbox.case_id)
    if before == (record.event_id, record.signatures):
        return Stored(is_new=False)
    return Refused("stale-intake" if before is None and not fresh else "case-exists")


def is_fresh(directory: Directory, submission: Submission, day: int) -> bool:
    """Sealed under the current keyring, one wrap for each intake recipient in order, to keys that live."""
    header = submission.header
    recipients = [entry.recipient_id for entry in header.entries[:-1]]
    if header.keyring_hash != directory.keyring.hash or recipients != list(
        directory.keyring.intake_recipients
    ):
        return False
    return all(
        directory.accepts_key(entry.recipient_id, entry.kem_hash, day) for entry in header.entries[:-1]
    )
