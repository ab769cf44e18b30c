"""Which members stand in a duty roster: what two signatures for vital interests are taken from."""

from datetime import UTC, date, datetime

import pytest

from policies.duty import Person, Roster, Shift, read_roster, roster_document
from policies.duty_lines import people_text, read_people
from policies.errors import InvalidValueError

AMA, BEN, CLEO = ("a1" * 16, "b2" * 16, "b2" * 15 + "c3")
NIGHT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def roster(**more):
    people = (
        Person("day", "day@example.org", member=AMA),
        Person("night", "night@example.org", member=BEN),
        Person("again", phone="+25612345678", member=BEN),
        Person("hq", "hq@example.org"),
    )
    every = tuple(range(1, 8))
    shifts = (Shift(every, 360, 1_200, ("day", "hq")), Shift(every, 1_200, 360, ("night", "hq")))
    fields = {"version": 1, "issued_on": date(2026, 11, 1), "valid_until": date(2026, 12, 1), "utc_offset": 0}
    return Roster(**{**fields, "people": people, "shifts": shifts, **more})


def test_members_come_once_and_those_on_duty_now_first():
    assert roster().members(NIGHT) == (BEN, AMA)
    assert roster().members(NIGHT.replace(hour=12)) == (AMA, BEN)


def test_a_roster_that_ran_out_names_nobody():
    assert roster(valid_until=date(2026, 11, 25)).members(NIGHT) == ()


def test_the_document_keeps_members_and_stays_as_it_was_without():
    document = roster_document(roster(), "00" * 16)
    assert read_roster(document) == roster()
    assert [set(row) for row in document["people"]][-1] == {"id", "mail", "phone"}


@pytest.mark.parametrize("member", ["a1", "z" * 32, "A1" * 16])
def test_what_is_no_members_id_is_refused(member):
    with pytest.raises(InvalidValueError, match="hexadecimal"):
        Person("day", "day@example.org", member=member)


def test_a_line_names_a_member_by_the_beginning_of_their_id():
    (person,) = read_people("day | day@example.org | | A1A1A1A1", [AMA, BEN, CLEO])
    assert person.member == AMA
    assert people_text(roster(people=(person,), shifts=(Shift((1,), 0, 60, ("day",)),))).endswith(
        "| A1A1A1A1"
    )


@pytest.mark.parametrize("mark", ["A1A", "B2B2B2B2", "FFFF"])
def test_a_beginning_that_names_nobody_or_several_is_refused_with_its_line(mark):
    with pytest.raises(InvalidValueError, match="day@example"):
        read_people(f"day | day@example.org | | {mark}", [AMA, BEN, CLEO])
