"""Ed25519 under a domain, refusing exactly what the browser refuses.

libsodium compares R byte for byte, without the cofactor, and refuses points that are not canonical or of
small order; the browser's `verify` is written to the same rule. Otherwise a member could sign an event that
consoles drop and the reporter's page shows.
"""

import os

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from crypto.constants import SEED_LEN, SIGNATURE_KINDS, SIGNATURE_LEN, VERIFY_KEY_LEN
from crypto.domain import domain, exactly
from crypto.errors import BadSignature, Malformed
from crypto.types import DeploymentId


def new_signing_seed() -> bytes:
    """A fresh 32-byte seed of a signing key."""
    return os.urandom(SEED_LEN)


def verify_key(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte seed (RFC 8032 §5.1.5)."""
    return bytes(SigningKey(exactly("signing seed", seed, SEED_LEN)).verify_key)


def sign(kind: str, seed: bytes, message: bytes, deployment: DeploymentId) -> bytes:
    """A 64-byte signature over D("sig-" + kind) and the message. Raises `Malformed` for an unknown kind."""
    signer = SigningKey(exactly("signing seed", seed, SEED_LEN))
    return signer.sign(_prefix(kind, deployment) + message).signature


def verify(kind: str, vk: bytes, message: bytes, signature: bytes, deployment: DeploymentId) -> None:
    """Return where `signature` by `vk` over the message holds. Raises `BadSignature`.

    Refused too: S not below the group order; R or the key not canonical or of small order.
    """
    if len(vk) != VERIFY_KEY_LEN or len(signature) != SIGNATURE_LEN:
        raise BadSignature("a public key has 32 bytes, a signature 64")
    try:
        VerifyKey(vk).verify(_prefix(kind, deployment) + message, signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise BadSignature(f"the {kind} signature does not verify") from error


def _prefix(kind: str, deployment: DeploymentId) -> bytes:
    if kind not in SIGNATURE_KINDS:
        raise Malformed(f"there is no signature of kind {kind!r}")
    return domain(f"sig-{kind}", deployment)
