"""Writing one event: seal it, sign it, store it and queue it, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crypto.constants import KIND_EVENT, KIND_KEYS, THREAD_OFFSET, ZERO_HASH
from crypto.errors import BadLength
from crypto.event_header import EventHeader
from crypto.events import Author, EventSubmission, KeyEntry, WrapOrder, event_id, seal_event
from crypto.keyring import Keyring
from crypto.keys import log_id
from crypto.returned import reporters_wraps
from crypto.suspension import honoured
from crypto.types import CaseId, DeploymentId, EventId, MemberId
from investigator_console.cases.entry import TABLE as ENTRIES
from investigator_console.cases.entry import StoredEntry
from investigator_console.cases.record import CaseRecord
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.referrals.wording import refused_in_words
from investigator_console.sync.outbox import Waiting, enqueue
from investigator_console.vault.opened import Vault
from policies.assistance_gate import refusal
from policies.fold import ACKNOWLEDGES


@dataclass(frozen=True)
class Refused:
    """Why something wasn't written; a sentence for the member."""

    reason: str


@dataclass(frozen=True)
class Written:
    """The id of what was written: 32 bytes."""

    event_id: EventId


@dataclass(frozen=True)
class Handing:
    """Keys that an event hands over: the entries of its header, and the wraps in their order."""

    keys: tuple[KeyEntry, ...]
    wraps: tuple[WrapOrder, ...]


def write_event(
    vault: Vault,
    record: CaseRecord,
    c: int,
    body: Mapping[str, Any],
    *,
    handing: Handing | None = None,
    key: bytes | None = None,
    parents: Iterable[EventId] | None = None,
) -> Written | Refused:
    """Append one event to a case. `c`: 1 to 5, or 17 to 19 for a conversation.

    `handing`: for grants and rotations; `key`, `parents`: in place of the key in force and of all heads, where
    two rotations at once are being settled.

    Call it inside a transaction, with a record loaded in the same transaction: the place in the log must be
    taken once.
    """
    keyring = current_keyring(vault)
    key = key or record.log.key_for(c)
    reason = _why_not(vault, record, keyring, c, body)
    if reason or keyring is None:
        return Refused(reason)
    if key is None:
        return Refused(gettext("This vault doesn't hold the key that is in force here. Ask a co-holder."))
    deployment = DeploymentId(vault.deployment_id)
    if parents is None:
        parents = record.log.thread_heads if c > THREAD_OFFSET else record.log.heads
    try:
        event = seal_event(
            body,
            c=c,
            key=key,
            case_id=CaseId(record.case_id),
            author=_author(vault, record, deployment),
            parents=parents,
            keyring_hash=keyring.hash,
            deployment=deployment,
            kind=KIND_EVENT if handing is None else KIND_KEYS,
            keys=() if handing is None else handing.keys,
            wraps=() if handing is None else handing.wraps,
        )
    except BadLength:
        return Refused(gettext("The text is too long. Shorten it and try again."))
    identity = event_id(event.header_bytes, deployment)
    # Rule E11: the same list as on the reporter's page, so that the alarm ends when the page says "read".
    acknowledges = c > THREAD_OFFSET and body["type"] in ACKNOWLEDGES
    _store(vault, record, event, identity, acknowledges=acknowledges)
    return Written(identity)


def _why_not(
    vault: Vault, record: CaseRecord, keyring: Keyring | None, c: int, body: Mapping[str, Any]
) -> str:
    """Why this member may not write this now, in words, or empty."""
    if keyring is None:
        return gettext("Synchronise once before you write: this vault has no keyring yet.")
    reason = _why_nothing(MemberId(vault.profile.member_id), record, keyring, c)
    if reason:
        return reason
    # Whatever page it comes from: what consent and the safeguards do not allow is not sealed at all.
    reason = "" if record.case is None else refusal(record.case, body, datetime.now(UTC), record.policies)
    return refused_in_words(reason) if reason else ""


def _why_nothing(me: MemberId, record: CaseRecord, keyring: Keyring, c: int) -> str:
    """Why this member writes nothing in this part of the case, or empty."""
    if keyring.member(me) is None:
        return gettext("You don't stand in the keyring any more. Nothing was written.")
    if me in honoured(keyring):
        return gettext("You are suspended. Nothing was written.")
    if (c - THREAD_OFFSET if c > THREAD_OFFSET else c) in record.standing.lost:
        return gettext("You don't hold this part of the case any more. Nothing was written.")
    if keyring.version < record.log.keyring_version:
        return gettext("The case names a newer keyring than this vault has. Synchronise, then write again.")
    return ""


def claimed_time() -> str:
    """The time that an event claims, to the minute: finer than that only helps whoever watches."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _author(vault: Vault, record: CaseRecord, deployment: DeploymentId) -> Author:
    profile = vault.profile
    member = MemberId(profile.member_id)
    own = log_id(vault.log_secret, CaseId(record.case_id), deployment)
    sequence, previous = _last_of(record, member, own)
    return Author(member, profile.sign_seed, log_id=own, log_seq=sequence + 1, log_prev=previous)


def _last_of(record: CaseRecord, member: MemberId, own: bytes) -> tuple[int, EventId]:
    # Over everything that is stored, not only what counts: a place in the log that was used once is used,
    # also by an entry that is parked. Taking it twice would look like a member who signs two histories (E2).
    last = (0, EventId(ZERO_HASH))
    for entry in record.entries.values():
        if entry.is_report:
            continue
        header = EventHeader.parse(entry.header)
        if (header.author_id, header.log_id) == (member, own):
            last = max(last, (header.log_seq, EventId(entry.event_id)))
    return last


def _store(
    vault: Vault, record: CaseRecord, event: EventSubmission, identity: EventId, *, acknowledges: bool
) -> None:
    entry = StoredEntry(
        event_id=identity,
        header=event.header_bytes,
        signatures=event.signatures,
        bodies=(event.body,),
        received_on=datetime.now(UTC).date().isoformat(),
        wraps=reporters_wraps(event),
    )
    with vault.store.transaction():
        vault.store.put(ENTRIES, identity, entry.encode(), parent=record.case_id)
        enqueue(vault, Waiting(identity, record.case_id, event.encode(), acknowledges=acknowledges))
