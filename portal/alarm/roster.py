"""Who is on duty: as a member signed it, else the addresses in the settings, around the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from crypto.documents import parse_json
from crypto.member_document import MemberDocument
from policies.duty import Person, Roster, Shift, read_roster
from portal.settings import Settings
from portal.store.rosters import newest_roster


@dataclass(frozen=True)
class Cover:
    """Whether it is known when somebody is on duty, whether somebody is now, and the hours of the place."""

    known: bool
    now: bool
    utc_offset: int = 0
    hours: tuple[Shift, ...] = ()
    always: bool = False


@dataclass(frozen=True)
class OnDuty:
    """Whom to call now, in turn, and what reporters may be told."""

    people: tuple[Person, ...]
    cover: Cover


def stored_roster(session: Connection) -> Roster | None:
    """The signed roster in force. It was checked when it was stored."""
    found = newest_roster(session)
    if found is None:
        return None
    return read_roster(parse_json(MemberDocument.parse("roster", found[1]).document))


def on_duty(session: Connection, settings: Settings, now: datetime) -> OnDuty:
    """Who stands by at this moment. A signed roster that has run out covers nothing, and is not replaced."""
    roster = stored_roster(session)
    if roster is None:
        people = tuple(
            Person(f"address-{number}", mail=address)
            for number, address in enumerate(settings.duty_roster, start=1)
        )
        return OnDuty(people, Cover(bool(people), bool(people), always=bool(people)))
    people = roster.on_duty(now.astimezone(UTC))
    hours = roster.shifts if roster.valid_on(now) else ()
    return OnDuty(
        people, Cover(known=bool(hours), now=bool(people), utc_offset=roster.utc_offset, hours=hours)
    )
