"""Intake keys: each member signs eight weekly keys ahead and one reserve key. There is no permanent one.

A private half is deleted after its week, so that captured traffic and a later vault open only what the vault
still holds.
"""

import datetime as dt
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from crypto.constants import (
    INTAKE_RECORD_LEN,
    INTAKE_RESERVE,
    INTAKE_RESERVE_DAYS,
    INTAKE_SIGNED_LEN,
    INTAKE_SKEW_DAYS,
    INTAKE_WEEKLY,
    INTAKE_WEEKS,
    KEM_KEY_LEN,
    MAGIC_INTAKE,
    MEMBER_ID_LEN,
    SEED_LEN,
    SIGNATURE_LEN,
    SUITE,
    VERSION,
)
from crypto.domain import exactly, sha256
from crypto.errors import BadSignature, Malformed, ProtocolError, StaleIntake
from crypto.hpke import kem_public
from crypto.keyring import Keyring
from crypto.signing import sign, verify
from crypto.types import DeploymentId, MemberId
from crypto.wire import Reader

_EPOCH = dt.date(1970, 1, 1)
_KINDS: Mapping[int, Literal["weekly", "reserve"]] = {INTAKE_WEEKLY: "weekly", INTAKE_RESERVE: "reserve"}
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class IntakeKey:
    """A member's public key for some days, first and last inclusive. `record`: the 1,308 signed bytes."""

    kind: Literal["weekly", "reserve"]
    member_id: MemberId
    not_before: dt.date
    not_after: dt.date
    kem_pk: bytes = field(repr=False)
    record: bytes = field(repr=False)

    def __post_init__(self) -> None:
        exactly("member id", self.member_id, MEMBER_ID_LEN)
        exactly("KEM key", self.kem_pk, KEM_KEY_LEN)
        exactly("intake record", self.record, INTAKE_SIGNED_LEN)
        days = (self.not_after - self.not_before).days + 1
        if self.kind == "weekly" and (days != _WEEK.days or self.not_before.weekday() != 0):
            raise Malformed("a weekly key serves from a Monday to the Sunday after")
        if not 1 <= days <= INTAKE_RESERVE_DAYS:
            raise Malformed("a reserve key serves 1 to 180 days")

    @property
    def kem_hash(self) -> bytes:
        """SHA-256 of the public key, as headers name it: 32 bytes."""
        return sha256(self.kem_pk)

    def is_current(self, today: dt.date) -> bool:
        """Whether today lies within its days."""
        return self.not_before <= today <= self.not_after

    def is_stale(self, today: dt.date) -> bool:
        """Whether nothing may be sealed to it any more: two days after its last one."""
        return (today - self.not_after).days > INTAKE_SKEW_DAYS


@dataclass(frozen=True)
class IssuedKey:
    """A new intake key and its 32-byte private seed."""

    key: IntakeKey
    seed: bytes = field(repr=False)


def issue(
    member_id: MemberId,
    verify_seed: bytes,
    deployment: DeploymentId,
    today: dt.date,
    *,
    weeks: Iterable[dt.date] | None = None,
    reserve: bool = True,
    random: Callable[[int], bytes] = os.urandom,
) -> tuple[IssuedKey, ...]:
    """Eight consecutive weekly keys from this week on, then the reserve key for 180 days from today.

    `weeks`: other Mondays, where some keys exist already. Signed with the member's 32-byte signing seed.
    """
    first = week_of(today)
    mondays = [first + i * _WEEK for i in range(INTAKE_WEEKS)] if weeks is None else list(weeks)
    spans = [(INTAKE_WEEKLY, monday, monday + _WEEK - dt.timedelta(days=1)) for monday in mondays]
    if reserve:
        spans.append((INTAKE_RESERVE, today, today + dt.timedelta(days=INTAKE_RESERVE_DAYS - 1)))
    issued = []
    for kind, start, end in spans:
        seed = random(SEED_LEN)
        record = _record(kind, member_id, start, end, kem_public(seed))
        signature = sign("intake", verify_seed, record, deployment)
        issued.append(IssuedKey(_parse(record + signature), seed))
    return tuple(issued)


def statistics_officers(keyring: Keyring) -> tuple[MemberId, ...]:
    """Who can be sealed statistics rows, and nothing else, unless they are intake recipients too."""
    return keyring.groups["STAT"]


def parse_record(
    data: bytes,
    keyring: Keyring,
    *,
    today: dt.date | None = None,
    holders: Collection[MemberId] | None = None,
) -> IntakeKey:
    """One record of 1,308 bytes, signed by one of `holders`: as a rule, an intake recipient of the keyring.

    Raises `BadLength`, `Malformed`, `BadSignature`; with `today` also `StaleIntake`, for a key that is over
    by more than two days or not valid for more than two days yet.
    """
    key = _parse(data)
    member = keyring.member(key.member_id)
    wanted = keyring.intake_recipients if holders is None else holders
    if member is None or key.member_id not in wanted:
        raise BadSignature("this intake key belongs to nobody who may have one")
    signed, signature = data[:INTAKE_RECORD_LEN], data[INTAKE_RECORD_LEN:]
    verify("intake", member.verify_vk, signed, signature, keyring.deployment_id)
    if today is not None and (key.is_stale(today) or (key.not_before - today).days > INTAKE_SKEW_DAYS):
        raise StaleIntake(f"this key serves from {key.not_before} to {key.not_after}: fetch the current one")
    return key


def parse_list(
    data: bytes,
    keyring: Keyring,
    *,
    today: dt.date | None = None,
    holders: Sequence[MemberId] | None = None,
) -> dict[MemberId, IntakeKey]:
    """The intake keys in a list container, one for each of `holders` (the intake recipients), in their order.

    A record that `parse_record` would refuse is left out: one bad key must not stop every report, and whoever
    seals counts the holders that remain. Raises `Malformed`, `BadLength` for the list itself.
    """
    reader = Reader(data)
    reader.expect(MAGIC_INTAKE, "list of intake keys")
    count = reader.integer(2)
    wanted = keyring.intake_recipients if holders is None else holders
    if count > len(wanted):
        raise Malformed("there are more intake keys than recipients")
    records = [reader.take(INTAKE_SIGNED_LEN) for _ in range(count)]
    reader.end()
    found: dict[MemberId, IntakeKey] = {}
    for record in records:
        with suppress(ProtocolError):
            key = parse_record(record, keyring, today=today, holders=wanted)
            found.setdefault(key.member_id, key)
    return {one: found[one] for one in wanted if one in found}


def encode_list(keys: Iterable[IntakeKey]) -> bytes:
    """The list container: "AMI1", u16 count, records."""
    records = [key.record for key in keys]
    return MAGIC_INTAKE + len(records).to_bytes(2, "big") + b"".join(records)


def week_of(day: dt.date) -> dt.date:
    """The Monday of the week of `day`."""
    return day - dt.timedelta(days=day.weekday())


def _record(kind: int, member_id: MemberId, start: dt.date, end: dt.date, kem_pk: bytes) -> bytes:
    days = b"".join((day - _EPOCH).days.to_bytes(4, "big") for day in (start, end))
    return bytes((VERSION, SUITE, kind, 0)) + exactly("member id", member_id, MEMBER_ID_LEN) + days + kem_pk


def _parse(data: bytes) -> IntakeKey:
    exactly("intake record", data, INTAKE_SIGNED_LEN)
    reader = Reader(data)
    version, suite, kind, zero = reader.take(4)
    if (version, suite, zero) != (VERSION, SUITE, 0) or kind not in _KINDS:
        raise Malformed("this is no intake key of protocol 1")
    member_id = MemberId(reader.take(MEMBER_ID_LEN))
    start, end = _day(reader.integer(4)), _day(reader.integer(4))
    kem_pk = reader.take(KEM_KEY_LEN)
    reader.take(SIGNATURE_LEN)
    reader.end()
    return IntakeKey(_KINDS[kind], member_id, start, end, kem_pk, data)


def _day(number: int) -> dt.date:
    try:
        return _EPOCH + dt.timedelta(days=number)
    except OverflowError as error:
        raise Malformed("this day lies beyond the calendar") from error
