"""Lists of openings: which cases a member looked at on a day, for oversight alone.

One list a member a day, of one size, whether or not a case was opened: the portal must not learn who reads what.

"AMO1", version 1, suite 1, a zero, u8 r; member id 16, keyring hash 32, u32 day since 1970, salt 32; r times
(recipient id 16, SHA-256 of the KEM key 32, wrap 1,296); commitment 32, 16,400 sealed bytes; signature 64 over
D("sig-openings") and all before it. Inside: u16 n, u32 how many wait for the next list, n times (case id 32, u32
minutes since 1970), zeros.
"""

import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from crypto.constants import (
    AEAD_TAG_LEN,
    HASH_LEN,
    KEY_LEN,
    MAGIC_OPENINGS,
    MEMBER_ID_LEN,
    SALT_LEN,
    SIGNATURE_LEN,
    SUITE,
    VERSION,
    WRAP_LEN,
    ZERO_HASH,
)
from crypto.domain import domain, hkdf, sha256
from crypto.errors import BadCommitment, Malformed, WeakKey
from crypto.hpke import kem_public, unwrap, wrap
from crypto.keys import pack_slots, unpack_slots
from crypto.payload import open_chunks, seal_chunks
from crypto.signing import sign, verify
from crypto.types import CaseId, DeploymentId, KeyringHash, MemberId
from crypto.wire import Reader

_INSIDE = 16_384
_LINE = HASH_LEN + 4
_HEAD = 2 + 4
MOST_LINES = (_INSIDE - _HEAD) // _LINE
_SEALED = HASH_LEN + _INSIDE + AEAD_TAG_LEN
_PLACE = MEMBER_ID_LEN + HASH_LEN + WRAP_LEN


@dataclass(frozen=True)
class Opening:
    """One reading of one case. `minute`: minutes since 1970, by the reader's own clock."""

    case_id: CaseId
    minute: int


@dataclass(frozen=True)
class Openings:
    """What a list says. `waiting`: how many openings did not fit and come with the next list."""

    lines: tuple[Opening, ...]
    waiting: int = 0


@dataclass(frozen=True)
class Place:
    """One recipient's wrap."""

    recipient_id: MemberId
    kem_hash: bytes
    wrap: bytes


@dataclass(frozen=True)
class Batch:
    """A sealed list, parsed and not yet believed. `day`: days since 1970."""

    member_id: MemberId
    keyring_hash: KeyringHash
    day: int
    salt: bytes
    places: tuple[Place, ...]
    sealed: bytes
    signature: bytes

    @property
    def signed_bytes(self) -> bytes:
        """What the member signs: everything but the signature."""
        head = MAGIC_OPENINGS + bytes((VERSION, SUITE, 0, len(self.places)))
        who = self.member_id + self.keyring_hash + self.day.to_bytes(4, "big") + self.salt
        places = (one.recipient_id + one.kem_hash + one.wrap for one in self.places)
        return b"".join((head, who, *places, self.sealed))

    def encode(self) -> bytes:
        """The batch's bytes; their number depends on the number of recipients alone."""
        return self.signed_bytes + self.signature

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        reader.expect(MAGIC_OPENINGS, "list of openings")
        version, suite, zero, count = reader.take(4)
        if (version, suite, zero) != (VERSION, SUITE, 0) or not count:
            raise Malformed("another version of a list of openings, or nobody to read it")
        member_id, keyring_hash = MemberId(reader.take(MEMBER_ID_LEN)), KeyringHash(reader.take(HASH_LEN))
        day, salt = reader.integer(4), reader.take(SALT_LEN)
        places = tuple(
            Place(MemberId(reader.take(MEMBER_ID_LEN)), reader.take(HASH_LEN), reader.take(WRAP_LEN))
            for _ in range(count)
        )
        sealed, signature = reader.take(_SEALED), reader.take(SIGNATURE_LEN)
        reader.end()
        return cls(member_id, keyring_hash, day, salt, places, sealed, signature)

    def verify(self, verify_vk: bytes, deployment: DeploymentId) -> None:
        """Return where this key signed it. Raises `BadSignature`."""
        verify("openings", verify_vk, self.signed_bytes, self.signature, deployment)


def batch_length(recipients: int) -> int:
    """The bytes of every list that is sealed to so many people."""
    head = len(MAGIC_OPENINGS) + 4 + MEMBER_ID_LEN + HASH_LEN + 4 + SALT_LEN
    return head + recipients * _PLACE + _SEALED + SIGNATURE_LEN


def seal_openings(
    openings: Openings,
    recipients: Sequence[MemberId],
    kem_keys: Mapping[MemberId, bytes],
    *,
    member_id: MemberId,
    keyring_hash: KeyringHash,
    day: int,
    seed: bytes,
    deployment: DeploymentId,
) -> Batch:
    """A list sealed to `recipients`. `kem_keys`: today's intake key of those who have one; `seed`: to sign.

    Whoever has no usable key gets random bytes in their place, so that the size says nothing. Raises `Malformed`
    where nobody could read it, or for more than `MOST_LINES` lines.
    """
    key, salt = os.urandom(KEY_LEN), os.urandom(SALT_LEN)
    places = tuple(
        _seal_place(key, member, kem_keys.get(member), (member_id, day, salt), deployment)
        for member in recipients
    )
    if all(one.kem_hash == ZERO_HASH for one in places):
        raise Malformed("nobody could read this list")
    inside, commit = _keys(key, salt, member_id, day, deployment)
    sealed = seal_chunks(inside, commit, _pack(openings))
    unsigned = Batch(member_id, keyring_hash, day, salt, places, sealed, bytes(SIGNATURE_LEN))
    signature = sign("openings", seed, unsigned.signed_bytes, deployment)
    return Batch(member_id, keyring_hash, day, salt, places, sealed, signature)


def open_openings(
    batch: Batch, recipient_id: MemberId, kem_seed: bytes, deployment: DeploymentId
) -> Openings:
    """What a list says, for one of its recipients.

    Raises `BadCommitment` where it is not sealed to this key, `DecryptionFailed`, `Malformed`. Verify it first.
    """
    kem_hash = sha256(kem_public(kem_seed))
    place = next((one for one in batch.places if one.recipient_id == recipient_id), None)
    if place is None or not hmac.compare_digest(place.kem_hash, kem_hash):
        raise BadCommitment("this list is not sealed to this key")
    info = _wrap_info((batch.member_id, batch.day, batch.salt), recipient_id, kem_hash, deployment)
    key = unpack_slots(unwrap(kem_seed, info, place.wrap))[0]
    if key is None:
        raise Malformed("a wrap without a key")
    inside, commit = _keys(key, batch.salt, batch.member_id, batch.day, deployment)
    return _unpack(open_chunks(inside, commit, batch.sealed))


def _seal_place(
    key: bytes,
    member: MemberId,
    kem_pk: bytes | None,
    place: tuple[MemberId, int, bytes],
    deployment: DeploymentId,
) -> Place:
    if kem_pk is not None:
        kem_hash = sha256(kem_pk)
        try:
            info = _wrap_info(place, member, kem_hash, deployment)
            return Place(member, kem_hash, wrap(kem_pk, info, pack_slots((key, None, None, None, None))))
        except WeakKey:
            pass
    return Place(member, ZERO_HASH, os.urandom(WRAP_LEN))


def _wrap_info(
    place: tuple[MemberId, int, bytes], recipient: MemberId, kem_hash: bytes, deployment: DeploymentId
) -> bytes:
    member_id, day, salt = place
    return b"".join(
        (domain("openings-wrap", deployment), member_id, day.to_bytes(4, "big"), salt, recipient, kem_hash)
    )


def _keys(
    key: bytes, salt: bytes, member_id: MemberId, day: int, deployment: DeploymentId
) -> tuple[bytes, bytes]:
    info = domain("openings", deployment) + member_id + day.to_bytes(4, "big")
    both = hkdf(key, info, KEY_LEN + HASH_LEN, salt)
    return both[:KEY_LEN], both[KEY_LEN:]


def _pack(openings: Openings) -> bytes:
    if len(openings.lines) > MOST_LINES:
        raise Malformed(f"a list holds at most {MOST_LINES} lines")
    lines = b"".join(one.case_id + one.minute.to_bytes(4, "big") for one in openings.lines)
    head = len(openings.lines).to_bytes(2, "big") + openings.waiting.to_bytes(4, "big")
    return (head + lines).ljust(_INSIDE, b"\x00")


def _unpack(plain: bytes) -> Openings:
    count = int.from_bytes(plain[:2], "big")
    if len(plain) != _INSIDE or count > MOST_LINES:
        raise Malformed("a list of openings of another size")
    end = _HEAD + count * _LINE
    if any(plain[end:]):
        raise Malformed("the padding of a list of openings is not zero")
    lines = tuple(
        Opening(CaseId(plain[at : at + HASH_LEN]), int.from_bytes(plain[at + HASH_LEN : at + _LINE], "big"))
        for at in range(_HEAD, end, _LINE)
    )
    return Openings(lines, int.from_bytes(plain[2:_HEAD], "big"))
