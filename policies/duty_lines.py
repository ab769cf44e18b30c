"""A roster as lines of text: what a person can read, copy and change."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from policies.duty import DAYS_A_WEEK, MINUTES_A_DAY, Gap, Person, Roster, Shift
from policies.errors import InvalidValueError

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHIFT = re.compile(
    r"(?P<days>[A-Z,-]+)\s+(?P<start>\d\d:\d\d)\s*-\s*(?P<end>\d\d:\d\d)\s+(?P<turns>.+)", re.IGNORECASE
)
_FIELDS = 4
_SHORTEST_MARK, SHOWN_MARK = 4, 8


def read_people(text: str, members: Iterable[str] = ()) -> tuple[Person, ...]:
    """One a line: `name | mail | phone | member`. Raises `InvalidValueError` that quotes the line.

    `members`: ids in hex; a line names one by its beginning, as pages show it.
    """
    known = tuple(members)
    people = []
    for line in _lines(text):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) > _FIELDS:
            raise InvalidValueError("people", f"{line!r}: write a name | mail | phone | member")
        name, mail, phone, mark = (parts + [""] * _FIELDS)[:_FIELDS]
        people.append(Person(name, mail, phone, _member(mark, known, line)))
    return tuple(people)


def _member(mark: str, members: Iterable[str], line: str) -> str:
    if not mark:
        return ""
    found = [one for one in members if len(mark) >= _SHORTEST_MARK and one.startswith(mark.lower())]
    if len(found) != 1:
        raise InvalidValueError("people", f"{line!r}: no member, or more than one, begins with {mark!r}")
    return found[0]


def read_shifts(text: str) -> tuple[Shift, ...]:
    """One a line: `MO-FR 08:00-17:00 primary, deputy`. Raises `InvalidValueError` that quotes the line."""
    shifts = []
    for line in _lines(text):
        found = _SHIFT.fullmatch(line)
        if found is None:
            raise InvalidValueError("shifts", f"{line!r}: write it like MO-FR 08:00-17:00 primary, deputy")
        turns = tuple(part.strip() for part in found["turns"].split(",") if part.strip())
        shifts.append(
            Shift(
                _days(found["days"].upper(), line),
                _minute(found["start"], line),
                _minute(found["end"], line),
                turns,
            )
        )
    return tuple(shifts)


def people_text(roster: Roster) -> str:
    """The reverse of `read_people`."""
    return "\n".join(
        " | ".join((one.id, one.mail, one.phone, one.member[:SHOWN_MARK].upper())).rstrip(" |")
        for one in roster.people
    )


def shifts_text(roster: Roster) -> str:
    """The reverse of `read_shifts`."""
    return "\n".join(f"{hours_text(one)} {', '.join(one.turns)}" for one in roster.shifts)


def hours_text(shift: Shift) -> str:
    """Days and hours of a shift, like MO,TU 08:00-17:00."""
    days = ",".join(DAYS[day - 1] for day in shift.days)
    run = list(range(shift.days[0], shift.days[-1] + 1))
    if list(shift.days) == run and len(run) > 2:  # noqa: PLR2004 - two days are shorter with a comma
        days = f"{DAYS[run[0] - 1]}-{DAYS[run[-1] - 1]}"
    return f"{days} {_clock(shift.start)}-{_clock(shift.end)}"


def gap_text(gap: Gap) -> str:
    """Hours without anybody, like FR 17:00 to MO 08:00."""
    start, end = gap_ends(gap)
    return f"{start} to {end}"


def gap_ends(gap: Gap) -> tuple[str, str]:
    """From when and until when nobody stands by, like ("FR 17:00", "MO 08:00")."""
    return f"{DAYS[gap.start_day - 1]} {_clock(gap.start)}", f"{DAYS[gap.end_day - 1]} {_clock(gap.end)}"


def offset_text(minutes: int) -> str:
    """How far the place of a roster is from UTC, like UTC+02:00."""
    return f"UTC{'-' if minutes < 0 else '+'}{_clock(abs(minutes))}"


def describe_roster(roster: Roster, moment: datetime) -> str:
    """A roster for a command line: in force until when, who stands by at `moment` (UTC), hours, gaps, people."""
    gaps = roster.gaps()
    hours = -(-sum(gap.minutes for gap in gaps) // 60)
    state = "in force" if roster.valid_on(moment) else "NOT IN FORCE: sign a new one"
    lines = [
        f"Version {roster.version}, from {roster.issued_on} to {roster.valid_until}: {state}.",
        f"On duty now: {', '.join(one.id for one in roster.on_duty(moment)) or 'nobody'}.",
        f"Hours of the place ({offset_text(roster.utc_offset)}):",
        *(f"  {line}" for line in shifts_text(roster).splitlines()),
        f"Without anybody: {hours} hours of every week." if gaps else "Somebody stands by at every hour.",
        *(f"  {gap_text(gap)}" for gap in gaps),
        "People:",
        *(f"  {line}" for line in people_text(roster).splitlines()),
    ]
    return "\n".join(lines)


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _days(text: str, line: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split(","):
        ends = part.split("-")
        if not set(ends) <= set(DAYS) or len(ends) > 2:  # noqa: PLR2004 - from and to
            raise InvalidValueError("shifts", f"{line!r}: days are MO TU WE TH FR SA SU, or MO-FR")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        span = (last - first) % DAYS_A_WEEK
        found += [(first + step) % DAYS_A_WEEK + 1 for step in range(span + 1)]
    return tuple(sorted(set(found)))


def _minute(text: str, line: str) -> int:
    hour, minute = (int(part) for part in text.split(":"))
    if minute >= 60 or hour * 60 + minute > MINUTES_A_DAY:  # noqa: PLR2004 - minutes of an hour
        raise InvalidValueError("shifts", f"{line!r}: hours lie between 00:00 and 24:00")
    return hour * 60 + minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
