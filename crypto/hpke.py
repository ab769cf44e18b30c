"""Wraps: five 32-byte slots sealed to one person's key.

HPKE base mode (RFC 9180), KEM 0x647a (ML-KEM-768 with X25519, "X-Wing"), HKDF-SHA-256, AES-256-GCM. The
interface of `cryptography` is single-shot without AAD, so the whole context stands in `info`.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from crypto.constants import KEM_KEY_LEN, SEED_LEN, WRAP_LEN, WRAP_PLAIN_LEN
from crypto.domain import exactly, sha256
from crypto.errors import BadLength, DecryptionFailed, ProtocolError, WeakKey

_MLKEM_SEED_LEN = 64
_MLKEM_KEY_LEN = 1184
_EXPANDED_LEN = 96


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A private key that was expanded once, for whoever opens many wraps with it.

    `fingerprint`: SHA-256 of the public half, 32 bytes. Expanding costs more than opening; the object must not
    outlive the work that it was made for, since a seed that is deleted would live on in it.
    """

    private: MLKEM768X25519PrivateKey = field(repr=False)
    fingerprint: bytes

    @classmethod
    def expand(cls, seed: bytes) -> Self:
        """From a 32-byte seed. Raises `BadLength`."""
        halves = _halves(seed)
        return cls(MLKEM768X25519PrivateKey(*halves), sha256(_public(*halves)))


def new_kem_seed() -> bytes:
    """A fresh 32-byte private key."""
    return os.urandom(SEED_LEN)


def kem_public(seed: bytes) -> bytes:
    """The 1,216-byte public key of a 32-byte seed: ML-KEM-768 (1,184), then X25519 (32)."""
    return _public(*_halves(seed))


def wrap(kem_pk: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal 160 bytes to a 1,216-byte public key: 1,296 bytes.

    Raises `WeakKey` where sealing to this key is impossible (size, bad modulus, low-order half), `BadLength`
    for another plaintext.
    """
    exactly("wrap plaintext", plaintext, WRAP_PLAIN_LEN)
    if len(kem_pk) != KEM_KEY_LEN:
        raise WeakKey("a public key has 1,216 bytes")
    try:
        public = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(kem_pk[:_MLKEM_KEY_LEN]),
            X25519PublicKey.from_public_bytes(kem_pk[_MLKEM_KEY_LEN:]),
        )
        return _suite().encrypt(plaintext, public, info=info)
    except ValueError as error:
        raise WeakKey("nothing can be sealed to this public key") from error


def unwrap(key: bytes | OpeningKey, info: bytes, wrapped: bytes) -> bytes:
    """Open 1,296 bytes with a 32-byte seed, or what it expands to: 160 bytes.

    Raises `BadLength`, `DecryptionFailed`.
    """
    # The size first: a partial ciphertext must never reach decapsulation.
    exactly("wrap", wrapped, WRAP_LEN)
    private = key.private if isinstance(key, OpeningKey) else MLKEM768X25519PrivateKey(*_halves(key))
    try:
        return exactly("wrap plaintext", _suite().decrypt(wrapped, private, info=info), WRAP_PLAIN_LEN)
    except (InvalidTag, ValueError, BadLength) as error:
        raise DecryptionFailed("this wrap is not for this key, or was altered") from error


def self_test() -> None:
    """Seal and open once. Raises `ProtocolError` with a remedy: ML-KEM depends on the wheel's backend."""
    plaintext = bytes(range(WRAP_PLAIN_LEN))
    seed = bytes(SEED_LEN)
    try:
        opened = unwrap(seed, b"self-test", wrap(kem_public(seed), b"self-test", plaintext))
    except (UnsupportedAlgorithm, AttributeError, ValueError, WeakKey, DecryptionFailed) as error:
        raise ProtocolError(
            "this build of the cryptography package cannot seal with ML-KEM-768:"
            " install the official wheel, 50 or later"
        ) from error
    if opened != plaintext:
        raise ProtocolError("the cryptography package sealed and opened different bytes: reinstall it")


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _public(mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> bytes:
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def _halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(exactly("private key", seed, SEED_LEN)).digest(_EXPANDED_LEN)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_LEN]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_LEN:]),
    )
