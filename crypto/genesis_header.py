"""The signed header of a report (kind 1) and of a supplement (kind 5): 1,896 + 80(n+1) bytes."""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple, Self

from crypto.constants import (
    COMPARTMENTS,
    GENESIS_ENTRY_LEN,
    GENESIS_FIXED_LEN,
    GENESIS_KEY_IDS,
    HASH_LEN,
    KEM_KEY_LEN,
    KIND_GENESIS,
    KIND_SUPPLEMENT,
    MAX_RECIPIENTS,
    MEMBER_ID_LEN,
    MIN_RECIPIENTS,
    SALT_LEN,
    SUITE,
    VERIFY_KEY_LEN,
    VERSION,
    WRAP_GENESIS,
    WRAP_REPORTER,
)
from crypto.domain import exactly, sha256
from crypto.errors import BadLength, Malformed
from crypto.padding import SEALED_BODY_LENGTHS
from crypto.types import CaseId, KeyId, KeyringHash, MemberId
from crypto.wire import Reader

MAX_GENESIS_HEADER = GENESIS_FIXED_LEN + GENESIS_ENTRY_LEN * (MAX_RECIPIENTS + 1)
_PLAIN_BODIES = slice(2, 5)
_ENTRY_LENGTHS = (MEMBER_ID_LEN, HASH_LEN, HASH_LEN)
_ENTRY = Struct(f">{MEMBER_ID_LEN}s{HASH_LEN}s{HASH_LEN}s")
_KEY_IDS = Struct(">" + f"{HASH_LEN}s" * GENESIS_KEY_IDS)
_BODY = Struct(f">I{HASH_LEN}s")


class GenesisWrapEntry(NamedTuple):
    """Whom a wrap is for: id (16), SHA-256 of the KEM key (zeros: none published), SHA-256 of the wrap.

    A header has up to 17 of them and checks their widths: a tuple costs a tenth of a class that checks itself.
    """

    recipient_id: MemberId
    kem_hash: bytes
    wrap_hash: bytes


@dataclass(frozen=True, slots=True)
class GenesisHeader:
    """A report's header. `key_ids`: K1..K5, share A, share B, T1..T3; `bodies`: five (length, SHA-256).

    `entries`: one for each intake recipient in keyring order, then the reporter's own.
    """

    case_id: CaseId
    sign_vk: bytes
    auth_vk: bytes
    kem_pk: bytes
    keyring_hash: KeyringHash
    wrap_set_id: bytes
    event_salt: bytes
    key_ids: tuple[KeyId, ...]
    bodies: tuple[tuple[int, bytes], ...]
    entries: tuple[GenesisWrapEntry, ...]
    kind: int = KIND_GENESIS

    def __post_init__(self) -> None:
        exactly("case_id", self.case_id, HASH_LEN)
        exactly("sign_vk", self.sign_vk, VERIFY_KEY_LEN)
        exactly("auth_vk", self.auth_vk, VERIFY_KEY_LEN)
        exactly("kem_pk", self.kem_pk, KEM_KEY_LEN)
        exactly("keyring_hash", self.keyring_hash, HASH_LEN)
        exactly("wrap_set_id", self.wrap_set_id, MEMBER_ID_LEN)
        exactly("event_salt", self.event_salt, SALT_LEN)
        if self.kind not in (KIND_GENESIS, KIND_SUPPLEMENT):
            raise Malformed(f"kind {self.kind} has another layout")
        self._check_keys()
        self._check_bodies()
        self._check_entries()

    def _check_keys(self) -> None:
        if len(self.key_ids) != GENESIS_KEY_IDS or any(len(one) != HASH_LEN for one in self.key_ids):
            raise BadLength("a report names ten key ids of 32 bytes")
        if self.sign_vk == self.auth_vk:
            # A log-in challenge must never be able to be an event.
            raise Malformed("the keys to log in and to sign must differ")

    def _check_bodies(self) -> None:
        lengths = [length for length, _ in self.bodies]
        if len(lengths) != len(COMPARTMENTS) or any(len(digest) != HASH_LEN for _, digest in self.bodies):
            raise BadLength("a report has five bodies")
        if any(length not in SEALED_BODY_LENGTHS for length in lengths):
            raise BadLength("a body has the size of a bucket")
        # Uniform shape: the sizes must not tell which lane is used.
        smallest = SEALED_BODY_LENGTHS[0]
        plain = all(length == smallest for length in lengths[_PLAIN_BODIES])
        if self.kind == KIND_GENESIS and (lengths[0] != lengths[1] or not plain):
            raise BadLength("bodies 1 and 2 have one size, bodies 3 to 5 the smallest")
        if self.kind == KIND_SUPPLEMENT and len(set(lengths)) > 1:
            raise BadLength("the five bodies of a supplement have one size")

    def _check_entries(self) -> None:
        if not MIN_RECIPIENTS <= len(self.entries) - 1 <= MAX_RECIPIENTS:
            raise Malformed("a report is wrapped for 2 to 16 recipients and the reporter")
        if any(tuple(map(len, entry)) != _ENTRY_LENGTHS for entry in self.entries):
            raise BadLength("a wrap entry is an id of 16 bytes and two hashes of 32")
        if len({entry.recipient_id for entry in self.entries}) != len(self.entries):
            raise Malformed("a recipient stands twice in the header")
        if self.entries[-1].kem_hash != sha256(self.kem_pk):
            raise Malformed("the last wrap must be the reporter's own")

    @property
    def key_entries(self) -> bytes:
        """The ten key ids as they stand in the header: 320 bytes."""
        return b"".join(self.key_ids)

    def wrap_kind(self, index: int) -> int:
        """Kind of the wrap at `index`: 4 for the reporter's own, which is the last, else 1."""
        return WRAP_REPORTER if index == len(self.entries) - 1 else WRAP_GENESIS

    def encode(self) -> bytes:
        """The bytes that are signed."""
        parts = [bytes((VERSION, SUITE, self.kind, len(self.entries) - 1))]
        parts += [self.case_id, self.sign_vk, self.auth_vk, self.kem_pk, self.keyring_hash]
        parts += [self.wrap_set_id, self.event_salt, *self.key_ids]
        parts += [length.to_bytes(4, "big") + digest for length, digest in self.bodies]
        parts += [entry.recipient_id + entry.kem_hash + entry.wrap_hash for entry in self.entries]
        return b"".join(parts)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header in `data`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        version, suite, kind, n = reader.take(4)
        if (version, suite) != (VERSION, SUITE):
            raise Malformed("another version or suite: update this software")
        if kind not in (KIND_GENESIS, KIND_SUPPLEMENT):
            raise Malformed(f"kind {kind} is no report")
        if not MIN_RECIPIENTS <= n <= MAX_RECIPIENTS:
            raise Malformed("a report is wrapped for 2 to 16 recipients")
        header = cls(
            case_id=CaseId(reader.take(HASH_LEN)),
            sign_vk=reader.take(VERIFY_KEY_LEN),
            auth_vk=reader.take(VERIFY_KEY_LEN),
            kem_pk=reader.take(KEM_KEY_LEN),
            keyring_hash=KeyringHash(reader.take(HASH_LEN)),
            wrap_set_id=reader.take(MEMBER_ID_LEN),
            event_salt=reader.take(SALT_LEN),
            key_ids=_KEY_IDS.unpack(reader.take(_KEY_IDS.size)),
            bodies=tuple(_BODY.iter_unpack(reader.take(_BODY.size * len(COMPARTMENTS)))),
            entries=tuple(
                map(GenesisWrapEntry._make, _ENTRY.iter_unpack(reader.take(_ENTRY.size * (n + 1))))
            ),
            kind=kind,
        )
        reader.end()
        return header
