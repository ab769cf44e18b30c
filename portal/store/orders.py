from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from crypto.constants import WRAP_REPORTER
from portal.store.models import Body, Record, StoredOrder, Wrap
from portal.store.numbers import next_number

_AT_ONCE = 400


@dataclass(frozen=True)
class OrderRow:
    """One order as it is handed out. `received_day`: days since 1970."""

    seq: int
    record: bytes
    received_day: int


def known_order(session: Connection, order_hash: bytes) -> bool:
    """Whether these very bytes were stored, and carried out, before."""
    found = session.execute(select(StoredOrder.seq).where(StoredOrder.order_hash == order_hash))
    return found.scalar_one_or_none() is not None


def add_order(session: Connection, order_hash: bytes, case_id: bytes, record: bytes, day: int) -> None:
    """Stores an order. Its number is taken first: that makes orders wait for each other."""
    session.execute(
        insert(StoredOrder).values(
            seq=next_number(session),
            order_hash=order_hash,
            case_id=case_id,
            record=record,
            received_day=day,
        )
    )


def orders_after(session: Connection, number: int, limit: int) -> list[OrderRow]:
    """The next orders of all cases, in the order of their numbers."""
    statement = (
        select(StoredOrder.seq, StoredOrder.record, StoredOrder.received_day)
        .where(StoredOrder.seq > number)
        .order_by(StoredOrder.seq)
        .limit(limit)
    )
    return [OrderRow(*row) for row in session.execute(statement)]


def orders_of_case(session: Connection, case_id: bytes) -> list[OrderRow]:
    """The orders of one case, oldest first."""
    statement = (
        select(StoredOrder.seq, StoredOrder.record, StoredOrder.received_day)
        .where(StoredOrder.case_id == case_id)
        .order_by(StoredOrder.seq)
    )
    return [OrderRow(*row) for row in session.execute(statement)]


@dataclass(frozen=True)
class NamedRecord:
    """What decides whether an order may touch a record: its case, kind, and the header's compartment byte."""

    seq: int
    event_id: bytes
    case_id: bytes
    kind: int
    compartment: int


def named_records(session: Connection, event_ids: Sequence[bytes]) -> list[NamedRecord]:
    """The stored records among these ids."""
    found = []
    for start in range(0, len(event_ids), _AT_ONCE):
        statement = select(Record.seq, Record.event_id, Record.case_id, Record.kind, Record.header).where(
            Record.event_id.in_(event_ids[start : start + _AT_ONCE])
        )
        found += [NamedRecord(*row[:4], row[4][3]) for row in session.execute(statement)]
    return found


def destroy_bodies(session: Connection, places: Iterable[tuple[int, int]]) -> None:
    """Empties bodies, each given as (record number, position). The row stays: something was here."""
    by_position: dict[int, list[int]] = {}
    for seq, position in places:
        by_position.setdefault(position, []).append(seq)
    for position, numbers in by_position.items():
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            session.execute(
                update(Body).where(Body.record_seq.in_(some), Body.position == position).values(body=None)
            )


def destroy_wraps(session: Connection, numbers: Sequence[int]) -> None:
    """Deletes the members' wraps of these records. The reporter's stay: they open a conversation, if any is left."""
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        session.execute(delete(Wrap).where(Wrap.record_seq.in_(some), Wrap.kind != WRAP_REPORTER))
