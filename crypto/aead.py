"""XChaCha20-Poly1305 with associated data, for what stays on one machine: vault records, sealed cookies."""

import nacl.exceptions
import nacl.secret

from crypto.constants import AEAD_TAG_LEN, KEY_LEN, XCHACHA_NONCE_LEN
from crypto.domain import exactly
from crypto.errors import BadLength, DecryptionFailed

OVERHEAD = XCHACHA_NONCE_LEN + AEAD_TAG_LEN


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Nonce 24, ciphertext, tag 16. The nonce is random: 192 bits never collide."""
    return bytes(nacl.secret.Aead(exactly("key", key, KEY_LEN)).encrypt(plaintext, aad))


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext. Raises `BadLength`, `DecryptionFailed`."""
    # The size first: nothing shorter than a nonce and a tag reaches the cipher.
    if len(sealed) < OVERHEAD:
        raise BadLength("this is too short to be sealed")
    try:
        return nacl.secret.Aead(exactly("key", key, KEY_LEN)).decrypt(sealed, aad)
    except nacl.exceptions.CryptoError as error:
        raise DecryptionFailed("this was altered, or is sealed under another key") from error
