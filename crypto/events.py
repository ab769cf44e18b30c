"""Events on the wire and under seal: one signed, hash-linked record each."""

import hmac
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

from crypto.constants import (
    BODY_BUCKETS,
    IDENTITY,
    KIND_CODE_REPLACED,
    KIND_EVENT,
    LANES,
    MEMBER_ID_LEN,
    SALT_LEN,
    SEED_LEN,
    SIGNATURE_LEN,
    SLOTS,
    THREAD_OFFSET,
    WRAP_LEN,
    WRAP_REPORTER,
    WRAP_THREAD,
    ZERO_HASH,
    ZERO_ID,
)
from crypto.documents import encode_json
from crypto.domain import exactly, sha256
from crypto.errors import BadCommitment, BadLength, Malformed
from crypto.event_header import (
    MAX_EVENT_HEADER,
    EventHeader,
    EventWrapEntry,
    KeyEntry,
    Replacement,
    choose_parents,
)
from crypto.hpke import OpeningKey, unwrap, wrap
from crypto.keys import SHARE_A, SHARE_B, event_keys, key_id, share_id, unpack_slots, wrap_info
from crypto.padding import SEALED_BODY_LENGTHS, pad_body
from crypto.payload import seal_chunks
from crypto.reporter_keys import ReporterKeys, author_id
from crypto.signing import sign, verify, verify_key
from crypto.submission import HeldKeys, event_id, open_body
from crypto.types import CaseId, DeploymentId, EventId, KeyId, KeyringHash, MemberId
from crypto.wire import Reader, check_part, check_wraps, frame

# What other modules define and callers look for here.
__all__ = ["EventHeader", "EventWrapEntry", "KeyEntry", "Replacement", "choose_parents", "event_id"]
_NO_EVENT = EventId(ZERO_HASH)


@lru_cache(maxsize=8)
def _parsed(header_bytes: bytes) -> EventHeader:
    """The header, parsed once: the layout of the event and the event itself both need it."""
    return EventHeader.parse(header_bytes)


@dataclass(frozen=True)
class EventSubmission:
    """An event: header, one signature (two for a code replacement), wraps, body; None where not at hand.

    Whatever is there fits the hashes in the header; `verify` checks who signed it.
    """

    header_bytes: bytes
    signatures: tuple[bytes, ...]
    wraps: tuple[bytes | None, ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    header: EventHeader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "header", _parsed(self.header_bytes))
        if len(self.signatures) != signature_count(self.header):
            raise BadLength("a code replacement has two signatures, every other event one")
        for signature in self.signatures:
            exactly("signature", signature, SIGNATURE_LEN)
        check_wraps(self.wraps, [entry.wrap_hash for entry in self.header.wraps])
        check_part("a body", self.body, self.header.body_len, self.header.body_hash)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The event in `data`. Raises `Malformed`, `BadLength`, `BadCommitment`."""
        reader = Reader(data)
        header_bytes = reader.take_header(MAX_EVENT_HEADER)
        header = _parsed(header_bytes)
        signatures = tuple(reader.take(SIGNATURE_LEN) for _ in range(signature_count(header)))
        wraps = tuple(reader.take(WRAP_LEN) for _ in header.wraps)
        body = reader.take(header.body_len)
        reader.end()
        return cls(header_bytes, signatures, wraps, body)

    @classmethod
    def assemble(
        cls,
        header_bytes: bytes,
        signatures: Sequence[bytes],
        wraps: Mapping[int, bytes],
        body: bytes | None = None,
    ) -> Self:
        """From what a session is handed: wraps by index, the body or none. Raises like `parse`."""
        count = len(_parsed(header_bytes).wraps)
        if not set(wraps) <= set(range(count)):
            raise Malformed("there is no wrap at this index")
        return cls(header_bytes, tuple(signatures), tuple(wraps.get(i) for i in range(count)), body)

    def encode(self) -> bytes:
        """The bytes on the wire. Raises `Malformed` where parts are missing."""
        return frame(self.header_bytes, (*self.signatures, *self.wraps, self.body))

    def verify(self, author_vk: bytes, deployment: DeploymentId) -> EventId:
        """The event id, where `author_vk` signed it; of a code replacement, the new key too.

        `author_vk`: of the member that `author_id` names, or the case's current reporter key. Raises
        `BadSignature`, `BadCommitment` (a reporter's key that is not the author).
        """
        header = self.header
        verify("event", author_vk, self.header_bytes, self.signatures[0], deployment)
        if header.by_reporter and header.author_id != author_id(author_vk, deployment):
            raise BadCommitment("the author id does not belong to the key that signed")
        if header.replacement is not None:
            # Without the new key's signature the portal could swap a mailbox for a case of its own.
            new_vk = header.replacement.sign_vk
            verify("event", new_vk, self.header_bytes, self.signatures[1], deployment)
            if any(entry.recipient_id != author_id(new_vk, deployment) for entry in header.wraps):
                raise BadCommitment("the wraps are not for the new code")
        return event_id(self.header_bytes, deployment)


@dataclass(frozen=True)
class Author:
    """Who signs, and where the event stands in their log. A reporter has no log: zeros."""

    author_id: MemberId
    sign_seed: bytes = field(repr=False)
    log_id: bytes = ZERO_ID
    log_seq: int = 0
    log_prev: EventId = _NO_EVENT

    def __post_init__(self) -> None:
        exactly("author_id", self.author_id, MEMBER_ID_LEN)
        exactly("signing seed", self.sign_seed, SEED_LEN)

    @classmethod
    def reporter(cls, keys: ReporterKeys) -> Self:
        """The holder of a case code."""
        return cls(keys.author_id, keys.sign_seed)


@dataclass(frozen=True)
class WrapOrder:
    """A wrap to make: kind (2..5), recipient, their 1,216-byte KEM key, 160 bytes of slots."""

    kind: int
    recipient_id: MemberId
    kem_pk: bytes = field(repr=False)
    slots: bytes = field(repr=False)


def seal_event(
    body: Mapping[str, Any],
    *,
    c: int,
    key: bytes,
    case_id: CaseId,
    author: Author,
    parents: Iterable[EventId],
    keyring_hash: KeyringHash,
    deployment: DeploymentId,
    kind: int = KIND_EVENT,
    keys: Sequence[KeyEntry] = (),
    wraps: Sequence[WrapOrder] = (),
    new_code: ReporterKeys | None = None,
    floor_bucket: int = BODY_BUCKETS[0],
    random: Callable[[int], bytes] = os.urandom,
) -> EventSubmission:
    """An event sealed under `key`: K[c] for c 1..5, T for c 17..19, any T of hers for the reporter's c = 16.

    `body`: a JSON object with "v" and "type"; `parents`: the heads that the author saw, the 16 smallest are
    taken; `keys`, `wraps`: what kinds 3 and 4 hand over; `new_code`: the keys of a code replacement (kind
    4). Raises `BadLength`, `Malformed`, and `WeakKey` for a recipient that nothing can be sealed to.
    """
    padded = pad_body(encode_json(body), floor_bucket)
    draft = EventHeader(
        kind=kind,
        c=c,
        case_id=case_id,
        key_id=KeyId(ZERO_HASH) if c == THREAD_OFFSET else key_id(key, c, case_id, deployment),
        author_id=author.author_id,
        log_id=author.log_id,
        log_seq=author.log_seq,
        log_prev=author.log_prev,
        keyring_hash=keyring_hash,
        event_salt=random(SALT_LEN),
        body_len=SEALED_BODY_LENGTHS[BODY_BUCKETS.index(len(padded))],
        body_hash=ZERO_HASH,
        parents=choose_parents(parents),
        keys=tuple(keys),
        wrap_set_id=random(MEMBER_ID_LEN) if wraps else b"",
        wraps=tuple(EventWrapEntry(w.kind, w.recipient_id, sha256(w.kem_pk), ZERO_HASH) for w in wraps),
        replacement=Replacement(new_code.auth_vk, new_code.sign_vk, new_code.kem_pk) if new_code else None,
    )
    author_vk = verify_key(author.sign_seed)
    sealed_wraps = tuple(
        wrap(order.kem_pk, _wrap_info_at(draft, i, author_vk, deployment), order.slots)
        for i, order in enumerate(wraps)
    )
    entries = (replace(e, wrap_hash=sha256(w)) for e, w in zip(draft.wraps, sealed_wraps, strict=True))
    sealed = seal_chunks(*event_keys(key, draft.context, deployment), padded)
    header = replace(draft, body_hash=sha256(sealed), wraps=tuple(entries)).encode()
    seeds = [author.sign_seed] + ([new_code.sign_seed] if new_code else [])
    signatures = tuple(sign("event", seed, header, deployment) for seed in seeds)
    return EventSubmission(header, signatures, sealed_wraps, sealed)


def open_event(event: EventSubmission, key: bytes, deployment: DeploymentId) -> dict[str, Any]:
    """The JSON object of an event, opened with the record or thread key of its compartment.

    For a reporter's event (c = 16) try every thread key held: the commitment decides. Raises `BadCommitment`
    (another key), `Malformed` (destroyed, or no JSON), `DecryptionFailed`, `BadLength`, `BadPadding`.
    """
    if event.body is None:
        raise Malformed("this body is not at hand")
    return open_body(event.body, key, event.header.context, deployment)


def open_event_wrap(
    event: EventSubmission, index: int, seed: bytes | OpeningKey, author_vk: bytes, deployment: DeploymentId
) -> tuple[bytes | None, ...]:
    """The five slots of the wrap at `index`; `seed`: of the KEM key, or what it expands to.

    Raises `Malformed`, `BadCommitment`, `DecryptionFailed`.
    """
    wrapped = event.wraps[index] if 0 <= index < len(event.wraps) else None
    if wrapped is None:
        raise Malformed("this wrap is not at hand")
    key = seed if isinstance(seed, OpeningKey) else OpeningKey.expand(seed)
    if not hmac.compare_digest(key.fingerprint, event.header.wraps[index].kem_hash):
        raise BadCommitment("this wrap is sealed to another key")
    return unpack_slots(unwrap(key, _wrap_info_at(event.header, index, author_vk, deployment), wrapped))


def open_event_keys(
    event: EventSubmission, index: int, seed: bytes | OpeningKey, author_vk: bytes, deployment: DeploymentId
) -> HeldKeys:
    """The keys in the wrap at `index`, each checked against the header's key entries. Raises as above."""
    slots = open_event_wrap(event, index, seed, author_vk, deployment)
    header = event.header
    named = {(entry.c, bytes(entry.key_id)) for entry in header.keys}
    if header.wraps[index].kind in (WRAP_REPORTER, WRAP_THREAD):
        threads = {lane: key for lane in LANES if (key := slots[lane - 1]) is not None}
        if any(slots[len(LANES) :]):
            raise Malformed("a wrap of thread keys holds nothing else")
        for lane, key in threads.items():
            _require_named(
                named, lane + THREAD_OFFSET, key_id(key, lane + THREAD_OFFSET, header.case_id, deployment)
            )
        return HeldKeys({}, None, threads)
    records = {c: key for c in range(1, SLOTS + 1) if c != IDENTITY and (key := slots[c - 1]) is not None}
    for c, key in records.items():
        _require_named(named, c, key_id(key, c, header.case_id, deployment))
    share = slots[IDENTITY - 1]
    return HeldKeys(records, None if share is None else _named_share(named, share, header, deployment))


def _named_share(
    named: set[tuple[int, bytes]], share: bytes, header: EventHeader, deployment: DeploymentId
) -> tuple[int, bytes]:
    for which in (SHARE_A, SHARE_B):
        if (IDENTITY, bytes(share_id(share, which, header.case_id, deployment))) in named:
            return which, share
    raise BadCommitment("this share is not one that the signed header names")


def _require_named(named: set[tuple[int, bytes]], c: int, found: KeyId) -> None:
    if (c, bytes(found)) not in named:
        raise BadCommitment("this key is not one that the signed header names")


def _wrap_info_at(header: EventHeader, index: int, author_vk: bytes, deployment: DeploymentId) -> bytes:
    entry = header.wraps[index]
    return wrap_info(
        deployment,
        case_id=header.case_id,
        kind=entry.kind,
        wrap_set_id=header.wrap_set_id,
        key_entries=header.key_entries,
        author_vk=author_vk,
        recipient_id=entry.recipient_id,
        kem_hash=entry.kem_hash,
    )


def signature_count(header: EventHeader) -> int:
    """How many signatures an event bears: a code replacement two, of the old key and of the new one."""
    return 2 if header.kind == KIND_CODE_REPLACED else 1
