"""Secrets under a passphrase: Argon2id (64 MiB, t = 3), then XChaCha20-Poly1305.

Layout: "AMS1", salt 16, nonce 24, ciphertext. The cost is fixed by the magic, so that a changed file cannot
ask for a cheaper one, nor for all the memory of the machine.
"""

import os
import unicodedata

from argon2.low_level import Type, hash_secret_raw

from crypto import aead
from crypto.constants import (
    ARGON_LANES,
    ARGON_MEMORY_KIB,
    ARGON_SALT_LEN,
    ARGON_TIME,
    KEY_LEN,
)
from crypto.domain import exactly, lp
from crypto.errors import BadLength, DecryptionFailed, Malformed, WrongPassphrase

MAGIC = b"AMS1"
_HEAD_LEN = len(MAGIC) + ARGON_SALT_LEN
_AAD_LABEL = b"amparo/1/passphrase\x00"


def passphrase_key(passphrase: str, salt: bytes) -> bytes:
    """32 bytes from a passphrase, folded to NFKC so that all keyboards agree, and a 16-byte salt."""
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    exactly("salt", salt, ARGON_SALT_LEN)
    return hash_secret_raw(secret, salt, ARGON_TIME, ARGON_MEMORY_KIB, ARGON_LANES, KEY_LEN, Type.ID)


def seal_with_passphrase(secret: bytes, passphrase: str, purpose: str) -> bytes:
    """`secret` sealed under a passphrase. `purpose` must be given again to open it."""
    salt = os.urandom(ARGON_SALT_LEN)
    head = MAGIC + salt
    return head + aead.seal(passphrase_key(passphrase, salt), secret, head + _aad(purpose))


def open_with_passphrase(sealed: bytes, passphrase: str, purpose: str) -> bytes:
    """The secret. Raises `WrongPassphrase` (also where the bytes were altered), `Malformed`, `BadLength`."""
    if not sealed.startswith(MAGIC):
        raise Malformed("this is not sealed with a passphrase")
    # The size first: a file that cannot be right must not cost 64 MiB of memory.
    if len(sealed) < _HEAD_LEN + aead.OVERHEAD:
        raise BadLength("this sealed secret is cut short")
    head = sealed[:_HEAD_LEN]
    key = passphrase_key(passphrase, head[len(MAGIC) :])
    try:
        return aead.unseal(key, sealed[_HEAD_LEN:], head + _aad(purpose))
    except DecryptionFailed as error:
        raise WrongPassphrase("this passphrase does not open it, or it was altered") from error


def _aad(purpose: str) -> bytes:
    return _AAD_LABEL + lp(purpose.encode("utf-8"))
