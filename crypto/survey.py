"""Statistics rows: answers to the survey, sealed to the statistics officers and tied to no case.

A row says nothing of its case, its language or its hour; its id is random, and its size depends on the number of
officers alone.

"AMS1", version 1, suite 1, a zero, u8 r; row id 16; r times (officer id 16, SHA-256 of the KEM key 32, wrap 1,296).
Each wrap holds the same 160 bytes: u8 1 (a survey), u16 version of the survey's policy, u8 n, n answers (0 not
answered, else the number of the answer, from 1), zeros.
"""

import hmac
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from crypto.constants import (
    HASH_LEN,
    MAGIC_STATISTICS,
    MEMBER_ID_LEN,
    SUITE,
    VERSION,
    WRAP_LEN,
    WRAP_PLAIN_LEN,
    ZERO_HASH,
)
from crypto.domain import domain, exactly, sha256
from crypto.errors import DecryptionFailed, Malformed, WeakKey
from crypto.hpke import kem_public, unwrap, wrap
from crypto.types import DeploymentId, MemberId
from crypto.wire import Reader

ROW_ID_LEN = 16
MOST_QUESTIONS = 32
_SURVEY = 1
_HEAD = 4
_PLACE = MEMBER_ID_LEN + HASH_LEN + WRAP_LEN


@dataclass(frozen=True)
class SurveyAnswers:
    """One person's answers in the order of the policy's questions; 0 where there is none."""

    policy_version: int
    answers: tuple[int, ...]


@dataclass(frozen=True)
class StatisticsPlace:
    """One officer's wrap. `kem_hash`: zeros, and a wrap of random bytes, for whoever had no key."""

    officer_id: MemberId
    kem_hash: bytes
    wrap: bytes


@dataclass(frozen=True)
class StatisticsRow:
    """A sealed row, parsed. Nobody signs it: whoever answers proves nothing about themselves."""

    row_id: bytes
    places: tuple[StatisticsPlace, ...]

    def encode(self) -> bytes:
        """Its bytes; their number depends on the number of officers alone."""
        head = MAGIC_STATISTICS + bytes((VERSION, SUITE, 0, len(self.places))) + self.row_id
        return head + b"".join(one.officer_id + one.kem_hash + one.wrap for one in self.places)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The reverse of `encode`. Raises `Malformed`, `BadLength`."""
        reader = Reader(data)
        reader.expect(MAGIC_STATISTICS, "statistics row")
        version, suite, zero, count = reader.take(4)
        if (version, suite, zero) != (VERSION, SUITE, 0) or not count:
            raise Malformed("another version of a statistics row, or nobody to read it")
        row_id = reader.take(ROW_ID_LEN)
        places = tuple(
            StatisticsPlace(
                MemberId(reader.take(MEMBER_ID_LEN)), reader.take(HASH_LEN), reader.take(WRAP_LEN)
            )
            for _ in range(count)
        )
        reader.end()
        return cls(row_id, places)


def row_length(officers: int) -> int:
    """The bytes of every row that is sealed to so many people."""
    return len(MAGIC_STATISTICS) + 4 + ROW_ID_LEN + officers * _PLACE


def seal_survey(
    answers: SurveyAnswers,
    officers: Sequence[MemberId],
    kem_keys: Mapping[MemberId, bytes],
    deployment: DeploymentId,
    random: Callable[[int], bytes] = os.urandom,
) -> StatisticsRow:
    """A row sealed to `officers`. `kem_keys`: today's key of those who have one.

    Raises `Malformed` where nobody could read it, or for answers that don't fit.
    """
    row_id, plain = random(ROW_ID_LEN), _pack(answers)
    places = tuple(_seal_place(plain, row_id, one, kem_keys.get(one), deployment) for one in officers)
    if all(one.kem_hash == ZERO_HASH for one in places):
        raise Malformed("nobody could read this row")
    return StatisticsRow(row_id, places)


def open_survey(
    row: StatisticsRow, officer_id: MemberId, kem_seed: bytes, deployment: DeploymentId
) -> SurveyAnswers:
    """The answers, for one of the officers. Raises `DecryptionFailed`, `Malformed`."""
    kem_hash = sha256(kem_public(kem_seed))
    place = next((one for one in row.places if one.officer_id == officer_id), None)
    if place is None or not hmac.compare_digest(place.kem_hash, kem_hash):
        raise DecryptionFailed("this row is not sealed to this key")
    return _unpack(unwrap(kem_seed, _info(row.row_id, kem_hash, deployment), place.wrap))


def _seal_place(
    plain: bytes, row_id: bytes, officer: MemberId, kem_pk: bytes | None, deployment: DeploymentId
) -> StatisticsPlace:
    if kem_pk is not None:
        kem_hash = sha256(kem_pk)
        try:
            return StatisticsPlace(
                officer, kem_hash, wrap(kem_pk, _info(row_id, kem_hash, deployment), plain)
            )
        except WeakKey:
            pass
    return StatisticsPlace(officer, ZERO_HASH, os.urandom(WRAP_LEN))


def _info(row_id: bytes, kem_hash: bytes, deployment: DeploymentId) -> bytes:
    return domain("stat", deployment) + row_id + kem_hash


def _pack(answers: SurveyAnswers) -> bytes:
    count = len(answers.answers)
    if not 1 <= count <= MOST_QUESTIONS or not 0 <= answers.policy_version < 2**16:
        raise Malformed(f"a survey has 1 to {MOST_QUESTIONS} questions")
    if any(not 0 <= one <= 255 for one in answers.answers):  # noqa: PLR2004 - one byte
        raise Malformed("no such answer")
    head = bytes((_SURVEY,)) + answers.policy_version.to_bytes(2, "big") + bytes((count,))
    return (head + bytes(answers.answers)).ljust(WRAP_PLAIN_LEN, b"\x00")


def _unpack(plain: bytes) -> SurveyAnswers:
    exactly("statistics row", plain, WRAP_PLAIN_LEN)
    count = plain[3]
    if plain[0] != _SURVEY or not 1 <= count <= MOST_QUESTIONS or any(plain[_HEAD + count :]):
        raise Malformed("this row holds no survey")
    return SurveyAnswers(int.from_bytes(plain[1:3], "big"), tuple(plain[_HEAD : _HEAD + count]))
