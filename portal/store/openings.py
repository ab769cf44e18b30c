from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from portal.store.models import StoredOpenings
from portal.store.numbers import next_number


@dataclass(frozen=True)
class OpeningsRow:
    """One sealed list as it is handed out."""

    seq: int
    batch: bytes


def openings_of_day(session: Connection, member_id: bytes, day: int) -> bytes | None:
    """The hash of the list that a member handed in for a day; None where there is none."""
    statement = select(StoredOpenings.batch_hash).where(
        StoredOpenings.member_id == member_id, StoredOpenings.day == day
    )
    return session.execute(statement).scalar_one_or_none()


def add_openings(session: Connection, member_id: bytes, day: int, batch_hash: bytes, batch: bytes) -> None:
    """Stores a list. Its number is taken first: that makes lists wait for each other."""
    session.execute(
        insert(StoredOpenings).values(
            seq=next_number(session), member_id=member_id, day=day, batch_hash=batch_hash, batch=batch
        )
    )


def openings_after(session: Connection, number: int, limit: int) -> list[OpeningsRow]:
    """The next lists of all members, in the order of their numbers."""
    statement = (
        select(StoredOpenings.seq, StoredOpenings.batch)
        .where(StoredOpenings.seq > number)
        .order_by(StoredOpenings.seq)
        .limit(limit)
    )
    return [OpeningsRow(*row) for row in session.execute(statement)]


def forget_openings(session: Connection, before_day: int) -> None:
    """Deletes lists older than that: no key that opens them is left anywhere."""
    session.execute(delete(StoredOpenings).where(StoredOpenings.day < before_day))
