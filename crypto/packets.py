"""A service's answer to one referral: sealed to a key of the officer, under a code that stands on the paper.

The code has the form of a case code and is made from 84 random bits of its own. What derives from it names the place of
the answer, proves the officer's key to whoever holds the paper, and proves the answer to the officer: the portal knows
the place and can neither swap the key nor make an answer up.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.constants import (
    BODY_BUCKETS,
    HASH_LEN,
    KEM_KEY_LEN,
    KEY_LEN,
    PACKET_ANSWER_LEN,
    PACKET_RECORD_LEN,
    SLOTS,
    WRAP_LEN,
)
from crypto.documents import encode_json, parse_json
from crypto.domain import domain, exactly, hkdf, sha256
from crypto.errors import BadCommitment, BadLength, DecryptionFailed
from crypto.hpke import kem_public, unwrap, wrap
from crypto.keys import new_record_key, pack_slots, unpack_slots
from crypto.padding import pad_body, unpad_body
from crypto.payload import open_chunks, seal_chunks
from crypto.types import DeploymentId, RootKey


@dataclass(frozen=True)
class PacketKeys:
    """What the code gives, 32 bytes each: where the answer lies, and the key that proves both sides."""

    packet_id: bytes
    proof_key: bytes = field(repr=False)


def packet_keys(root: RootKey, deployment: DeploymentId) -> PacketKeys:
    """From the stretched code (`crypto.case_code.stretch`)."""
    exactly("root", root, KEY_LEN)
    return PacketKeys(
        hkdf(root, domain("packet-id", deployment), HASH_LEN),
        hkdf(root, domain("packet-proof", deployment), KEY_LEN),
    )


def packet_record(kem_seed: bytes, keys: PacketKeys, deployment: DeploymentId) -> bytes:
    """The 1,248 bytes that the portal keeps for the service: the officer's key, and its proof."""
    kem_pk = kem_public(kem_seed)
    return kem_pk + _proof("packet-record", keys, kem_pk, deployment)


def check_packet_record(record: bytes, keys: PacketKeys, deployment: DeploymentId) -> bytes:
    """The key to seal to. Raises `BadLength`, `BadCommitment` where it is not the officer's."""
    exactly("packet record", record, PACKET_RECORD_LEN)
    kem_pk, proof = record[:KEM_KEY_LEN], record[KEM_KEY_LEN:]
    if not hmac.compare_digest(proof, _proof("packet-record", keys, kem_pk, deployment)):
        raise BadCommitment("this key does not belong to the code on the paper")
    return kem_pk


def seal_packet_answer(
    document: Mapping[str, Any],
    record: bytes,
    keys: PacketKeys,
    deployment: DeploymentId,
    new_key: Callable[[], bytes] = new_record_key,
) -> bytes:
    """The answer, 5,472 bytes whatever it says. Raises as `check_packet_record`; `BadLength` where it is too long."""
    kem_pk = check_packet_record(record, keys, deployment)
    key = new_key()
    body_key, commit = _body_keys(key, keys, deployment)
    wrapped = wrap(kem_pk, _wrap_info(kem_pk, keys, deployment), pack_slots([key, *[None] * (SLOTS - 1)]))
    padded = pad_body(encode_json(document))
    if len(padded) != BODY_BUCKETS[0]:
        raise BadLength("an answer has at most 4 KiB")
    sealed = wrapped + seal_chunks(body_key, commit, padded)
    return sealed + _proof("packet-answer", keys, sealed, deployment)


def open_packet_answer(
    answer: bytes, kem_seed: bytes, keys: PacketKeys, deployment: DeploymentId
) -> dict[str, Any]:
    """What the service said.

    Raises `BadLength`, `BadCommitment` (not from whoever holds the paper), `DecryptionFailed`, `Malformed`.
    """
    exactly("packet answer", answer, PACKET_ANSWER_LEN)
    sealed, proof = answer[:-HASH_LEN], answer[-HASH_LEN:]
    if not hmac.compare_digest(proof, _proof("packet-answer", keys, sealed, deployment)):
        raise BadCommitment("this answer was not made with the code on the paper")
    kem_pk = kem_public(kem_seed)
    slots = unpack_slots(unwrap(kem_seed, _wrap_info(kem_pk, keys, deployment), sealed[:WRAP_LEN]))
    if slots[0] is None:
        raise DecryptionFailed("this answer holds no key")
    body_key, commit = _body_keys(slots[0], keys, deployment)
    return parse_json(unpad_body(open_chunks(body_key, commit, sealed[WRAP_LEN:])))


def _proof(label: str, keys: PacketKeys, proven: bytes, deployment: DeploymentId) -> bytes:
    return hkdf(keys.proof_key, domain(label, deployment) + keys.packet_id + sha256(proven), HASH_LEN)


def _wrap_info(kem_pk: bytes, keys: PacketKeys, deployment: DeploymentId) -> bytes:
    return domain("packet-wrap", deployment) + keys.packet_id + sha256(kem_pk)


def _body_keys(key: bytes, keys: PacketKeys, deployment: DeploymentId) -> tuple[bytes, bytes]:
    both = hkdf(key, domain("packet-body", deployment) + keys.packet_id, KEY_LEN + HASH_LEN)
    return both[:KEY_LEN], both[KEY_LEN:]
