import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from portal.store.models import Packet


def add_packet(session: Connection, packet_id: bytes, member_id: bytes, record: bytes, last_day: int) -> bool:
    """Opens a place; True where it is new or is this member's very record already."""
    known = session.execute(
        select(Packet.member_id, Packet.record).where(Packet.packet_id == packet_id)
    ).one_or_none()
    if known is not None:
        return bool((known[0], known[1]) == (member_id, record))
    session.execute(
        insert(Packet).values(packet_id=packet_id, member_id=member_id, record=record, last_day=last_day)
    )
    return True


def open_packets(session: Connection, member_id: bytes) -> int:
    """How many places a member has."""
    statement = select(func.count()).select_from(Packet).where(Packet.member_id == member_id)
    return int(session.execute(statement).scalar_one())


def waiting_record(session: Connection, packet_id: bytes, day: int) -> bytes | None:
    """The record of a place that waits for its answer; None for an unknown, a used and a lapsed one alike."""
    statement = select(Packet.record).where(
        Packet.packet_id == packet_id, Packet.used.is_(None), Packet.last_day >= day
    )
    return session.execute(statement).scalar_one_or_none()


def put_answer(session: Connection, packet_id: bytes, answer: bytes, day: int) -> bool | None:
    """True: stored; False: these very bytes were stored before; None: unknown, used, or lapsed."""
    digest = hashlib.sha256(answer).digest()
    # One statement decides who is first: of two answers at once one is stored, the other is told so.
    taken = session.execute(
        update(Packet)
        .where(Packet.packet_id == packet_id, Packet.used.is_(None), Packet.last_day >= day)
        .values(used=digest, answer=answer)
        .returning(Packet.packet_id)
    ).one_or_none()
    if taken is not None:
        return True
    used = session.execute(select(Packet.used).where(Packet.packet_id == packet_id)).scalar_one_or_none()
    return False if used == digest else None


def answers_of(session: Connection, member_id: bytes, limit: int) -> list[tuple[bytes, bytes]]:
    """(packet id, answer) of answers that the member has not fetched yet."""
    statement = (
        select(Packet.packet_id, Packet.answer)
        .where(Packet.member_id == member_id, Packet.answer.is_not(None))
        .order_by(Packet.packet_id)
        .limit(limit)
    )
    return [(packet, answer) for packet, answer in session.execute(statement) if answer is not None]


def answers_at(session: Connection, packet_ids: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """(packet id, answer) of those places that hold an answer which nobody has dropped yet."""
    statement = (
        select(Packet.packet_id, Packet.answer)
        .where(Packet.packet_id.in_(list(packet_ids)), Packet.answer.is_not(None))
        .order_by(Packet.packet_id)
    )
    return [(packet, answer) for packet, answer in session.execute(statement) if answer is not None]


def drop_answers(session: Connection, packet_ids: Sequence[bytes]) -> None:
    """Somebody has these: the sealed bytes go; that the place was used stays until its last day."""
    named = Packet.packet_id.in_(list(packet_ids))
    session.execute(update(Packet).where(named, Packet.used.is_not(None)).values(answer=None))


def close_packets(session: Connection, packet_ids: Sequence[bytes]) -> None:
    """These places go at once, with what lies there."""
    session.execute(delete(Packet).where(Packet.packet_id.in_(list(packet_ids))))


def forget_packets(session: Connection, day: int, kept_days: int) -> None:
    """Forgets lapsed places; one whose answer nobody has fetched only when it lapsed `kept_days` ago."""
    fetched = (Packet.last_day < day) & Packet.answer.is_(None)
    session.execute(delete(Packet).where(fetched | (Packet.last_day < day - kept_days)))
