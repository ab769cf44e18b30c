"""A document that one member signed: u32 length, document, member id 16, keyring hash 32, signature 64.

The document is signed over its bytes and never re-serialised; the signature covers who signed, under which keyring.
"""

from dataclasses import dataclass
from typing import Self

from crypto.constants import HASH_LEN, MEMBER_ID_LEN, SIGNATURE_LEN
from crypto.errors import BadSignature, Malformed
from crypto.keyring import Keyring
from crypto.keyring_document import Member
from crypto.signing import sign, verify
from crypto.types import DeploymentId, KeyringHash, MemberId
from crypto.wire import Reader

MAX_DOCUMENT = 32_768


@dataclass(frozen=True)
class MemberDocument:
    """Not yet judged. `kind`: of the signature, "roster"."""

    kind: str
    document: bytes
    member_id: MemberId
    keyring_hash: KeyringHash
    signature: bytes

    def encode(self) -> bytes:
        """The bytes of the record."""
        return b"".join(
            (
                len(self.document).to_bytes(4, "big"),
                self.document,
                self.member_id,
                self.keyring_hash,
                self.signature,
            )
        )

    @classmethod
    def parse(cls, kind: str, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        length = reader.integer(4)
        if length > MAX_DOCUMENT:
            raise Malformed("a signed document has at most 32 KiB")
        document = reader.take(length)
        member_id, keyring_hash = MemberId(reader.take(MEMBER_ID_LEN)), KeyringHash(reader.take(HASH_LEN))
        signature = reader.take(SIGNATURE_LEN)
        reader.end()
        return cls(kind, document, member_id, keyring_hash, signature)

    def signer(self, keyring: Keyring) -> Member:
        """The member who signed. `keyring`: the one that it names. Raises `BadSignature`, `Malformed`."""
        if keyring.hash != self.keyring_hash:
            raise Malformed("this document names another keyring")
        member = keyring.member(self.member_id)
        if member is None:
            raise BadSignature("nobody in the keyring signed this document")
        message = _message(self.document, self.member_id, self.keyring_hash)
        verify(self.kind, member.verify_vk, message, self.signature, keyring.deployment_id)
        return member


def sign_document(
    kind: str,
    document: bytes,
    *,
    member_id: MemberId,
    keyring_hash: KeyringHash,
    seed: bytes,
    deployment: DeploymentId,
) -> MemberDocument:
    """The document, signed with a member's 32-byte seed. Raises `Malformed` where it is too long."""
    if len(document) > MAX_DOCUMENT:
        raise Malformed("a signed document has at most 32 KiB")
    message = _message(document, member_id, keyring_hash)
    signature = sign(kind, seed, message, deployment)
    return MemberDocument(kind, document, member_id, keyring_hash, signature)


def _message(document: bytes, member_id: MemberId, keyring_hash: KeyringHash) -> bytes:
    return member_id + keyring_hash + document
