from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, or_, select, text

from crypto.constants import KIND_GENESIS, KIND_SUPPLEMENT, WRAP_LEN, WRAP_REPORTER
from portal.store.models import Body, Fact, Record, Wrap
from portal.store.quick import insert_many, insert_one

Cursor = tuple[int, int]  # transaction id (0 on SQLite), then sequence number
START: Cursor = (0, 0)


@dataclass(frozen=True)
class NewRecord:
    """A checked record, ready to be stored. `wraps`: (wrap kind, recipient id, wrap), all that the header names.

    None in the place of a wrap that is gone: one that comes back from a console brings the reporter's alone.
    """

    event_id: bytes
    case_id: bytes
    kind: int
    thread: bool
    header: bytes
    signatures: bytes
    bodies: Sequence[bytes | None]
    wraps: Sequence[tuple[int, bytes, bytes | None]]

    @property
    def size(self) -> int:
        """Bytes of header, bodies and one wrap: what a page of the members' API is measured by."""
        return (
            len(self.header)
            + sum(len(body) for body in self.bodies if body)
            + (WRAP_LEN if self.wraps else 0)
        )


@dataclass
class StoredRecord:
    """A record as it is handed out. `wraps`: (index in the header, wrap), of one reader and of the reporter."""

    cursor: Cursor
    event_id: bytes
    kind: int
    header: bytes
    signatures: bytes
    received_day: int
    bodies: list[bytes | None] = field(default_factory=list)
    wraps: list[tuple[int, bytes]] = field(default_factory=list)


_RECORD = (
    "event_id", "case_id", "kind", "thread", "header", "signatures", "stored_bytes", "received_day",
)  # fmt: skip
_BODY = ("record_seq", "position", "body")
_WRAP = ("record_seq", "position", "kind", "recipient_id", "wrap")


def add_record(session: Connection, new: NewRecord, *, day: int) -> bool:
    """Stores one record with its bodies and wraps; False, and nothing done, where its id is known already."""
    row = (
        new.event_id, new.case_id, new.kind, new.thread, new.header, new.signatures, new.size, day,
    )  # fmt: skip
    seq = insert_one(session, "records", _RECORD, row, returning="seq")
    if seq is None:
        return False
    if new.bodies:
        insert_many(session, "bodies", _BODY, [(seq, i, body) for i, body in enumerate(new.bodies)])
    if new.wraps:
        insert_many(
            session,
            "wraps",
            _WRAP,
            [(seq, i, *one) for i, one in enumerate(new.wraps) if one[-1] is not None],
        )
    return True


def find_signatures(session: Connection, event_id: bytes) -> bytes | None:
    """The signatures of a stored record; None where there is none of that id."""
    return session.execute(select(Record.signatures).where(Record.event_id == event_id)).scalar_one_or_none()


def find_genesis(session: Connection, case_id: bytes) -> tuple[bytes, bytes] | None:
    """(event id, signatures) of the report that began a case."""
    statement = select(Record.event_id, Record.signatures).where(
        Record.case_id == case_id, Record.kind == KIND_GENESIS
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def headers_of_kinds(session: Connection, case_id: bytes, kinds: Iterable[int]) -> list[tuple[int, bytes]]:
    """(kind, header) of a case's records of these kinds, oldest first."""
    statement = (
        select(Record.kind, Record.header)
        .where(Record.case_id == case_id, Record.kind.in_(list(kinds)))
        .order_by(Record.seq)
    )
    return [(kind, header) for kind, header in session.execute(statement)]


_HEAD = (
    Record.xid,
    Record.seq,
    Record.event_id,
    Record.kind,
    Record.header,
    Record.signatures,
    Record.received_day,
)


# Built once: a mailbox is opened often, and building its three statements took longer than running them.
_OF_THREAD = (Record.case_id == bindparam("of_case"), Record.thread.is_(True))
_THREAD_HEADS = select(*_HEAD).where(*_OF_THREAD).order_by(Record.seq)
_THREAD_BODIES = (
    select(Body.record_seq, Body.body)
    .join(Record, Record.seq == Body.record_seq)
    .where(*_OF_THREAD, Record.kind.not_in((KIND_GENESIS, KIND_SUPPLEMENT)))
    .order_by(Body.record_seq, Body.position)
)
_THREAD_WRAPS = (
    select(Wrap.record_seq, Wrap.position, Wrap.wrap)
    .join(Record, Record.seq == Wrap.record_seq)
    .where(*_OF_THREAD, Wrap.kind == WRAP_REPORTER)
    .order_by(Wrap.record_seq, Wrap.position)
)


def thread_records(session: Connection, case_id: bytes) -> list[StoredRecord]:
    """The thread plane of a case, oldest first: the report without bodies, the reporter's wraps only."""
    case = {"of_case": case_id}
    records = _assemble(session.execute(_THREAD_HEADS, case).all())
    for seq, body in session.execute(_THREAD_BODIES, case):
        records[seq].bodies.append(body)
    for seq, position, wrap in session.execute(_THREAD_WRAPS, case):
        records[seq].wraps.append((position, wrap))
    return list(records.values())


def records_after(
    session: Connection, cursor: Cursor, *, limit: int, max_bytes: int, reader: bytes
) -> list[StoredRecord]:
    """The next records of all cases, at most `limit` and about `max_bytes` (at least one).

    On PostgreSQL transactions end in another order than they begin: only rows below the oldest running
    transaction are handed out, in the order of transaction ids, so that none appears behind a cursor later.
    """
    sizes = session.execute(
        _after(session, cursor).with_only_columns(Record.seq, Record.stored_bytes).limit(limit)
    )
    chosen: list[int] = []
    total = 0
    for seq, size in sizes:
        total += size
        if chosen and total > max_bytes:
            break
        chosen.append(seq)
    if not chosen:
        return []
    rows = session.execute(
        select(*_HEAD).where(Record.seq.in_(chosen)).order_by(Record.xid, Record.seq)
    ).all()
    records = _assemble(rows)
    _fill(session, records, list(records), _for_member(reader))
    return list(records.values())


def count_after(session: Connection, cursor: Cursor) -> int:
    """About how many records follow: a number for a progress bar, exact when the end is reached."""
    following = _after(session, cursor).with_only_columns(Record.seq).order_by(None)
    if session.dialect.name == "postgresql":
        return session.execute(select(func.count()).select_from(following.subquery())).scalar_one()
    newest = session.execute(select(func.max(Record.seq))).scalar_one() or 0
    return int(max(0, newest - cursor[1]))


def one_record(session: Connection, event_id: bytes, reader: bytes) -> StoredRecord | None:
    """One record by its id, with the reader's wraps and the reporter's."""
    rows = session.execute(select(*_HEAD).where(Record.event_id == event_id)).all()
    records = _assemble(rows)
    _fill(session, records, list(records), _for_member(reader))
    return next(iter(records.values()), None)


_DROP_WRAP = delete(Wrap).where(
    Wrap.record_seq == select(Record.seq).where(Record.event_id == bindparam("of_event")).scalar_subquery(),
    Wrap.recipient_id == bindparam("of_recipient"),
)


def drop_wraps(session: Connection, event_ids: Iterable[bytes], recipient_id: bytes) -> None:
    """Deletes one recipient's wraps of these records: their keys are stored in that recipient's vault."""
    session.execute(
        _DROP_WRAP, [{"of_event": event_id, "of_recipient": recipient_id} for event_id in event_ids]
    )


def store_epoch(session: Connection) -> str:
    """A mark that changes when a database was restored from a copy; cursors of another epoch start anew."""
    return session.execute(select(Fact.value).where(Fact.name == "epoch")).scalar_one()


def _after(session: Connection, cursor: Cursor) -> Select[Record]:
    xid, seq = cursor
    if session.dialect.name == "postgresql":
        finished = text("records.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        later = text("(records.xid, records.seq) > (:after_xid, :after_seq)").bindparams(
            after_xid=xid, after_seq=seq
        )
        return select(Record).where(finished, later).order_by(Record.xid, Record.seq)
    # SQLite has one writer at a time, so sequence numbers become visible in order.
    return select(Record).where(Record.seq > seq).order_by(Record.seq)


def _for_member(reader: bytes) -> ColumnElement[bool]:
    # Consoles keep the reporter's own wraps, which open to her code alone: who restores a backup gets them back.
    return or_(Wrap.recipient_id == reader, Wrap.kind == WRAP_REPORTER)


def _assemble(rows: Sequence[Row[int, int, bytes, int, bytes, bytes, int]]) -> dict[int, StoredRecord]:
    return {row[1]: StoredRecord((row[0], row[1]), row[2], row[3], row[4], row[5], row[6]) for row in rows}


def _fill(
    session: Connection, records: dict[int, StoredRecord], with_bodies: list[int], whose: ColumnElement[bool]
) -> None:
    if not records:
        return
    bodies = select(Body.record_seq, Body.body).where(Body.record_seq.in_(with_bodies))
    for seq, body in session.execute(bodies.order_by(Body.record_seq, Body.position)):
        records[seq].bodies.append(body)
    wraps = select(Wrap.record_seq, Wrap.position, Wrap.wrap).where(Wrap.record_seq.in_(list(records)), whose)
    for seq, position, wrap in session.execute(wraps.order_by(Wrap.record_seq, Wrap.position)):
        records[seq].wraps.append((position, wrap))
