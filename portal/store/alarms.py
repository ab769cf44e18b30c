from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from portal.store.models import AlarmPing

_LOOK_BACK = 50


@dataclass(frozen=True)
class Ping:
    """One attempt to mail the duty roster: when (hours since 1970), whom (place on it), how it went."""

    hour: int
    roster_position: int
    delivered: bool
    reason: str


def add_ping(session: Connection, ping: Ping) -> None:
    """Records an attempt."""
    session.execute(
        insert(AlarmPing).values(
            hour=ping.hour,
            roster_position=ping.roster_position,
            delivered=ping.delivered,
            reason=ping.reason[:80],
        )
    )


def recent_pings(session: Connection, count: int = 20) -> list[Ping]:
    """The last attempts, newest first."""
    statement = (
        select(AlarmPing.hour, AlarmPing.roster_position, AlarmPing.delivered, AlarmPing.reason)
        .order_by(AlarmPing.ping_id.desc())
        .limit(count)
    )
    return [Ping(*row) for row in session.execute(statement)]


def failures_in_a_row(session: Connection) -> int:
    """How many attempts have failed since the last that was delivered."""
    failed = 0
    for ping in recent_pings(session, _LOOK_BACK):
        if ping.delivered:
            break
        failed += 1
    return failed


def forget_pings(session: Connection, before_hour: int) -> None:
    """Deletes attempts older than that."""
    session.execute(delete(AlarmPing).where(AlarmPing.hour < before_hour))
