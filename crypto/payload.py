"""Payloads: AES-256-GCM in 64 KiB chunks behind a key commitment.

AES-GCM does not commit to its key; without the commitment one ciphertext could open to two different reports.
"""

import hmac
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.constants import AEAD_TAG_LEN, CHUNK_LEN, HASH_LEN, KEY_LEN
from crypto.domain import exactly
from crypto.errors import BadCommitment, BadLength, DecryptionFailed

_COUNTER_LEN = 11
_SEALED_CHUNK = CHUNK_LEN + AEAD_TAG_LEN


def seal_chunks(key32: bytes, commit32: bytes, plaintext: bytes) -> bytes:
    """`commit32`, then the plaintext in sealed chunks of 64 KiB. The key serves this payload only."""
    exactly("payload key", key32, KEY_LEN)
    exactly("commitment", commit32, HASH_LEN)
    aead = AESGCM(key32)
    # Counter nonces are safe because each key is derived for one payload and used once, by construction.
    sealed = [aead.encrypt(nonce, chunk, None) for nonce, chunk in _chunks(plaintext, CHUNK_LEN)]
    return b"".join((commit32, *sealed))


def open_chunks(key32: bytes, commit32: bytes, sealed: bytes) -> bytes:
    """The plaintext. Raises `BadLength` (impossible size), `BadCommitment` (other key), `DecryptionFailed`.

    Size and commitment are checked before anything is decrypted.
    """
    exactly("payload key", key32, KEY_LEN)
    _check_size(len(sealed) - HASH_LEN)
    if not hmac.compare_digest(sealed[:HASH_LEN], commit32):
        raise BadCommitment("this payload is sealed under another key")
    aead = AESGCM(key32)
    try:
        opened = [
            aead.decrypt(nonce, chunk, None) for nonce, chunk in _chunks(sealed[HASH_LEN:], _SEALED_CHUNK)
        ]
    except InvalidTag as error:
        raise DecryptionFailed("the payload was altered") from error
    return b"".join(opened)


def _check_size(n: int) -> None:
    """Only a sole chunk may be empty, so a remainder of bare tag length after a full chunk is refused."""
    rest = n % _SEALED_CHUNK
    if n < AEAD_TAG_LEN or (0 < rest < AEAD_TAG_LEN) or (rest == AEAD_TAG_LEN and n > _SEALED_CHUNK):
        raise BadLength(f"{n} bytes cannot be sealed chunks")


def _chunks(data: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk with its nonce: u88 index, u8 last. The last flag makes truncation fail."""
    count = max(1, -(-len(data) // size))
    for index in range(count):
        last = index == count - 1
        nonce = index.to_bytes(_COUNTER_LEN, "big") + bytes((last,))
        yield nonce, data[index * size : (index + 1) * size]
