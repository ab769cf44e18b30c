from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from crypto.constants import WRAP_GENESIS
from portal.store.models import AlarmPing, Record, Wrap

_LOOK_BACK = 50


@dataclass(frozen=True)
class Ping:
    """One attempt to call somebody on duty: when (hours since 1970), whose turn, how it went, by which way."""

    hour: int
    roster_position: int
    delivered: bool
    reason: str
    channel: str = "mail"


def add_ping(session: Connection, ping: Ping) -> None:
    """Records an attempt."""
    session.execute(
        insert(AlarmPing).values(
            hour=ping.hour,
            roster_position=ping.roster_position,
            delivered=ping.delivered,
            reason=ping.reason[:80],
            channel=ping.channel,
        )
    )


def recent_pings(session: Connection, count: int = 20) -> list[Ping]:
    """The last attempts, newest first."""
    statement = (
        select(
            AlarmPing.hour,
            AlarmPing.roster_position,
            AlarmPing.delivered,
            AlarmPing.reason,
            AlarmPing.channel,
        )
        .order_by(AlarmPing.ping_id.desc())
        .limit(count)
    )
    return [Ping(*row) for row in session.execute(statement)]


def failures_in_a_row(session: Connection) -> int:
    """How many turns have failed since the last call that left. Two ways to one person are one turn."""
    failed: list[tuple[int, int]] = []
    for ping in recent_pings(session, _LOOK_BACK):
        if ping.delivered:
            break
        turn = (ping.hour, ping.roster_position)
        if not failed or failed[-1] != turn:
            failed.append(turn)
    return len(failed)


@dataclass(frozen=True)
class Untaken:
    """A recipient who never said that they stored certain sealed keys. `since`: days since 1970."""

    member_id: bytes
    since: int


def untaken_keys(session: Connection, before_day: int) -> list[Untaken]:
    """Recipients whose keys have waited here since before that day, the longest first.

    Every recipient takes over the wraps of every report, those of zeros too: this tells nothing of any case.
    """
    since = func.min(Record.received_day)
    statement = (
        select(Wrap.recipient_id, since)
        .join(Record, Record.seq == Wrap.record_seq)
        .where(Wrap.kind == WRAP_GENESIS, Record.received_day < before_day)
        .group_by(Wrap.recipient_id)
        .order_by(since, Wrap.recipient_id)
    )
    return [Untaken(bytes(member), int(day)) for member, day in session.execute(statement)]


def forget_pings(session: Connection, before_hour: int) -> None:
    """Deletes attempts older than that."""
    session.execute(delete(AlarmPing).where(AlarmPing.hour < before_hour))
