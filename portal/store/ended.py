from sqlalchemy import Connection, delete, func, select

from portal.store.models import Body, Case, Record, StoredOrder, Wrap


def long_destroyed(session: Connection, before_day: int) -> list[bytes]:
    """Cases of which something was destroyed, and nothing stored or ordered since a day (since 1970).

    A report that still waits for somebody to read it is none of them, whatever was ordered.
    """
    statement = (
        select(StoredOrder.case_id)
        .join(Case, Case.case_id == StoredOrder.case_id)
        .where(Case.received_hour.is_(None))
        .group_by(StoredOrder.case_id)
        .having(func.max(StoredOrder.received_day) < before_day)
    )
    old = list(session.execute(statement).scalars())
    return [case_id for case_id in old if _last_day(session, case_id) < before_day]


def _last_day(session: Connection, case_id: bytes) -> int:
    newest = select(func.max(Record.received_day)).where(Record.case_id == case_id)
    return int(session.execute(newest).scalar_one() or 0)


def bodies_left(session: Connection, case_id: bytes) -> list[tuple[int, int, int]]:
    """(kind of the record, its header's compartment byte, position) of each body that was not destroyed."""
    statement = (
        select(Record.kind, Record.header, Body.position)
        .join(Body, Body.record_seq == Record.seq)
        .where(Record.case_id == case_id, Body.body.is_not(None))
    )
    return [(kind, header[3], position) for kind, header, position in session.execute(statement)]


def forget_case(session: Connection, case_id: bytes) -> None:
    """Deletes a whole case: headers, what is left of bodies and wraps, orders, mailbox."""
    numbers = select(Record.seq).where(Record.case_id == case_id).scalar_subquery()
    session.execute(delete(Wrap).where(Wrap.record_seq.in_(numbers)))
    session.execute(delete(Body).where(Body.record_seq.in_(numbers)))
    for table in (Record, StoredOrder, Case):
        session.execute(delete(table).where(table.case_id == case_id))
