from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from crypto.constants import KIND_CODE_REPLACED, KIND_GENESIS
from crypto.errors import ProtocolError
from crypto.events import EventSubmission, event_id
from crypto.keyring import Keyring
from crypto.reporter_keys import author_id, mailbox_id
from crypto.returned import Returned, case_of, unpack_returned
from crypto.submission import Submission
from crypto.types import CaseId, EventId
from portal.intake.service import new_record
from portal.members_api.events import could_answer, destroyed_by_order, reporter_keys
from portal.members_api.session import Caller
from portal.sealed_events import event_record
from portal.services import Services
from portal.store.cases import (
    Mailbox,
    add_case,
    lock_mailbox,
    mailbox_by_id,
    mark_acknowledged,
    swap_mailbox,
)
from portal.store.records import add_record, find_signatures

Reason = Literal[
    "malformed", "not-found", "case-exists", "not-signed", "code-replaced", "destroyed", "unknown-keyring"
]


@dataclass(frozen=True)
class TakenBack:
    """`stored`: ids of what is here again; `known`: what stood here already, and stays as it is."""

    stored: tuple[EventId, ...]
    known: tuple[EventId, ...]


@dataclass(frozen=True)
class NotTaken:
    """Nothing was stored. `message`: the record's id and what is wrong with it; quotes nothing of it."""

    reason: Reason
    message: str = ""


def take_back(
    services: Services, caller: Caller, raw: bytes, *, acknowledged: bool = False
) -> TakenBack | NotTaken:
    """Stores records of one case that this portal has lost, whoever wrote them: all of them, or none.

    A restored backup lacks what came after it. Any member's console has it still; who carries it does not matter,
    since every record bears its author's signature. In one transaction, so that no moment exists in which a report is
    back and a code that was replaced opens it. Nothing that stands here changes: what was destroyed is not refilled.

    `acknowledged`: the caller's console reads that a colleague has answered the reporter: see `_could_acknowledge`.
    """
    try:
        records = unpack_returned(raw)
    except ProtocolError as error:
        return NotTaken("malformed", error.code)
    try:
        with services.store.writing() as session:
            taking = _Taking(services, session, caller, case_of(records))
            taking.look()
            for record in records:
                taking.take(record)
            if acknowledged and any(_could_acknowledge(services, caller, one) for one in records):
                mark_acknowledged(session, case_of(records))
    except _NotTakenError as refusal:
        return NotTaken(refusal.reason, refusal.message)
    return TakenBack(tuple(taking.stored), tuple(taking.known))


class _NotTakenError(Exception):
    """Undoes the transaction."""

    def __init__(self, reason: Reason, identity: EventId, detail: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.message = " ".join(filter(None, (identity.hex()[:12], detail)))


@dataclass
class _Taking:
    """One case's records on their way back in, in the order in which they were given."""

    services: Services
    session: Connection
    caller: Caller
    case_id: CaseId
    mailbox: Mailbox | None = None
    destroyed: frozenset[bytes] = frozenset()
    stored: list[EventId] = field(default_factory=list)
    known: list[EventId] = field(default_factory=list)

    def look(self) -> None:
        """What stands here of the case.

        Two consoles at once wait here for each other, and for an order to destroy: what follows sees all of it.
        """
        self.mailbox = lock_mailbox(self.session, self.case_id)
        self.destroyed = destroyed_by_order(self.session, self.case_id)

    def take(self, record: Returned) -> None:
        """Checks one record as when it first came, but for the freshness of its keys, and stores it."""
        identity = event_id(record.header_bytes, self.services.settings.deployment_id)
        if find_signatures(self.session, identity) is not None:
            if self.mailbox is None:
                # Another console gave the case back since this one looked for it: its other records need it.
                self.look()
            self.known.append(identity)
            return
        if identity in self.destroyed:
            raise _NotTakenError("destroyed", identity)
        keyring = self.services.directory.keyring(self.session, record.header.keyring_hash)
        if keyring is None:
            raise _NotTakenError("unknown-keyring", identity)
        if isinstance(record, Submission):
            self._take_report(record, identity, keyring)
            row = new_record(record, identity)
        else:
            self._take_event(record, identity, keyring)
            row = event_record(record, identity)
        if add_record(self.session, row, day=self.services.day()):
            self.stored.append(identity)
        else:
            self.known.append(identity)

    def _take_report(self, report: Submission, identity: EventId, keyring: Keyring) -> None:
        header = report.header
        deployment = self.services.settings.deployment_id
        try:
            report.verify(deployment)
        except ProtocolError as error:
            raise _NotTakenError("not-signed", identity, error.code) from None
        if [one.recipient_id for one in header.entries[:-1]] != list(keyring.intake_recipients):
            raise _NotTakenError("not-signed", identity, "recipients")
        if header.kind != KIND_GENESIS:
            self._require_case(identity)
            if header.sign_vk not in reporter_keys(self.session, header.case_id):
                raise _NotTakenError("not-signed", identity)
            return
        mailbox = Mailbox(
            header.case_id, mailbox_id(header.auth_vk, deployment), header.auth_vk, header.sign_vk
        )
        # It counts as received today: the hours until somebody is called begin anew.
        if self.mailbox is not None or not add_case(
            self.session, mailbox, day=self.services.day(), hour=self.services.hour()
        ):
            # Another console gave it back in this very moment; no other report can have its case's number.
            self.look()
            if find_signatures(self.session, identity) is None:
                raise _NotTakenError("case-exists", identity)
            return
        self.mailbox = mailbox

    def _require_case(self, identity: EventId) -> Mailbox:
        if self.mailbox is None:
            raise _NotTakenError("not-found", identity)
        return self.mailbox

    def _take_event(self, event: EventSubmission, identity: EventId, keyring: Keyring) -> None:
        header = event.header
        mailbox = self._require_case(identity)
        if header.kind == KIND_CODE_REPLACED:
            self._take_new_code(event, identity, mailbox)
        elif header.by_reporter:
            self._require_signature(event, identity, reporter_keys(self.session, header.case_id))
        else:
            author = keyring.member(header.author_id)
            own = [self.caller.member.verify_vk] if header.author_id == self.caller.id else []
            self._require_signature(event, identity, [*([author.verify_vk] if author else []), *own])

    def _take_new_code(self, event: EventSubmission, identity: EventId, mailbox: Mailbox) -> None:
        """Rule R1: only the code in force can be replaced, so the chain goes on from where it stands here."""
        deployment = self.services.settings.deployment_id
        if event.header.author_id != author_id(mailbox.sign_vk, deployment):
            raise _NotTakenError("code-replaced", identity)
        self._require_signature(event, identity, [mailbox.sign_vk])
        new = event.header.replacement
        if new is None:
            raise _NotTakenError("not-signed", identity)
        fresh = Mailbox(mailbox.case_id, mailbox_id(new.auth_vk, deployment), new.auth_vk, new.sign_vk)
        if mailbox_by_id(self.session, fresh.mailbox_id) is not None or not swap_mailbox(
            self.session, mailbox.case_id, mailbox.sign_vk, fresh
        ):
            raise _NotTakenError("case-exists", identity)
        self.mailbox = fresh

    def _require_signature(self, event: EventSubmission, identity: EventId, keys: list[bytes]) -> None:
        faults = []
        for key in keys:
            try:
                event.verify(key, self.services.settings.deployment_id)
            except ProtocolError as error:
                faults.append(error.code)
            else:
                return
        raise _NotTakenError("not-signed", identity, faults[0] if faults else "")


def _could_acknowledge(services: Services, caller: Caller, record: Returned) -> bool:
    """Whether this can be the answer that ended the alarm once, as the caller's console says.

    Only who could acknowledge the report themselves may say so of a colleague's event.
    """
    return (
        isinstance(record, EventSubmission)
        and caller.id in caller.directory.keyring.intake_recipients
        and could_answer(services, caller, record.header)
    )
