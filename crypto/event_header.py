"""The signed header of an event: message, status, grant, rotation, code replacement.

A reporter's event has c = 16, no key id and no log: readers try their thread keys and the commitment
decides, so the portal does not learn to whom she wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from crypto.constants import (
    COMPARTMENTS,
    EVENT_COMPARTMENTS,
    EVENT_FIXED_LEN,
    EVENT_KEY_ENTRY_LEN,
    EVENT_WRAP_ENTRY_LEN,
    HASH_LEN,
    KEM_KEY_LEN,
    KIND_CODE_REPLACED,
    KIND_EVENT,
    KIND_KEYS,
    MAX_KEY_ENTRIES,
    MAX_PARENTS,
    MAX_SAFE_INTEGER,
    MAX_WRAPS,
    MEMBER_ID_LEN,
    REPLACEMENT_LEN,
    SALT_LEN,
    SUITE,
    THREAD_OFFSET,
    THREADS,
    VERIFY_KEY_LEN,
    VERSION,
    WRAP_GRANT,
    WRAP_REPORTER,
    WRAP_ROTATE,
    WRAP_THREAD,
    ZERO_HASH,
    ZERO_ID,
)
from crypto.domain import exactly, sha256
from crypto.errors import BadLength, Malformed
from crypto.keys import EventContext
from crypto.padding import SEALED_BODY_LENGTHS
from crypto.types import CaseId, EventId, KeyId, KeyringHash, MemberId
from crypto.wire import Reader

EVENT_KINDS = frozenset((KIND_EVENT, KIND_KEYS, KIND_CODE_REPLACED))
MAX_EVENT_HEADER = (
    EVENT_FIXED_LEN
    + HASH_LEN * MAX_PARENTS
    + EVENT_KEY_ENTRY_LEN * MAX_KEY_ENTRIES
    + MEMBER_ID_LEN
    + EVENT_WRAP_ENTRY_LEN * MAX_WRAPS
    + REPLACEMENT_LEN
)
_KEY_COMPARTMENTS = frozenset((*COMPARTMENTS, *THREADS))
_WRAP_KINDS = frozenset((WRAP_GRANT, WRAP_ROTATE, WRAP_REPORTER, WRAP_THREAD))


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key that the event's wraps may hold: compartment (1..5, 17..19) and key id (32)."""

    c: int
    key_id: KeyId

    def __post_init__(self) -> None:
        exactly("key id", self.key_id, HASH_LEN)
        if self.c not in _KEY_COMPARTMENTS:
            raise Malformed(f"compartment {self.c} has no key")

    def encode(self) -> bytes:
        """33 bytes."""
        return bytes((self.c,)) + self.key_id


@dataclass(frozen=True, slots=True)
class EventWrapEntry:
    """A wrap: kind (2..5), recipient id (16), SHA-256 of the KEM key (32), SHA-256 of the wrap (32)."""

    kind: int
    recipient_id: MemberId
    kem_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        exactly("recipient id", self.recipient_id, MEMBER_ID_LEN)
        exactly("KEM key hash", self.kem_hash, HASH_LEN)
        exactly("wrap hash", self.wrap_hash, HASH_LEN)
        if self.kind not in _WRAP_KINDS:
            raise Malformed(f"an event has no wrap of kind {self.kind}")

    def encode(self) -> bytes:
        """81 bytes."""
        return bytes((self.kind,)) + self.recipient_id + self.kem_hash + self.wrap_hash


@dataclass(frozen=True, slots=True)
class Replacement:
    """The three public keys of a new case code: 1,280 bytes."""

    auth_vk: bytes
    sign_vk: bytes
    kem_pk: bytes

    def __post_init__(self) -> None:
        exactly("auth_vk", self.auth_vk, VERIFY_KEY_LEN)
        exactly("sign_vk", self.sign_vk, VERIFY_KEY_LEN)
        exactly("kem_pk", self.kem_pk, KEM_KEY_LEN)
        if self.sign_vk == self.auth_vk:
            raise Malformed("the keys to log in and to sign must differ")

    def encode(self) -> bytes:
        """1,280 bytes."""
        return self.auth_vk + self.sign_vk + self.kem_pk


@dataclass(frozen=True, slots=True)
class EventHeader:
    """One event's header.

    `parents`: 1 to 16 event ids, ascending; `wrap_set_id`: 16 bytes, empty where there are no wraps.
    """

    kind: int
    c: int
    case_id: CaseId
    key_id: KeyId
    author_id: MemberId
    log_id: bytes
    log_seq: int
    log_prev: EventId
    keyring_hash: KeyringHash
    event_salt: bytes
    body_len: int
    body_hash: bytes
    parents: tuple[EventId, ...]
    keys: tuple[KeyEntry, ...] = ()
    wrap_set_id: bytes = b""
    wraps: tuple[EventWrapEntry, ...] = ()
    replacement: Replacement | None = None

    def __post_init__(self) -> None:
        for name in ("case_id", "key_id", "log_prev", "keyring_hash", "body_hash"):
            exactly(name, getattr(self, name), HASH_LEN)
        exactly("author_id", self.author_id, MEMBER_ID_LEN)
        exactly("log_id", self.log_id, MEMBER_ID_LEN)
        exactly("event_salt", self.event_salt, SALT_LEN)
        exactly("wrap_set_id", self.wrap_set_id, MEMBER_ID_LEN if self.wraps else 0)
        if self.body_len not in SEALED_BODY_LENGTHS:
            raise BadLength("a body has the size of a bucket")
        self._check_author()
        self._check_parents()
        self._check_kind()

    def _check_author(self) -> None:
        if self.c not in EVENT_COMPARTMENTS:
            raise Malformed(f"there is no compartment {self.c}")
        bare = self.key_id == ZERO_HASH
        unlogged = (self.log_id, self.log_seq, self.log_prev) == (ZERO_ID, 0, ZERO_HASH)
        if self.by_reporter and not (bare and unlogged):
            raise Malformed("a reporter's event names no key and no log")
        if not self.by_reporter and (
            bare or not 1 <= self.log_seq <= MAX_SAFE_INTEGER or self.log_id == ZERO_ID
        ):
            raise Malformed("a member's event names its key and its place in a log")

    def _check_parents(self) -> None:
        if not 1 <= len(self.parents) <= MAX_PARENTS:
            raise Malformed("an event has 1 to 16 parents")
        if any(len(parent) != HASH_LEN for parent in self.parents):
            raise BadLength("a parent is an event id of 32 bytes")
        if list(self.parents) != sorted(set(self.parents)):
            raise Malformed("parents stand in ascending order, each once")

    def _check_kind(self) -> None:
        k, w = len(self.keys), len(self.wraps)
        if self.kind not in EVENT_KINDS:
            raise Malformed(f"kind {self.kind} is no event")
        if k > MAX_KEY_ENTRIES or w > MAX_WRAPS:
            raise Malformed("an event has at most 64 keys and 64 wraps")
        if self.kind == KIND_EVENT and (k or w):
            raise Malformed("only events of kind 3 and 4 hand over keys")
        if self.kind != KIND_EVENT and not (k and w):
            raise Malformed("an event that hands over keys names them and wraps them")
        if (self.kind == KIND_CODE_REPLACED) != (self.replacement is not None):
            raise Malformed("new keys stand in a code replacement, and nowhere else")
        if self.kind == KIND_KEYS and self.by_reporter:
            raise Malformed("a reporter grants nothing")
        if self.replacement is not None:
            self._check_replacement(self.replacement)

    def _check_replacement(self, new: Replacement) -> None:
        kem_hash = sha256(new.kem_pk)
        own = all(entry.kind == WRAP_REPORTER and entry.kem_hash == kem_hash for entry in self.wraps)
        if not self.by_reporter or not own:
            raise Malformed("a reporter replaces a code, and wraps the thread keys to the new one")

    @property
    def by_reporter(self) -> bool:
        """Whether the author is the reporter."""
        return self.c == THREAD_OFFSET

    @property
    def in_thread_plane(self) -> bool:
        """Whether the reporter's session is handed this event: c from 16 on, or a wrap for the reporter."""
        return self.c >= THREAD_OFFSET or any(entry.kind == WRAP_REPORTER for entry in self.wraps)

    @property
    def key_entries(self) -> bytes:
        """The key entries as they stand in the header: 33 bytes each."""
        return b"".join(entry.encode() for entry in self.keys)

    @property
    def context(self) -> EventContext:
        """What the event's key depends on."""
        return EventContext(
            self.case_id, self.c, self.key_id, self.author_id, self.log_id, self.log_seq, self.event_salt
        )

    def encode(self) -> bytes:
        """The bytes that are signed."""
        parts = [bytes((VERSION, SUITE, self.kind, self.c)), self.case_id, self.key_id, self.author_id]
        parts += [self.log_id, self.log_seq.to_bytes(8, "big"), self.log_prev, self.keyring_hash]
        parts += [self.event_salt, self.body_len.to_bytes(4, "big"), self.body_hash]
        parts += [bytes((len(self.parents), len(self.keys), len(self.wraps), 0)), *self.parents]
        parts += [self.key_entries, self.wrap_set_id, *(entry.encode() for entry in self.wraps)]
        parts += [self.replacement.encode()] if self.replacement else []
        return b"".join(parts)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header in `data`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        version, suite, kind, c = reader.take(4)
        if (version, suite) != (VERSION, SUITE):
            raise Malformed("another version or suite: update this software")
        if kind not in EVENT_KINDS:
            raise Malformed(f"kind {kind} is no event")
        fixed = {
            "case_id": CaseId(reader.take(HASH_LEN)),
            "key_id": KeyId(reader.take(HASH_LEN)),
            "author_id": MemberId(reader.take(MEMBER_ID_LEN)),
            "log_id": reader.take(MEMBER_ID_LEN),
            "log_seq": reader.integer(8),
            "log_prev": EventId(reader.take(HASH_LEN)),
            "keyring_hash": KeyringHash(reader.take(HASH_LEN)),
            "event_salt": reader.take(SALT_LEN),
            "body_len": reader.integer(4),
            "body_hash": reader.take(HASH_LEN),
        }
        p, k, w, zero = reader.take(4)
        if zero:
            raise Malformed("the byte after the counts is zero")
        header = cls(
            kind=kind,
            c=c,
            **fixed,  # type: ignore[arg-type]  # the dict holds the fields by name
            parents=tuple(EventId(reader.take(HASH_LEN)) for _ in range(p)),
            keys=tuple(_key_entry(reader) for _ in range(k)),
            wrap_set_id=reader.take(MEMBER_ID_LEN) if w else b"",
            wraps=tuple(_wrap_entry(reader) for _ in range(w)),
            replacement=_replacement(reader) if kind == KIND_CODE_REPLACED else None,
        )
        reader.end()
        return header


def choose_parents(heads: Iterable[EventId]) -> tuple[EventId, ...]:
    """The parents to name: all heads, ascending; of more than 16 the smallest."""
    return tuple(sorted(set(heads))[:MAX_PARENTS])


def _key_entry(reader: Reader) -> KeyEntry:
    return KeyEntry(reader.integer(1), KeyId(reader.take(HASH_LEN)))


def _wrap_entry(reader: Reader) -> EventWrapEntry:
    kind, recipient = reader.integer(1), MemberId(reader.take(MEMBER_ID_LEN))
    return EventWrapEntry(kind, recipient, reader.take(HASH_LEN), reader.take(HASH_LEN))


def _replacement(reader: Reader) -> Replacement:
    auth_vk, sign_vk = reader.take(VERIFY_KEY_LEN), reader.take(VERIFY_KEY_LEN)
    return Replacement(auth_vk, sign_vk, reader.take(KEM_KEY_LEN))
