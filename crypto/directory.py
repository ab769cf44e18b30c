"""A directory of services signed by one member: carried to colleagues as a file, or shown to everybody by a portal.

Container: "AMD1" ‖ u8 purpose ‖ member_id 16 ‖ keyring_hash 32 ‖ signature 64 ‖ document (JSON). The signature
covers purpose, member, keyring hash and document, so that a file for colleagues can't be published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crypto.constants import (
    DIRECTORY_MEMBERS,
    DIRECTORY_PUBLIC,
    HASH_LEN,
    MAGIC_DIRECTORY,
    MAX_DIRECTORY,
    MAX_PUBLIC_DIRECTORY,
    MEMBER_ID_LEN,
    SIGNATURE_LEN,
)
from crypto.documents import encode_json, parse_json
from crypto.domain import exactly
from crypto.errors import BadLength, Malformed
from crypto.keyring import Keyring
from crypto.signing import sign, verify
from crypto.types import DeploymentId, MemberId

_KIND = "directory"
_LIMITS = {DIRECTORY_MEMBERS: MAX_DIRECTORY, DIRECTORY_PUBLIC: MAX_PUBLIC_DIRECTORY}
_HEAD_LEN = len(MAGIC_DIRECTORY) + 1 + MEMBER_ID_LEN + HASH_LEN + SIGNATURE_LEN


@dataclass(frozen=True)
class SignedDirectory:
    """A container whose layout is right. Nothing is believed before `verify_directory`."""

    purpose: int
    member_id: MemberId
    keyring_hash: bytes
    signature: bytes
    data: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object. Raises `Malformed`."""
        return parse_json(self.data)


def sign_directory(
    document: Mapping[str, Any],
    purpose: int,
    *,
    member_id: MemberId,
    keyring_hash: bytes,
    seed: bytes,
    deployment: DeploymentId,
) -> bytes:
    """The container. `seed`: the member's signing seed, 32 bytes. Raises `Malformed`, `BadLength` (too long)."""
    data = encode_json(document)
    head = _head(purpose, member_id, keyring_hash)
    _check_size(purpose, data)
    return MAGIC_DIRECTORY + head + sign(_KIND, seed, head + data, deployment) + data


def parse_directory(container: bytes) -> SignedDirectory:
    """The parts of a container. Raises `Malformed`, `BadLength`."""
    if not container.startswith(MAGIC_DIRECTORY):
        raise Malformed("this is no signed directory")
    if len(container) <= _HEAD_LEN:
        raise BadLength("this signed directory is cut short")
    at = len(MAGIC_DIRECTORY)
    purpose = container[at]
    member_id = container[at + 1 : at + 1 + MEMBER_ID_LEN]
    hash_at = at + 1 + MEMBER_ID_LEN
    keyring_hash = container[hash_at : hash_at + HASH_LEN]
    data = container[_HEAD_LEN:]
    _check_size(purpose, data)
    signature = container[_HEAD_LEN - SIGNATURE_LEN : _HEAD_LEN]
    return SignedDirectory(purpose, MemberId(member_id), keyring_hash, signature, data)


def verify_directory(
    signed: SignedDirectory, purpose: int, keyring: Keyring, deployment: DeploymentId
) -> None:
    """Return where a member of `keyring`, the one that the container names, signed it for this purpose.

    Raises `Malformed` (another purpose, another keyring, no such member), `BadSignature`.
    """
    if signed.purpose != purpose:
        raise Malformed("this directory was signed for another purpose")
    if signed.keyring_hash != keyring.hash:
        raise Malformed("this directory names another keyring")
    member = keyring.member(signed.member_id)
    if member is None:
        raise Malformed("who signed this directory does not stand in the keyring")
    message = _head(signed.purpose, signed.member_id, signed.keyring_hash) + signed.data
    verify(_KIND, member.verify_vk, message, signed.signature, deployment)


def _head(purpose: int, member_id: bytes, keyring_hash: bytes) -> bytes:
    return (
        bytes((purpose,))
        + exactly("member_id", member_id, MEMBER_ID_LEN)
        + exactly("keyring_hash", keyring_hash, HASH_LEN)
    )


def _check_size(purpose: int, data: bytes) -> None:
    if purpose not in _LIMITS:
        raise Malformed("a directory is for members or for everybody")
    if len(data) > _LIMITS[purpose]:
        raise BadLength(f"a directory for this purpose has at most {_LIMITS[purpose]} bytes")
