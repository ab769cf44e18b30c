"""Who is on duty when, and whom to call next. Pure: every moment is given.

A roster is a document that a member signs. Its hours are those of one place (`utc_offset`, minutes), as a rota on
a wall is. In each shift people stand in turn: primary, deputy, headquarters.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from policies.acts.destruction import day_of
from policies.acts.shapes import is_member
from policies.errors import InvalidValueError
from policies.timers import Alarm

VERSION = 1
MINUTES_A_DAY = 1_440
DAYS_A_WEEK = 7
MOST_PEOPLE, MOST_SHIFTS, MOST_TURNS = 50, 60, 6
LONGEST_ROSTER_DAYS = 400
_OFFSETS = range(-12 * 60, 14 * 60 + 1)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
_PHONE = re.compile(r"\+[0-9]{6,15}")


@dataclass(frozen=True)
class Person:
    """Somebody to call. `mail`, `phone`: where; at least one. `member`: their id as a member in hex, or empty."""

    id: str
    mail: str = ""
    phone: str = ""
    member: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidValueError("people.id", "use small letters, digits and hyphens, at most 32")
        if self.mail and not _MAIL.fullmatch(self.mail):
            raise InvalidValueError("people.mail", f"{self.mail!r} is no mail address")
        if self.phone and not _PHONE.fullmatch(self.phone):
            raise InvalidValueError("people.phone", "write it as +, country and number, digits only")
        if self.member and not is_member(self.member):
            raise InvalidValueError("people.member", "a member's id is 32 hexadecimal digits")
        if not self.mail and not self.phone:
            raise InvalidValueError("people", f"{self.id!r} needs a mail address or a telephone number")


@dataclass(frozen=True)
class Shift:
    """Hours in which people stand by. `days`: 1 Monday to 7 Sunday; minutes of the day; `turns`: who is called.

    An `end` that is not after `start` lies on the next day.
    """

    days: tuple[int, ...]
    start: int
    end: int
    turns: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.days or not set(self.days) <= set(range(1, DAYS_A_WEEK + 1)):
            raise InvalidValueError("shifts.days", "list days from 1 (Monday) to 7 (Sunday)")
        if not 0 <= self.start < MINUTES_A_DAY or not 0 <= self.end <= MINUTES_A_DAY:
            raise InvalidValueError("shifts", "hours lie between 00:00 and 24:00")
        if not 1 <= len(self.turns) <= MOST_TURNS:
            raise InvalidValueError("shifts.turns", "name 1 to 6 people: primary, deputy, headquarters")

    def covers(self, weekday: int, minute: int) -> bool:
        """Whether a moment of the place lies in it."""
        if self.end > self.start:
            return weekday in self.days and self.start <= minute < self.end
        before = (weekday - 2) % DAYS_A_WEEK + 1
        return (weekday in self.days and minute >= self.start) or (before in self.days and minute < self.end)


@dataclass(frozen=True)
class Gap:
    """Hours of every week in which nobody stands by. `start_day`, `end_day`: 1 Monday to 7; minutes of these days."""

    start_day: int
    start: int
    end_day: int
    end: int
    minutes: int


@dataclass(frozen=True)
class Roster:
    """A whole roster. It counts from `issued_on` to `valid_until`, both included."""

    version: int
    issued_on: date
    valid_until: date
    utc_offset: int
    people: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    by_id: Mapping[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.version < 1:
            raise InvalidValueError("version", "must be 1 or higher; raise it with every change")
        span = (self.valid_until - self.issued_on).days
        if not 0 <= span <= LONGEST_ROSTER_DAYS:
            raise InvalidValueError("valid_until", f"must lie at most {LONGEST_ROSTER_DAYS} days ahead")
        if self.utc_offset not in _OFFSETS:
            raise InvalidValueError("utc_offset", "minutes from UTC, -720 to 840")
        if not 1 <= len(self.people) <= MOST_PEOPLE or not 1 <= len(self.shifts) <= MOST_SHIFTS:
            raise InvalidValueError("roster", "needs 1 to 50 people and 1 to 60 shifts")
        known = {person.id: person for person in self.people}
        if len(known) != len(self.people):
            raise InvalidValueError("people", "an id stands twice")
        strangers = {one for shift in self.shifts for one in shift.turns} - set(known)
        if strangers:
            raise InvalidValueError("shifts.turns", f"{', '.join(sorted(strangers))} is not among the people")
        object.__setattr__(self, "by_id", known)

    def valid_on(self, moment: datetime) -> bool:
        """Whether the roster counts at this moment (UTC)."""
        return self.issued_on <= self._local(moment).date() <= self.valid_until

    def on_duty(self, moment: datetime) -> tuple[Person, ...]:
        """Who stands by at this moment (UTC), in turn; empty where nobody does."""
        if not self.valid_on(moment):
            return ()
        local = self._local(moment)
        weekday, minute = local.isoweekday(), local.hour * 60 + local.minute
        turns = [one for shift in self.shifts if shift.covers(weekday, minute) for one in shift.turns]
        return tuple(self.by_id[one] for one in dict.fromkeys(turns))

    def members(self, moment: datetime) -> tuple[str, ...]:
        """The members who stand in it while it counts, those on duty at this moment (UTC) first; ids in hex."""
        if not self.valid_on(moment):
            return ()
        people = dict.fromkeys((*self.on_duty(moment), *self.people))
        return tuple(dict.fromkeys(one.member for one in people if one.member))

    def gaps(self) -> tuple[Gap, ...]:
        """When nobody stands by in a week in which it counts, from Monday on; one that goes over Sunday is last."""
        week = DAYS_A_WEEK * MINUTES_A_DAY
        covered = bytearray(week)
        for shift in self.shifts:
            length = (shift.end - shift.start - 1) % MINUTES_A_DAY + 1
            for day in shift.days:
                begin = (day - 1) * MINUTES_A_DAY + shift.start
                for minute in range(begin, begin + length):
                    covered[minute % week] = 1
        edges = [minute for minute in range(week) if covered[minute] != covered[minute - 1]]
        starts = [minute for minute in edges if not covered[minute]]
        ends = [minute for minute in edges if covered[minute]]
        if starts and ends[0] < starts[0]:
            ends = [*ends[1:], ends[0]]
        return tuple(_gap(start, end, week) for start, end in zip(starts, ends, strict=True))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(UTC) + timedelta(minutes=self.utc_offset)


def _gap(start: int, end: int, week: int) -> Gap:
    return Gap(
        start // MINUTES_A_DAY + 1,
        start % MINUTES_A_DAY,
        end // MINUTES_A_DAY + 1,
        end % MINUTES_A_DAY,
        (end - start) % week,
    )


def read_roster(document: Mapping[str, Any]) -> Roster:
    """The roster in a parsed document. Raises `InvalidValueError` with the field and the remedy."""
    known = {
        "amparo", "v", "deployment_id", "version", "issued_on", "valid_until", "utc_offset", "people", "shifts",
    }  # fmt: skip
    if set(document) - known or document.get("amparo") != "roster" or document.get("v") != VERSION:
        raise InvalidValueError("roster", "this is no duty roster of version 1")
    days = day_of(document.get("issued_on")), day_of(document.get("valid_until"))
    if days[0] is None or days[1] is None:
        raise InvalidValueError("issued_on", "issued_on and valid_until are days like 2027-01-31")
    return Roster(
        _whole(document, "version"),
        days[0],
        days[1],
        _whole(document, "utc_offset"),
        tuple(_person(row) for row in _rows(document, "people")),
        tuple(_shift(row) for row in _rows(document, "shifts")),
    )


def roster_document(roster: Roster, deployment_id: str) -> dict[str, Any]:
    """The reverse of `read_roster`."""
    return {
        "amparo": "roster",
        "v": VERSION,
        "deployment_id": deployment_id,
        "version": roster.version,
        "issued_on": roster.issued_on.isoformat(),
        "valid_until": roster.valid_until.isoformat(),
        "utc_offset": roster.utc_offset,
        "people": [_person_row(one) for one in roster.people],
        "shifts": [
            {"days": list(one.days), "start": one.start, "end": one.end, "turns": list(one.turns)}
            for one in roster.shifts
        ],
    }


def slot_of(hour: int, alarm: Alarm) -> int:
    """The slot in which an hour (since 1970) lies: calls leave at its beginning, whatever came when."""
    return hour - hour % alarm.slot_hours


def steps_due(waited_hours: int, alarm: Alarm) -> int:
    """How many calls a case that has waited so long should have caused.

    After the policy's last hour it goes on every `repeat_hours`: a case is never forgotten by being old.
    """
    passed = sum(1 for hours in alarm.after_hours if waited_hours >= hours)
    return passed + max(0, waited_hours - alarm.after_hours[-1]) // alarm.repeat_hours


def whose_turn(step: int, failures: int, people: int) -> int:
    """The place among `people` who is called for a step (from 1), after so many failed calls in a row."""
    return (step - 1 + failures) % people


def _whole(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if type(value) is not int:
        raise InvalidValueError(name, "must be a whole number")
    return value


def _rows(document: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = document.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidValueError(name, "must be a list of objects")
    return rows


def _person_row(person: Person) -> dict[str, str]:
    row = {"id": person.id, "mail": person.mail, "phone": person.phone}
    return row | ({"member": person.member} if person.member else {})


def _person(row: Mapping[str, Any]) -> Person:
    values = [row.get(name, "") for name in ("id", "mail", "phone", "member")]
    if set(row) - {"id", "mail", "phone", "member"} or not all(isinstance(one, str) for one in values):
        raise InvalidValueError("people", "each has an id, and a mail address or a telephone number")
    return Person(*values)


def _shift(row: Mapping[str, Any]) -> Shift:
    days, turns = row.get("days"), row.get("turns")
    right = (
        set(row) == {"days", "start", "end", "turns"}
        and isinstance(days, list)
        and isinstance(turns, list)
        and all(type(day) is int for day in days)
        and all(isinstance(one, str) for one in turns)
    )
    if not right or days is None or turns is None:
        raise InvalidValueError("shifts", "each has days, start, end and turns")
    return Shift(tuple(days), _whole(row, "start"), _whole(row, "end"), tuple(turns))
