from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, cast, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.store.models import Fact, PublishedKeyring, StoredIntakeKey, StoredSuspension
from portal.store.quick import read_fact


@dataclass(frozen=True)
class IntakeRow:
    """One stored intake key. Days since 1970, inclusive; `record`: the signed 1,308 bytes."""

    kem_hash: bytes
    serial: int
    member_id: bytes
    kind: int
    not_before: int
    not_after: int
    record: bytes


def stamp(session: Connection) -> str:
    """A mark that moves whenever a keyring, a suspension or an intake key is stored."""
    return read_fact(session, "directory")


def _touch(session: Connection) -> int:
    moved = cast(Fact.value, Integer) + 1
    statement = update(Fact).where(Fact.name == "directory").values(value=func.cast(moved, Fact.value.type))
    session.execute(statement)
    return int(stamp(session))


def add_keyring(session: Connection, keyring_hash: bytes, version: int, container: bytes) -> None:
    """Publishes a keyring; the highest version is the current one."""
    _touch(session)
    session.execute(
        insert(PublishedKeyring).values(keyring_hash=keyring_hash, version=version, container=container)
    )


def newest_keyring(session: Connection) -> bytes | None:
    """The container of the current keyring, without suspensions."""
    statement = select(PublishedKeyring.container).order_by(PublishedKeyring.version.desc()).limit(1)
    return session.execute(statement).scalar_one_or_none()


def keyring_by_hash(session: Connection, keyring_hash: bytes) -> bytes | None:
    """The container of any keyring that was ever published, without suspensions."""
    statement = select(PublishedKeyring.container).where(PublishedKeyring.keyring_hash == keyring_hash)
    return session.execute(statement).scalar_one_or_none()


def suspensions_of(session: Connection, keyring_hash: bytes) -> list[bytes]:
    """The suspension records that name this keyring."""
    statement = (
        select(StoredSuspension.record)
        .where(StoredSuspension.keyring_hash == keyring_hash)
        .order_by(StoredSuspension.member_id)
    )
    return list(session.execute(statement).scalars())


def add_suspension(session: Connection, keyring_hash: bytes, member_id: bytes, record: bytes) -> None:
    """Stores a verified suspension; a second one of the same member changes nothing."""
    _touch(session)
    dialect = session.dialect.name
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(StoredSuspension)
    session.execute(
        statement.on_conflict_do_nothing(),
        {"keyring_hash": keyring_hash, "member_id": member_id, "record": record},
    )


def intake_rows(session: Connection, not_after_from: int) -> list[IntakeRow]:
    """All intake keys that lapse on that day or later, in the order in which they were stored."""
    table = StoredIntakeKey
    statement = (
        select(
            table.kem_hash,
            table.serial,
            table.member_id,
            table.kind,
            table.not_before,
            table.not_after,
            table.record,
        )
        .where(table.not_after >= not_after_from)
        .order_by(table.serial, table.kem_hash)
    )
    return [IntakeRow(*row) for row in session.execute(statement)]


def add_intake_rows(session: Connection, rows: Sequence[IntakeRow], *, forget_before: int) -> int:
    """Stores verified intake keys and forgets long lapsed ones; returns how many were new."""
    serial = _touch(session)
    session.execute(delete(StoredIntakeKey).where(StoredIntakeKey.not_after < forget_before))
    known = set(_known(session, (row.kem_hash for row in rows)))
    fresh = {row.kem_hash: row for row in rows if row.kem_hash not in known}
    if fresh:
        session.execute(
            insert(StoredIntakeKey),
            [
                {
                    "kem_hash": row.kem_hash,
                    "serial": serial,
                    "member_id": row.member_id,
                    "kind": row.kind,
                    "not_before": row.not_before,
                    "not_after": row.not_after,
                    "record": row.record,
                }
                for row in fresh.values()
            ],
        )
    return len(fresh)


def count_intake_rows(session: Connection, member_id: bytes, *, not_after_from: int) -> int:
    """How many keys of a member live on that day or later."""
    table = StoredIntakeKey
    statement = select(func.count()).where(table.member_id == member_id, table.not_after >= not_after_from)
    return session.execute(statement).scalar_one()


def _known(session: Connection, hashes: Iterable[bytes]) -> list[bytes]:
    statement = select(StoredIntakeKey.kem_hash).where(StoredIntakeKey.kem_hash.in_(list(hashes)))
    return list(session.execute(statement).scalars())
