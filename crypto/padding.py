"""Sizes that tell nothing: fixed buckets for bodies, Padmé for files; a length prefix, a strict way back."""

from crypto.constants import AEAD_TAG_LEN, BODY_BUCKETS, BODY_LENGTH_PREFIX, CHUNK_LEN, FILE_FLOOR, HASH_LEN
from crypto.errors import BadLength, BadPadding


def body_bucket(n: int) -> int:
    """The bucket (4, 16, 64 or 256 KiB) for `n` bytes of content. Raises `BadLength` where none will do."""
    for bucket in BODY_BUCKETS:
        if n + BODY_LENGTH_PREFIX <= bucket:
            return bucket
    raise BadLength(f"a body has at most {BODY_BUCKETS[-1] - BODY_LENGTH_PREFIX} bytes, this has {n}")


def pad_body(data: bytes, floor_bucket: int = BODY_BUCKETS[0]) -> bytes:
    """u32 length, data, zeros up to the bucket; never below `floor_bucket`. Raises `BadLength`."""
    bucket = max(body_bucket(len(data)), floor_bucket)
    if bucket not in BODY_BUCKETS:
        raise BadLength(f"{floor_bucket} is no bucket")
    return (len(data).to_bytes(BODY_LENGTH_PREFIX, "big") + data).ljust(bucket, b"\x00")


def unpad_body(padded: bytes) -> bytes:
    """The data in a padded body.

    Raises `BadLength` (no bucket, or a length beyond the body), `BadPadding` (anything but zeros after it).
    """
    if len(padded) not in BODY_BUCKETS:
        raise BadLength(f"{len(padded)} bytes are no bucket")
    end = BODY_LENGTH_PREFIX + int.from_bytes(padded[:BODY_LENGTH_PREFIX], "big")
    if end > len(padded):
        raise BadLength("the length goes beyond the body")
    if padded.count(0, end) != len(padded) - end:
        raise BadPadding("the padding is not zero")
    return padded[BODY_LENGTH_PREFIX:end]


def sealed_len(n: int) -> int:
    """Bytes of a sealed payload of `n` bytes: commitment, chunks, one tag a chunk."""
    chunks = max(1, -(-n // CHUNK_LEN))
    return HASH_LEN + n + chunks * AEAD_TAG_LEN


SEALED_BODY_LENGTHS = tuple(sealed_len(bucket) for bucket in BODY_BUCKETS)


def padme(n: int) -> int:
    """The Padmé size for a file of `n` bytes, at least 4 KiB: at most 12 % more, O(log log n) bits told.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019.
    """
    if n <= FILE_FLOOR:
        return FILE_FLOOR
    exponent = n.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (n + mask) & ~mask
