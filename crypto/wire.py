"""Reading and framing of binary layouts: fixed widths, big-endian, nothing trails."""

import hmac
from collections.abc import Sequence

from crypto.constants import MAGIC_SUBMISSION, WRAP_LEN
from crypto.domain import sha256
from crypto.errors import BadCommitment, BadLength, Malformed


class Reader:
    """Takes fixed widths from `data`, front to back. Raises `BadLength` where bytes are missing or left."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, n: int) -> bytes:
        """The next `n` bytes."""
        end = self._at + n
        if end > len(self._data):
            raise BadLength(f"{end} bytes expected, {len(self._data)} there")
        part = self._data[self._at : end]
        self._at = end
        return part

    def integer(self, n: int) -> int:
        """The next `n` bytes as an unsigned integer."""
        return int.from_bytes(self.take(n), "big")

    def expect(self, magic: bytes, what: str) -> None:
        """Take the bytes that every `what` begins with. Raises `Malformed` where others stand there."""
        if self.take(len(magic)) != magic:
            raise Malformed(f"this is no {what}")

    @property
    def left(self) -> int:
        """How many bytes are not read yet."""
        return len(self._data) - self._at

    def end(self) -> None:
        """Raise `BadLength` where anything trails."""
        if self.left:
            raise BadLength(f"{self.left} bytes trail")

    def take_header(self, max_len: int) -> bytes:
        """The magic, a u32 length, and the header bytes of a submission. Raises `Malformed`, `BadLength`."""
        self.expect(MAGIC_SUBMISSION, "Amparo submission")
        length = self.integer(4)
        if length > max_len:
            raise BadLength(f"a header of this kind has at most {max_len} bytes")
        return self.take(length)


def frame(header_bytes: bytes, parts: Sequence[bytes | None]) -> bytes:
    """The bytes of a submission. Raises `Malformed` where a wrap or body is not at hand."""
    if any(part is None for part in parts):
        raise Malformed("a record without all its wraps and bodies cannot be sent")
    length = len(header_bytes).to_bytes(4, "big")
    return b"".join((MAGIC_SUBMISSION, length, header_bytes, *(part for part in parts if part is not None)))


def check_part(name: str, part: bytes | None, length: int, digest: bytes) -> None:
    """Return where `part` is absent or is what the signed header commits to.

    Raises `BadLength`, `BadCommitment`. Absent is honest: bodies get destroyed, wraps belong to one reader.
    """
    if part is None:
        return
    if len(part) != length:
        raise BadLength(f"{name} must have {length} bytes, it has {len(part)}")
    if not hmac.compare_digest(sha256(part), digest):
        raise BadCommitment(f"{name} is not the one that the signed header names")


def check_wraps(wraps: Sequence[bytes | None], digests: Sequence[bytes]) -> None:
    """Return where there is one wrap or gap for each digest. Raises `BadLength`, `BadCommitment`."""
    if len(wraps) != len(digests):
        raise BadLength(f"the header names {len(digests)} wraps, here are {len(wraps)}")
    for wrap, digest in zip(wraps, digests, strict=True):
        if wrap is not None and (len(wrap) != WRAP_LEN or sha256(wrap) != digest):
            check_part("a wrap", wrap, WRAP_LEN, digest)
