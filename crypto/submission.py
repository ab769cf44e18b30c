"""A sealed report on the wire: parse, verify, open. `crypto.genesis` seals it."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from struct import unpack
from typing import Any, Self

from crypto.constants import (
    COMPARTMENTS,
    HASH_LEN,
    IDENTITY,
    KEY_LEN,
    KIND_GENESIS,
    LANES,
    MAX_SEALED_BODY,
    SIGNATURE_LEN,
    THREAD_OFFSET,
    WRAP_LEN,
    WRAP_REPORTER,
    ZERO_ID,
)
from crypto.documents import parse_json
from crypto.domain import domain, exactly, sha256
from crypto.errors import BadCommitment, BadLength, Malformed
from crypto.genesis_header import MAX_GENESIS_HEADER, GenesisHeader
from crypto.hpke import OpeningKey, unwrap
from crypto.keys import (
    SHARE_A,
    SHARE_B,
    EventContext,
    event_keys,
    require_key_id,
    share_id,
    unpack_slots,
    wrap_info,
)
from crypto.padding import unpad_body
from crypto.payload import open_chunks
from crypto.reporter_keys import author_id, case_id
from crypto.signing import verify
from crypto.types import DeploymentId, EventId
from crypto.wire import Reader, check_part, check_wraps, frame

_FIRST_THREAD = 7  # T1..T3 follow K1..K5 and the two shares


def event_id(header_bytes: bytes, deployment: DeploymentId) -> EventId:
    """The 32-byte id of any signed header, report or event."""
    return EventId(sha256(domain("event-id", deployment), header_bytes))


@lru_cache(maxsize=8)
def _parsed(header_bytes: bytes) -> GenesisHeader:
    """The header, parsed once: the layout of the submission and the submission itself both need it."""
    return GenesisHeader.parse(header_bytes)


@dataclass(frozen=True)
class Submission:
    """A report: header, signature, n + 1 wraps, five bodies; None where a wrap or body is not at hand.

    Whatever is there fits the hashes in the header; `verify` checks who signed it.
    """

    header_bytes: bytes
    signature: bytes
    wraps: tuple[bytes | None, ...] = field(repr=False)
    bodies: tuple[bytes | None, ...] = field(repr=False)
    header: GenesisHeader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "header", _parsed(self.header_bytes))
        exactly("signature", self.signature, SIGNATURE_LEN)
        check_wraps(self.wraps, [entry.wrap_hash for entry in self.header.entries])
        if len(self.bodies) != len(COMPARTMENTS):
            raise BadLength("a report has five bodies")
        for body, (length, digest) in zip(self.bodies, self.header.bodies, strict=True):
            check_part("a body", body, length, digest)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The submission in `data`. Raises `Malformed`, `BadLength`, `BadCommitment`."""
        reader = Reader(data)
        header_bytes = reader.take_header(MAX_GENESIS_HEADER)
        header = _parsed(header_bytes)
        signature = reader.take(SIGNATURE_LEN)
        count = len(header.entries)
        wraps = unpack(f"{WRAP_LEN}s" * count, reader.take(WRAP_LEN * count))
        bodies = tuple(reader.take(length) for length, _ in header.bodies)
        reader.end()
        return cls(header_bytes, signature, wraps, bodies)

    @classmethod
    def bare(cls, header_bytes: bytes, signature: bytes) -> Self:
        """Header and signature alone: wraps and bodies are held against it elsewhere. Raises like `parse`."""
        count = len(_parsed(header_bytes).entries)
        return cls(header_bytes, signature, (None,) * count, (None,) * len(COMPARTMENTS))

    @classmethod
    def assemble(
        cls,
        header_bytes: bytes,
        signature: bytes,
        wraps: Mapping[int, bytes],
        bodies: Sequence[bytes | None] | None = None,
    ) -> Self:
        """From what a session is handed: wraps by index, bodies or none. Raises like `parse`."""
        count = len(_parsed(header_bytes).entries)
        if not set(wraps) <= set(range(count)):
            raise Malformed("there is no wrap at this index")
        five = tuple(bodies) if bodies is not None else (None,) * len(COMPARTMENTS)
        return cls(header_bytes, signature, tuple(wraps.get(i) for i in range(count)), five)

    def encode(self) -> bytes:
        """The bytes on the wire. Raises `Malformed` where parts are missing."""
        return frame(self.header_bytes, (self.signature, *self.wraps, *self.bodies))

    def verify(self, deployment: DeploymentId, sign_vk: bytes | None = None) -> EventId:
        """The event id, where the report is signed by the key in its header and names that key's own case.

        A supplement names another case and is signed by that case's current key, given as `sign_vk`.
        Raises `BadSignature`, `BadCommitment`.
        """
        header = self.header
        verify("genesis", header.sign_vk, self.header_bytes, self.signature, deployment)
        if header.kind == KIND_GENESIS and header.case_id != case_id(header.sign_vk, deployment):
            raise BadCommitment("the case id does not belong to the key that signed")
        if sign_vk is not None and sign_vk != header.sign_vk:
            raise BadCommitment("this is not signed by the current key of the case")
        if header.entries[-1].recipient_id != author_id(header.sign_vk, deployment):
            raise BadCommitment("the last wrap must be the reporter's own")
        return event_id(self.header_bytes, deployment)


@lru_cache(maxsize=256)
def verified_report(header_bytes: bytes, signature: bytes, deployment: DeploymentId) -> Submission:
    """A report's header whose signature holds, without wraps and bodies. Raises like `parse` and `verify`.

    Remembered for a page of reports: a console reads each one when it comes, and again when it folds the case.
    """
    report = Submission.bare(header_bytes, signature)
    if report.header.kind != KIND_GENESIS:
        raise Malformed("a case begins with a report")
    report.verify(deployment)
    return report


def wrap_info_at(header: GenesisHeader, index: int, deployment: DeploymentId) -> bytes:
    """The HPKE `info` of the wrap at `index`."""
    entry = header.entries[index]
    return wrap_info(
        deployment,
        case_id=header.case_id,
        kind=header.wrap_kind(index),
        wrap_set_id=header.wrap_set_id,
        key_entries=header.key_entries,
        author_vk=header.sign_vk,
        recipient_id=entry.recipient_id,
        kem_hash=entry.kem_hash,
    )


def open_wrap(
    submission: Submission, index: int, seed: bytes | OpeningKey, deployment: DeploymentId
) -> tuple[bytes | None, ...]:
    """The five slots of the wrap at `index`, None where zeros, opened with a KEM seed or what it expands to.

    All None means: nothing is due to this recipient. Raises `Malformed` (no such wrap), `BadCommitment`
    (another KEM key), `DecryptionFailed`. The keys are not yet checked against the header: see `open_keys`.
    """
    header = submission.header
    wrapped = submission.wraps[index] if 0 <= index < len(submission.wraps) else None
    if wrapped is None:
        raise Malformed("this wrap is not at hand")
    key = seed if isinstance(seed, OpeningKey) else OpeningKey.expand(seed)
    if not hmac.compare_digest(key.fingerprint, header.entries[index].kem_hash):
        raise BadCommitment("this wrap is sealed to another key")
    return unpack_slots(unwrap(key, wrap_info_at(header, index, deployment), wrapped))


@dataclass(frozen=True)
class HeldKeys:
    """What a wrap gave its recipient, each key checked against the id in the signed header.

    `records`: c to K[c]; `share`: (1 or 2, share) of the identity key; `threads`: lane to T[lane] and `used`
    lanes, both in the reporter's own wrap only.
    """

    records: Mapping[int, bytes] = field(repr=False)
    share: tuple[int, bytes] | None = field(default=None, repr=False)
    threads: Mapping[int, bytes] = field(default_factory=dict, repr=False)
    used: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing is due to this recipient."""
        return not (self.records or self.share or self.threads)


def open_keys(
    submission: Submission, index: int, seed: bytes | OpeningKey, deployment: DeploymentId
) -> HeldKeys:
    """The keys in the wrap at `index`. Raises like `open_wrap`, and `BadCommitment` for another report's."""
    header = submission.header
    slots = open_wrap(submission, index, seed, deployment)
    if header.wrap_kind(index) == WRAP_REPORTER:
        return _reporter_keys(header, slots, deployment)
    records: dict[int, bytes] = {}
    for c, key in zip(COMPARTMENTS, slots, strict=True):
        if key is not None and c != IDENTITY:
            require_key_id(key, c, header.case_id, header.key_ids[c - 1], deployment)
            records[c] = key
    share = slots[IDENTITY - 1]
    return HeldKeys(records, None if share is None else _which_share(header, share, deployment))


def _reporter_keys(
    header: GenesisHeader, slots: tuple[bytes | None, ...], deployment: DeploymentId
) -> HeldKeys:
    threads: dict[int, bytes] = {}
    for lane in LANES:
        key = slots[lane - 1]
        if key is None:
            raise Malformed("the reporter's wrap holds all three thread keys")
        require_key_id(
            key, lane + THREAD_OFFSET, header.case_id, header.key_ids[_FIRST_THREAD + lane - 1], deployment
        )
        threads[lane] = key
    if slots[IDENTITY - 1] is not None:
        raise Malformed("the reporter's wrap holds thread keys and the used lanes, nothing else")
    return HeldKeys({}, None, threads, _read_used_flags(slots[-1]))


def used_flags(used: Iterable[int]) -> bytes:
    """Slot 5 of a reporter's wrap: a bitmap of the lanes in use (lane c is bit c - 1), then 31 zeros."""
    return bytes((sum(1 << (lane - 1) for lane in set(used)),)).ljust(KEY_LEN, b"\x00")


def _read_used_flags(slot: bytes | None) -> frozenset[int]:
    """The lanes in use. Raises `Malformed` for any other bit."""
    flags = slot or bytes(KEY_LEN)
    if any(flags[1:]) or flags[0] >> len(LANES):
        raise Malformed("slot 5 of a reporter's wrap is a bitmap of lanes 1 to 3")
    return frozenset(lane for lane in LANES if flags[0] >> (lane - 1) & 1)


def _which_share(header: GenesisHeader, share: bytes, deployment: DeploymentId) -> tuple[int, bytes]:
    for which in (SHARE_A, SHARE_B):
        expected = header.key_ids[len(COMPARTMENTS) + which - 1]
        if hmac.compare_digest(share_id(share, which, header.case_id, deployment), expected):
            return which, share
    raise BadCommitment("this share is not one that the signed header names")


def genesis_context(header: GenesisHeader, c: int, deployment: DeploymentId) -> EventContext:
    """What the key of body `c` (1..5) depends on: the reporter's author id, no log."""
    if c not in COMPARTMENTS:
        raise Malformed("a report has bodies 1 to 5")
    return EventContext(
        case_id=header.case_id,
        c=c,
        key_id=header.key_ids[c - 1],
        author_id=author_id(header.sign_vk, deployment),
        log_id=ZERO_ID,
        log_seq=0,
        event_salt=header.event_salt,
    )


def open_genesis_body(submission: Submission, c: int, key: bytes, deployment: DeploymentId) -> dict[str, Any]:
    """The JSON object in body `c`, opened with K[c] (32 bytes).

    Raises `Malformed` (destroyed, or no JSON), `BadLength`, `BadCommitment` (another key),
    `DecryptionFailed`, `BadPadding`.
    """
    context = genesis_context(submission.header, c, deployment)
    sealed = submission.bodies[c - 1]
    if sealed is None:
        raise Malformed("this body is not at hand")
    return open_body(sealed, key, context, deployment)


def open_body(sealed: bytes, key: bytes, context: EventContext, deployment: DeploymentId) -> dict[str, Any]:
    """The JSON object of one sealed body; the commitment decides whether `key` is the one."""
    if not HASH_LEN < len(sealed) <= MAX_SEALED_BODY:
        raise BadLength("this is no sealed body")
    return parse_json(unpad_body(open_chunks(*event_keys(key, context, deployment), sealed)))
