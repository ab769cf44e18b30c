"""Suspending a member at once: any two of oversight, ethics and the head of investigations sign.

A record of 208 bytes: member_id 16, keyring_hash 32, twice (signer_id 16, signature 64). It holds for that
keyring only: the next keyring, signed by the root, decides anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from crypto.constants import HASH_LEN, MEMBER_ID_LEN, SIGNATURE_LEN
from crypto.domain import exactly
from crypto.errors import BadSignature, Malformed, ProtocolError
from crypto.keyring import Keyring
from crypto.keyring_document import Member
from crypto.signing import sign, verify
from crypto.types import DeploymentId, KeyringHash, MemberId
from crypto.wire import Reader

_SIGNERS = 2
_HOLDERS = 2
_SIGNER_GROUPS = frozenset(("ETH", "ALT"))
_HEAD_ROLE = "head-of-investigations"


@dataclass(frozen=True)
class Suspension:
    """One record, not yet judged. `signatures`: two (signer id, signature)."""

    member_id: MemberId
    keyring_hash: KeyringHash
    signatures: tuple[tuple[MemberId, bytes], ...]

    def __post_init__(self) -> None:
        exactly("member id", self.member_id, MEMBER_ID_LEN)
        exactly("keyring hash", self.keyring_hash, HASH_LEN)
        if len(self.signatures) != _SIGNERS:
            raise Malformed("a suspension bears two signatures")
        for signer, signature in self.signatures:
            exactly("signer id", signer, MEMBER_ID_LEN)
            exactly("signature", signature, SIGNATURE_LEN)

    @property
    def signed_bytes(self) -> bytes:
        """What both signers sign: member id, keyring hash."""
        return self.member_id + self.keyring_hash

    def encode(self) -> bytes:
        """The 208 bytes of the record."""
        return b"".join((self.signed_bytes, *(signer + signature for signer, signature in self.signatures)))

    @classmethod
    def parse(cls, record: bytes) -> Self:
        """The record in 208 bytes. Raises `BadLength`."""
        reader = Reader(record)
        member_id, keyring_hash = MemberId(reader.take(MEMBER_ID_LEN)), KeyringHash(reader.take(HASH_LEN))
        signatures = tuple(
            (MemberId(reader.take(MEMBER_ID_LEN)), reader.take(SIGNATURE_LEN)) for _ in range(_SIGNERS)
        )
        reader.end()
        return cls(member_id, keyring_hash, signatures)


def sign_suspension(
    member_id: MemberId, keyring_hash: KeyringHash, verify_seed: bytes, deployment: DeploymentId
) -> bytes:
    """One signer's 64-byte signature; two of them make a `Suspension`."""
    message = exactly("member id", member_id, MEMBER_ID_LEN) + exactly("keyring hash", keyring_hash, HASH_LEN)
    return sign("suspend", verify_seed, message, deployment)


def check_suspension(record: bytes, keyring: Keyring) -> Suspension:
    """The record, where two entitled members of this keyring signed it.

    Raises `Malformed`, `BadLength`, `BadSignature`.
    """
    suspension = Suspension.parse(record)
    if suspension.keyring_hash != keyring.hash:
        raise Malformed("this suspension belongs to another keyring")
    if keyring.member(suspension.member_id) is None:
        raise Malformed("this suspension names nobody in the keyring")
    signers = {signer for signer, _ in suspension.signatures}
    if len(signers) != _SIGNERS or suspension.member_id in signers:
        raise Malformed("two members suspend a third")
    for signer_id, signature in suspension.signatures:
        signer = keyring.member(signer_id)
        if signer is None or not may_suspend(signer):
            raise BadSignature("only oversight, ethics and the head of investigations suspend a member")
        verify("suspend", signer.verify_vk, suspension.signed_bytes, signature, keyring.deployment_id)
    return suspension


def may_suspend(member: Member) -> bool:
    """Whether this member's signature counts for a suspension."""
    return member.role == _HEAD_ROLE or bool(_SIGNER_GROUPS & set(member.groups))


def honoured(keyring: Keyring, records: Iterable[bytes] | None = None) -> frozenset[MemberId]:
    """The members who are suspended now; `records`: those that came with the keyring, unless given.

    A record that does not hold is passed over, and so is one that would leave fewer than two people in a
    group: two signers could otherwise close a whole group.
    """
    suspended: set[MemberId] = set()
    for record in keyring.suspensions if records is None else records:
        try:
            suspension = check_suspension(record, keyring)
        except ProtocolError:
            continue
        if _leaves_two(keyring, suspended | {suspension.member_id}, suspension.member_id):
            suspended.add(suspension.member_id)
    return frozenset(suspended)


def _leaves_two(keyring: Keyring, suspended: set[MemberId], member_id: MemberId) -> bool:
    groups: Sequence[tuple[MemberId, ...]] = [ids for ids in keyring.groups.values() if member_id in ids]
    return all(len([one for one in ids if one not in suspended]) >= _HOLDERS for ids in groups)
