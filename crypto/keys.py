"""Record keys, thread keys, event keys, and the five slots of a wrap.

A key's id is its commitment: whoever unwraps a key checks it against an id in a signed header, so that nobody
can show two readers two different reports under one signature.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.constants import (
    DEPLOYMENT_LEN,
    HASH_LEN,
    IDENTITY,
    KEY_LEN,
    LANES,
    MEMBER_ID_LEN,
    SALT_LEN,
    SLOTS,
    THREAD_OFFSET,
    VERIFY_KEY_LEN,
    WRAP_PLAIN_LEN,
)
from crypto.domain import domain, exactly, hkdf, hkdf_expand, sha256
from crypto.errors import BadCommitment, Malformed
from crypto.types import CaseId, DeploymentId, KeyId, MemberId

SHARE_A = 1
SHARE_B = 2
_NO_KEY = bytes(KEY_LEN)


def new_record_key() -> bytes:
    """A fresh random key K[c] of 32 bytes."""
    return os.urandom(KEY_LEN)


def key_id(key: bytes, c: int, case_id: CaseId, deployment: DeploymentId) -> KeyId:
    """The 32-byte id of a record key (c 1..5) or of a thread key (c 17..19)."""
    return KeyId(hkdf(_key(key), domain("key-id", deployment) + _case(case_id) + bytes((c,)), HASH_LEN))


def share_id(share: bytes, which: int, case_id: CaseId, deployment: DeploymentId) -> KeyId:
    """The id of share A (`which` 1) or B (2) of the identity key."""
    if which not in (SHARE_A, SHARE_B):
        raise Malformed("a share is 1 or 2")
    info = domain("share", deployment) + _case(case_id) + bytes((IDENTITY, which))
    return KeyId(hkdf(_key(share), info, HASH_LEN))


def thread_key(record_key: bytes, c: int, case_id: CaseId, deployment: DeploymentId) -> bytes:
    """T[c] of a lane (c 1..3). One way: the thread alone never opens the record. Raises `Malformed`."""
    if c not in LANES:
        raise Malformed("only lanes 1 to 3 have a thread")
    return hkdf(_key(record_key), domain("thread", deployment) + _case(case_id) + bytes((c,)), KEY_LEN)


def thread_key_id(thread: bytes, c: int, case_id: CaseId, deployment: DeploymentId) -> KeyId:
    """The id of the thread key of lane `c` (1..3): its compartment is c + 16."""
    return key_id(thread, c + THREAD_OFFSET, case_id, deployment)


@dataclass(frozen=True)
class EventContext:
    """The header values, verbatim, that an event's key depends on."""

    case_id: CaseId
    c: int
    key_id: bytes
    author_id: MemberId
    log_id: bytes
    log_seq: int
    event_salt: bytes

    def __post_init__(self) -> None:
        exactly("case_id", self.case_id, HASH_LEN)
        exactly("key_id", self.key_id, HASH_LEN)
        exactly("author_id", self.author_id, MEMBER_ID_LEN)
        exactly("log_id", self.log_id, MEMBER_ID_LEN)
        exactly("event_salt", self.event_salt, SALT_LEN)


def event_keys(key: bytes, context: EventContext, deployment: DeploymentId) -> tuple[bytes, bytes]:
    """(key, commitment) of one event, 32 bytes each, from a record or thread key."""
    both = hkdf(_key(key), _event_info(context, deployment), KEY_LEN + HASH_LEN, context.event_salt)
    return both[:KEY_LEN], both[KEY_LEN:]


def _event_info(context: EventContext, deployment: DeploymentId) -> bytes:
    return b"".join(
        (
            domain("event", deployment),
            context.case_id,
            bytes((context.c,)),
            context.key_id,
            context.author_id,
            context.log_id,
            context.log_seq.to_bytes(8, "big"),
        )
    )


def event_secret(key: bytes, context: EventContext) -> bytes:
    """What an evidence bundle hands out for one event: HKDF's extracted key (RFC 5869 §2.2), 32 bytes.

    Event key and commitment follow from it and from the header; the compartment's key does not.
    """
    return hmac.digest(context.event_salt, _key(key), "sha256")


def keys_of_secret(secret: bytes, context: EventContext, deployment: DeploymentId) -> tuple[bytes, bytes]:
    """(key, commitment) of one event from its secret: the same as `event_keys` gives."""
    both = hkdf_expand(_key(secret), _event_info(context, deployment), KEY_LEN + HASH_LEN)
    return both[:KEY_LEN], both[KEY_LEN:]


def file_keys(
    key: bytes, salt: bytes, case_id: CaseId, file_id: bytes, deployment: DeploymentId
) -> tuple[bytes, bytes]:
    """(key, commitment) of one file from its random 32-byte key; `file_id` 16 bytes, `salt` 32."""
    info = domain("file", deployment) + _case(case_id) + exactly("file_id", file_id, DEPLOYMENT_LEN)
    both = hkdf(_key(key), info, KEY_LEN + HASH_LEN, exactly("salt", salt, SALT_LEN))
    return both[:KEY_LEN], both[KEY_LEN:]


def log_id(log_secret: bytes, case_id: CaseId, deployment: DeploymentId) -> bytes:
    """The 16-byte id of one vault's log of one case: cases of one member cannot be linked by it."""
    return hkdf(_key(log_secret), domain("log-id", deployment) + _case(case_id), MEMBER_ID_LEN)


def wrap_info(
    deployment: DeploymentId,
    *,
    case_id: CaseId,
    kind: int,
    wrap_set_id: bytes,
    key_entries: bytes,
    author_vk: bytes,
    recipient_id: MemberId,
    kem_hash: bytes,
) -> bytes:
    """The `info` of a wrap: it opens only in the place for which it was sealed.

    `key_entries`: the header's key entries, verbatim; `kem_hash`: SHA-256 of the recipient's KEM key.
    """
    return b"".join(
        (
            domain("wrap", deployment),
            _case(case_id),
            bytes((kind,)),
            exactly("wrap_set_id", wrap_set_id, MEMBER_ID_LEN),
            sha256(key_entries),
            exactly("author_vk", author_vk, VERIFY_KEY_LEN),
            exactly("recipient_id", recipient_id, MEMBER_ID_LEN),
            exactly("kem_hash", kem_hash, HASH_LEN),
        )
    )


def pack_slots(slots: Sequence[bytes | None]) -> bytes:
    """Five keys of 32 bytes in the order of c, zeros where nothing is due: 160 bytes. Raises `BadLength`."""
    if len(slots) != SLOTS:
        raise Malformed("a wrap has five slots")
    return b"".join(_NO_KEY if slot is None else _key(slot) for slot in slots)


def unpack_slots(plaintext: bytes) -> tuple[bytes | None, ...]:
    """The five slots of a wrap, None where the slot is zeros. Raises `BadLength`."""
    exactly("wrap plaintext", plaintext, WRAP_PLAIN_LEN)
    slots = (plaintext[i : i + KEY_LEN] for i in range(0, WRAP_PLAIN_LEN, KEY_LEN))
    return tuple(None if hmac.compare_digest(slot, _NO_KEY) else slot for slot in slots)


def join_shares(share_a: bytes, share_b: bytes) -> bytes:
    """K[4] = A xor B."""
    return bytes(a ^ b for a, b in zip(_key(share_a), _key(share_b), strict=True))


def require_key_id(key: bytes, c: int, case_id: CaseId, expected: bytes, deployment: DeploymentId) -> None:
    """Return where `key` is the one that the signed header names. Raises `BadCommitment`."""
    if not hmac.compare_digest(key_id(key, c, case_id, deployment), expected):
        raise BadCommitment("this key is not the one that the signed header names")


def _key(key: bytes) -> bytes:
    return exactly("key", key, KEY_LEN)


def _case(case_id: CaseId) -> bytes:
    return exactly("case_id", case_id, HASH_LEN)
