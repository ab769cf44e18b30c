"""One signed record as it lies in the vault: the bytes that were signed, and the portal's day of receipt."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from crypto.constants import (
    COMPARTMENTS,
    HASH_LEN,
    KIND_GENESIS,
    KIND_SUPPLEMENT,
    MAX_SEALED_BODY,
    SIGNATURE_LEN,
    WRAP_LEN,
)
from crypto.errors import Malformed
from crypto.wire import Reader

TABLE = "entry"
DAY_LEN = 10
_KIND_AT = 2
_CASE_AT = 4
_SHORTEST_HEADER = _CASE_AT + HASH_LEN
_REPORT_KEYRING_AT = 1316
_EVENT_KEYRING_AT = 140
_ABSENT = 0xFFFFFFFF


@dataclass(frozen=True)
class StoredEntry:
    """One record. `bodies` are None where this member can't open them, or where they were destroyed.

    This member's wraps are not kept: their keys are, and a wrap that is kept would open again with an old intake
    secret. What a portal needs back that loses its database (protocol E8) is: `wraps`, the reporter's own by their
    place in the header, and `foreign`, bodies that nothing here opens, by theirs. Both are ciphertext to others.
    """

    event_id: bytes
    header: bytes
    signatures: tuple[bytes, ...]
    bodies: tuple[bytes | None, ...]
    received_on: str
    wraps: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)
    foreign: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if len(self.header) < _SHORTEST_HEADER or len(self.event_id) != HASH_LEN:
            raise Malformed("this is no record")
        if len(self.received_on) != DAY_LEN or not _is_day(self.received_on):
            # The portal's own claim, and clocks are read from it: what is no day must not stop every case.
            raise Malformed("the day of receipt is no day")

    @property
    def kind(self) -> int:
        """The kind that the header states."""
        return self.header[_KIND_AT]

    @property
    def case_id(self) -> bytes:
        """The case that the header states; 32 bytes."""
        return self.header[_CASE_AT:_SHORTEST_HEADER]

    @property
    def keyring_hash(self) -> bytes:
        """The keyring that the header names; 32 bytes."""
        start = _REPORT_KEYRING_AT if self.is_report else _EVENT_KEYRING_AT
        return self.header[start : start + HASH_LEN]

    @property
    def is_report(self) -> bool:
        """Whether it has the layout of a report, with five bodies."""
        return self.kind in {KIND_GENESIS, KIND_SUPPLEMENT}

    @property
    def whole(self) -> tuple[bytes | None, ...]:
        """All bodies that are at hand, also those that nothing here opens."""
        others = dict(self.foreign)
        return tuple(others.get(i) if body is None else body for i, body in enumerate(self.bodies))

    def encode(self) -> bytes:
        """The record's bytes: id, day, header, counts, signatures, bodies; then counts, wraps, foreign bodies."""
        parts = [
            self.event_id,
            self.received_on.encode("ascii"),
            len(self.header).to_bytes(4, "big"),
            self.header,
        ]
        parts += [bytes((len(self.signatures), len(self.bodies))), *self.signatures]
        for body in self.bodies:
            parts.append((_ABSENT if body is None else len(body)).to_bytes(4, "big"))
            if body is not None:
                parts.append(body)
        if self.wraps or self.foreign:
            parts.append(bytes((len(self.wraps), len(self.foreign))))
            parts += [bytes((place,)) + wrap for place, wrap in self.wraps]
            parts += [bytes((place,)) + len(body).to_bytes(4, "big") + body for place, body in self.foreign]
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        event_id = reader.take(HASH_LEN)
        day = reader.take(DAY_LEN).decode("ascii")
        header = reader.take(reader.integer(4))
        signature_count, body_count = reader.take(2)
        signatures = tuple(reader.take(SIGNATURE_LEN) for _ in range(signature_count))
        bodies = tuple(_body(reader) for _ in range(body_count))
        # A vault of an earlier version ends here.
        wrap_count, foreign_count = reader.take(2) if reader.left else b"\x00\x00"
        entry = cls(
            event_id=event_id,
            header=header,
            signatures=signatures,
            bodies=bodies,
            received_on=day,
            wraps=tuple((reader.integer(1), reader.take(WRAP_LEN)) for _ in range(wrap_count)),
            foreign=tuple((reader.integer(1), _body(reader) or b"") for _ in range(foreign_count)),
        )
        reader.end()
        return entry


def _is_day(text: str) -> bool:
    try:
        return text.isascii() and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _body(reader: Reader) -> bytes | None:
    length = reader.integer(4)
    if length == _ABSENT:
        return None
    if length > MAX_SEALED_BODY:
        raise Malformed("a body is longer than any body can be")
    return reader.take(length)


def without_foreign_bodies(entry: StoredEntry, held: frozenset[int]) -> StoredEntry:
    """A report whose bodies of compartments that nothing here opens stand aside."""
    if not entry.is_report:
        return entry
    whole = list(enumerate(zip(COMPARTMENTS, entry.whole, strict=True)))
    return replace(
        entry,
        bodies=tuple(body if c in held else None for _, (c, body) in whole),
        foreign=tuple((i, body) for i, (c, body) in whole if body is not None and c not in held),
    )
