import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import Connection

from crypto.constants import INTAKE_SKEW_DAYS, INTAKE_WEEKLY, MAGIC_INTAKE, ZERO_HASH
from crypto.errors import ProtocolError
from crypto.intake import statistics_officers
from crypto.keyring import Keyring, Member, parse_keyring, with_suspensions
from crypto.suspension import honoured
from crypto.types import MemberId
from portal.settings import Settings
from portal.store import directory as rows
from portal.store.engine import Store

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Directory:
    """Whom one can seal to, and who may come in: the current keyring and what was published beside it."""

    stamp: str
    container: bytes
    keyring: Keyring
    suspended: frozenset[bytes]
    intake: tuple[rows.IntakeRow, ...]
    lapse_days: Mapping[bytes, Mapping[bytes, int]]

    def member_by_auth(self, auth_vk: bytes, day: int) -> Member | None:
        """The one active member of a valid keyring who logs in with this key."""
        if not self.is_valid_on(day):
            return None
        found = [member for member in self.keyring.members if member.auth_vk == auth_vk]
        return found[0] if len(found) == 1 and found[0].id not in self.suspended else None

    def member(self, member_id: bytes) -> Member | None:
        """An active member of the current keyring."""
        if member_id in self.suspended:
            return None
        return self.keyring.member(member_id)

    def is_valid_on(self, day: int) -> bool:
        """Whether one may log in under this keyring. Verification of old events needs no valid one."""
        return _EPOCH + timedelta(days=day) <= self.keyring.expires_on

    def accepts_key(self, recipient_id: bytes, kem_hash: bytes, day: int) -> bool:
        """Whether a wrap to this key may be stored: published by its recipient, lapsed two days ago at most.

        A recipient without a key for that day is named with zeros, and the wrap opens for nobody. Keys that
        begin later, or ended yesterday, change nothing about that: a page is not given them, and one member
        who published only such keys would otherwise stop every report.
        """
        last_days = self.lapse_days.get(recipient_id, {})
        if kem_hash in last_days:
            return day <= last_days[kem_hash] + INTAKE_SKEW_DAYS
        return kem_hash == ZERO_HASH and not self._has_key_for(recipient_id, day)

    def _has_key_for(self, recipient_id: bytes, day: int) -> bool:
        return any(
            row.member_id == recipient_id and row.not_before <= day <= row.not_after for row in self.intake
        )

    def intake_list(self, day: int) -> bytes:
        """The records to seal to on that day: each recipient's weekly key, else reserve, in keyring order."""
        return _intake_list(self.intake, tuple(self.keyring.intake_recipients), day)

    def statistics_list(self, day: int) -> bytes:
        """The records of statistics officers for that day: what the survey is sealed to, and nothing else."""
        return _intake_list(self.intake, statistics_officers(self.keyring), day)


@lru_cache(maxsize=4)
def _intake_list(intake: tuple[rows.IntakeRow, ...], recipients: tuple[MemberId, ...], day: int) -> bytes:
    chosen: dict[bytes, rows.IntakeRow] = {}
    for row in intake:
        if not row.not_before <= day <= row.not_after:
            continue
        held = chosen.get(row.member_id)
        # Weekly before reserve; of one kind the one stored last, as after a lost vault.
        if held is None or row.kind == INTAKE_WEEKLY or held.kind != INTAKE_WEEKLY:
            chosen[row.member_id] = row
    records = [chosen[member].record for member in recipients if member in chosen]
    return MAGIC_INTAKE + len(records).to_bytes(2, "big") + b"".join(records)


class DirectoryReader:
    """Reads the directory, again only when it has moved. Safe between threads."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], datetime]) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._cached: Directory | None = None
        self._lock = threading.Lock()
        self._parse_old = lru_cache(maxsize=64)(self._parse)

    def current(self, session: Connection) -> Directory | None:
        """The directory as this transaction sees it; None before the first keyring was published."""
        stamp = rows.stamp(session)
        cached = self._cached
        if cached is not None and cached.stamp == stamp:
            return cached
        fresh = self._read(session, stamp)
        with self._lock:
            self._cached = fresh
        return fresh

    def latest(self) -> Directory | None:
        """The directory as it is now."""
        with self._store.reading() as session:
            return self.current(session)

    def keyring(self, session: Connection, keyring_hash: bytes) -> Keyring | None:
        """Any keyring that was ever published, by its hash."""
        container = rows.keyring_by_hash(session, keyring_hash)
        return None if container is None else self._parse_old(container)

    def container(self, session: Connection, keyring_hash: bytes) -> bytes | None:
        """The bytes of any published keyring, with the suspensions that name it."""
        container = rows.keyring_by_hash(session, keyring_hash)
        if container is None:
            return None
        return with_suspensions(container, rows.suspensions_of(session, keyring_hash))

    def _parse(self, container: bytes) -> Keyring:
        settings = self._settings
        return parse_keyring(container, settings.root_vk, settings.deployment_id, vouched=settings.vouched)

    def _read(self, session: Connection, stamp: str) -> Directory | None:
        container = rows.newest_keyring(session)
        if container is None:
            return None
        try:
            keyring = self._parse_old(container)
        except ProtocolError:
            # Stored by a portal with another root: nothing here may be trusted, and nothing is served.
            return None
        records = rows.suspensions_of(session, keyring.hash)
        today = int(self._clock().timestamp()) // 86_400
        intake = tuple(rows.intake_rows(session, today - INTAKE_SKEW_DAYS))
        lapse_days: dict[bytes, dict[bytes, int]] = {}
        # A statistics officer is sealed surveys, never a case.
        recipients = frozenset(keyring.intake_recipients)
        for row in intake:
            if row.member_id in recipients:
                lapse_days.setdefault(row.member_id, {})[row.kem_hash] = row.not_after
        return Directory(
            stamp=stamp,
            container=with_suspensions(container, records),
            keyring=keyring,
            suspended=frozenset(honoured(keyring, records)),
            intake=intake,
            lapse_days=lapse_days,
        )
