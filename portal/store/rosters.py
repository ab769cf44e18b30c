from sqlalchemy import Connection, delete, insert, select

from portal.store.models import StoredRoster


def newest_roster(session: Connection) -> tuple[int, bytes] | None:
    """(version, record) of the current duty roster; None where none was ever signed."""
    statement = (
        select(StoredRoster.version, StoredRoster.record).order_by(StoredRoster.version.desc()).limit(1)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def put_roster(session: Connection, version: int, record: bytes) -> None:
    """Stores a newer roster and forgets the others: addresses of people who left must not stay."""
    session.execute(delete(StoredRoster))
    session.execute(insert(StoredRoster).values(version=version, record=record))
